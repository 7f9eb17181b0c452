"""Text -> glyphs by HarfBuzz, as Pango sets them; only what has no doubt: one face, from left to right, no marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Final

import uharfbuzz

from valuereport.render.fonts import Family, face_called
from valuereport.render.fonts.sources import LATIN

_THOUSAND: Final = 1000  # parts of an em, in which a PDF measures glyphs
UNITS: Final = 1024  # of Pango in a CSS pixel: it rounds every advance to one
_KEPT: Final = 2_000  # texts whose glyphs are remembered
_LETTERS: Final = 4096  # that are remembered
_ANY_SIZE: Final = 12.0  # CSS pixels: whether a face has a letter does not depend on it
_MARKS: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Mn", "Mc", "Me", "Zl", "Zp"})
_TURNED: Final = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI", "BN"})


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line of text: what a PDF shows, advances and their sum in Pango's units, which text each glyph stands for."""

    shown: bytes
    width: int
    advances: tuple[int, ...]
    glyphs: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Font:
    """A face in a size, and what is known of its glyphs."""

    font: Any  # HarfBuzz's
    em: int  # in Pango's units
    set: dict[tuple[int, int], tuple[str, int]] = field(default_factory=dict)

    def placed(self, glyph: int, advance: int) -> tuple[str, int]:
        """Return a glyph's code, and by how much the next one is moved to the left."""
        moved = round(self.font.get_glyph_h_advance(glyph) * _THOUSAND / self.em) - advance * _THOUSAND / self.em
        self.set[glyph, advance] = known = f"{glyph:04x}", int(moved)
        return known


class Shaper:
    """The faces that plates may be filled with, by the names that WeasyPrint gives them."""

    def __init__(self, own: Family | None) -> None:
        self._own = own
        self._fonts: dict[tuple[str, float], _Font | None] = {}
        self._settable: set[str] = set()
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

    def settable(self, letters: Iterable[str]) -> bool:
        """Return whether the first face has all letters, and sets each as it is: no marks, no other direction."""
        name = self.faces()[0]
        return all(letter in self._settable or self._is_settable(letter, name) for letter in letters)

    def _is_settable(self, letter: str, name: str) -> bool:
        font = self._font(name, _ANY_SIZE)
        if font is None or not _plain(letter) or not font.font.get_nominal_glyph(ord(letter)):
            return False
        self._settable.add(letter)
        return True

    def _shape(self, name: str, size: float, text: str, features: tuple[str, ...], language: str) -> Shaped | None:
        """Return the glyphs of a line, or None where the face lacks one, or anything is in doubt."""
        font = self._font(name, size)
        if font is None or not text or text != text.strip() or "  " in text:
            return None  # HTML would change its spaces
        if not all(map(_plain, text)):
            return None
        buffer: Any = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", language
        uharfbuzz.shape(font.font, buffer, dict.fromkeys(features, True))
        places = [at.position for at in buffer.glyph_positions]
        if any(x or y for x, y, _, _ in places):
            return None
        infos = buffer.glyph_infos
        codes, starts = [info.codepoint for info in infos], [info.cluster for info in infos]
        if not all(codes):
            return None
        if len(codes) == len(text) and starts == list(range(len(text))):
            glyphs = tuple(zip(codes, text, strict=True))
        elif starts == sorted(set(starts)):
            ends = [*starts[1:], len(text)]
            glyphs = tuple((code, text[start:end]) for code, start, end in zip(codes, starts, ends, strict=True))
        else:
            return None  # two glyphs of one letter
        return _shown(font, glyphs, tuple([advance for _, _, advance, _ in places]))

    def _font(self, name: str, size: float) -> _Font | None:
        if (name, size) not in self._fonts:
            file = self.file(name)
            em = round(size * UNITS)
            font: Any = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))) if file else None
            if font:
                font.scale = (em, em)
            self._fonts[name, size] = _Font(font, em) if font else None
        return self._fonts[name, size]


def _shown(font: _Font, glyphs: tuple[tuple[int, str], ...], advances: tuple[int, ...]) -> Shaped:
    """Return glyphs as an operand: codes in runs, and between them what the next is moved to the left by."""
    shown = "[<"
    for (glyph, _), advance in zip(glyphs, advances, strict=True):
        code, moved = font.set.get((glyph, advance)) or font.placed(glyph, advance)
        shown += f"{code}>{moved}<" if moved else code
    return Shaped(f"{shown}>]".replace("<>", "").encode("ascii"), sum(advances), advances, glyphs)


@lru_cache(maxsize=_LETTERS)
def _plain(letter: str) -> bool:
    """Return whether a letter is set as it is: no direction or mark of its own is mixed in."""
    return unicodedata.bidirectional(letter) not in _TURNED and unicodedata.category(letter) not in _MARKS
