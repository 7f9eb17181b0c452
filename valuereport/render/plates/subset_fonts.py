"""The fonts of all statements of a run: cut once, with every letter that a plate or a value may need."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from valuereport.render.fonts.sources import BOLD, REGULAR
from valuereport.render.plates.objects import entries, written
from valuereport.render.plates.shaper import Shaper
from valuereport.render.typesetter import Typesetter

_LINE: Final = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
_SAME: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2011": "\u2010"})
"""Letters that share a glyph: a reader of the PDF gets the plainer of the two."""


@dataclass(frozen=True, slots=True)
class SubsetFonts:
    """The fonts as objects of a PDF, numbered from 1: (number, entries, data of a stream or None)."""

    objects: tuple[tuple[bytes, bytes | None], ...]
    resources: Mapping[str, int]  # of a page: the font's object
    texts: Mapping[str, Mapping[int, str]]  # by the face: what each glyph stands for

    def has(self, face: str, glyphs: tuple[tuple[int, str], ...]) -> bool:
        """Return whether a face has these glyphs, each for the text that it is to stand for."""
        texts = self.texts.get(face, {})
        return all(texts.get(glyph, "").translate(_SAME) == text.translate(_SAME) for glyph, text in glyphs)


def subset_fonts(letters: Iterable[str], typesetter: Typesetter, shaper: Shaper) -> SubsetFonts:
    """Return the fonts with these letters, as WeasyPrint writes them: a specimen of all is laid out."""
    wanted = sorted(set(letters))
    together = sorted({each for face in shaper.faces() for each in shaper.joined(face, wanted)})
    # A space alone is not drawn, so that everything stands between two letters.
    row = "<p>" + " ".join(f"<span>x{_escaped(each)}x</span>" for each in (*wanted, *together)) + "</p>"
    blocks = "".join(
        f'<div style="white-space: pre-wrap; font-weight: {weight}; font-variant-numeric: {figures}">{row}</div>'
        for weight in (REGULAR, BOLD)
        for figures in ("normal", "tabular-nums")
    )
    html = f'<!DOCTYPE html><html lang="en"><title>specimen</title>{blocks}</html>'
    document = typesetter.lay_out(html, mirrored=False)
    with pikepdf.open(io.BytesIO(typesetter.write(document, ["en"] * len(document.pages)))) as pdf:
        found: dict[str, Any] = {}
        for page in pdf.pages:
            found |= {str(name): font for name, font in page.Resources.get("/Font", {}).items()}
        objects: list[tuple[bytes, bytes | None]] = []
        resources = {name: _add(found[name], objects) for name in sorted(found)}
        texts = {str(font.BaseFont): _texts(font.ToUnicode.read_bytes()) for font in found.values()}
    return SubsetFonts(tuple(objects), resources, texts)


def _escaped(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


def _add(found: Any, objects: list[tuple[bytes, bytes | None]]) -> int:  # noqa: ANN401 - pikepdf's own class
    """Add a font, or a stream, with all that it refers to, and return its number."""

    def refer(stream: Any) -> bytes:  # noqa: ANN401
        return f"{_add(stream, objects)} 0 R".encode()

    if isinstance(found, pikepdf.Stream):
        kept = [(str(name), value) for name, value in found.items() if name != "/Length"]
        objects.append((entries(kept, refer), found.read_raw_bytes()))
    else:
        objects.append((written(found, refer), None))
    return len(objects)


def _texts(table: bytes) -> dict[int, str]:
    return {int(found[1], 16): bytes.fromhex(found[2].decode()).decode("utf-16-be") for found in _LINE.finditer(table)}
