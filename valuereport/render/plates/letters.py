"""Text -> glyphs by HarfBuzz, as Pango sets them; only what has no doubt: one face, from left to right, no marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import uharfbuzz

from valuereport.render.fonts import Family, face_called
from valuereport.render.fonts.sources import LATIN

_THOUSAND: Final = 1000  # parts of an em, in which a PDF measures glyphs
_UNITS: Final = 1024  # of Pango in a CSS pixel: it rounds every advance to one
_KEPT: Final = 20_000  # texts whose glyphs are remembered
_TURNED: Final = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI", "BN"})


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line of text: what a PDF shows, its width in CSS pixels, and which text each glyph stands for."""

    shown: bytes
    width: float
    glyphs: tuple[tuple[int, str], ...]


class Letters:
    """The faces that plates may be filled with, by the names that WeasyPrint gives them."""

    def __init__(self, own: Family | None) -> None:
        self._own = own
        self._fonts: dict[tuple[str, float], Any] = {}
        self.shape = lru_cache(maxsize=_KEPT)(self._shape)

    def file(self, name: str) -> Path | None:
        """Return the file of a face."""
        face = face_called(name, self._own)
        return face.file if face else None

    def faces(self) -> tuple[str, ...]:
        """Return the names of the faces that come first on every page."""
        family = (self._own.name if self._own else LATIN.family).replace(" ", "-")
        return f"/+{family}", f"/+{family}-Semi-Bold"

    def joined(self, name: str, letters: Iterable[str]) -> frozenset[str]:
        """Return the texts of two or three of the letters that a face has one glyph for."""
        known = sorted(letter for letter in set(letters) if letter.isalpha())
        pairs = {pair for pair in map("".join, product(known, known)) if self._is_one(name, pair)}
        return frozenset(pairs | {each for each in map("".join, product(pairs, known)) if self._is_one(name, each)})

    def _is_one(self, name: str, text: str) -> bool:
        shaped = self._shape(name, 16.0, text, (), "en")
        return shaped is not None and len(shaped.glyphs) == 1

    def _shape(self, name: str, size: float, text: str, features: tuple[str, ...], language: str) -> Shaped | None:
        """Return the glyphs of a line, or None where the face lacks one, or anything is in doubt."""
        font = self._font(name, size)
        if font is None or not _plain(text):
            return None
        buffer: Any = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", language
        uharfbuzz.shape(font, buffer, dict.fromkeys(features, True))
        starts = [info.cluster for info in buffer.glyph_infos]
        if starts != sorted(set(starts)):
            return None  # two glyphs of one letter
        ends = [*starts[1:], len(text)]
        glyphs = [
            (info.codepoint, text[start:end]) for info, start, end in zip(buffer.glyph_infos, starts, ends, strict=True)
        ]
        if any(not glyph for glyph, _ in glyphs):
            return None
        if any(at.x_offset or at.y_offset for at in buffer.glyph_positions):
            return None
        return _shown(font, glyphs, [at.x_advance for at in buffer.glyph_positions])

    def _font(self, name: str, size: float) -> Any:  # noqa: ANN401 - HarfBuzz's own class
        if (name, size) not in self._fonts:
            file = self.file(name)
            font: Any = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))) if file else None
            if font:
                font.scale = (round(size * _UNITS), round(size * _UNITS))
            self._fonts[name, size] = font
        return self._fonts[name, size]


def _shown(font: Any, glyphs: Sequence[tuple[int, str]], advances: Sequence[int]) -> Shaped:  # noqa: ANN401
    """Return glyphs as an operand: codes in runs, and between them what the next is moved to the left by."""
    em = font.scale[0]
    runs: list[str] = []
    codes = ""
    for (glyph, _), advance in zip(glyphs, advances, strict=True):
        codes += f"{glyph:04x}"
        moved = round(font.get_glyph_h_advance(glyph) * _THOUSAND / em) - advance * _THOUSAND / em
        if int(moved):
            runs.append(f"<{codes}>{int(moved)}")
            codes = ""
    if codes:
        runs.append(f"<{codes}>")
    return Shaped(f"[{''.join(runs)}]".encode("ascii"), sum(advances) / _UNITS, tuple(glyphs))


def _plain(text: str) -> bool:
    """Return whether a text is set as it is: HTML would change its spaces, and directions or marks would mix."""
    if not text or text != text.strip() or "  " in text:
        return False
    return not any(
        unicodedata.bidirectional(letter) in _TURNED
        or unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cn", "Cs", "Mn", "Mc", "Me", "Zl", "Zp")
        for letter in text
    )
