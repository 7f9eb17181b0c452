"""The fonts of a page inside the page: of each face only the letters that stand there, a few kilobytes."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

import uharfbuzz


def font_rules(page: str, faces: Iterable[tuple[str, int, Path]]) -> str:
    """Return the CSS rules that bring the faces (family, weight, file) along: a browser need not have them."""
    letters = {ord(letter) for letter in page}
    rules = []
    for family, weight, file in faces:
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
        if shown := letters & set(face.unicodes):
            wanted = uharfbuzz.SubsetInput()
            wanted.unicode_set.update(shown)
            data = base64.b64encode(uharfbuzz.subset(face, wanted).blob.data).decode("ascii")
            source = f'src: url("data:font/otf;base64,{data}")'
            rules.append(f'@font-face {{ font-family: "{family}"; font-weight: {weight}; {source} }}')
    return "\n".join(rules) + "\n"
