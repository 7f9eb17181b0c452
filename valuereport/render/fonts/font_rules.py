"""The fonts of a page inside the page: of each face only the letters that stand there."""

from __future__ import annotations

import base64

import uharfbuzz

from valuereport.render.fonts.faces import Family, shipped_faces


def font_rules(page: str, custom: Family | None = None) -> str:
    """Return the CSS rules that bring along the faces of a page's letters: a browser need not have them."""
    letters = {ord(letter) for letter in page}
    rules = []
    for face in (*(custom.faces if custom else ()), *shipped_faces()):
        font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.file)))
        if shown := letters & set(font.unicodes):
            wanted = uharfbuzz.SubsetInput()
            wanted.unicode_set.update(shown)
            data = base64.b64encode(uharfbuzz.subset(font, wanted).blob.data).decode("ascii")
            source = f'src: url("data:font/otf;base64,{data}")'
            rules.append(f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; {source} }}')
    return "\n".join(rules) + "\n"
