"""The letters of our fonts: how wide a text is, in how many lines it stands, and its outlines for a picture."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any, Final

import uharfbuzz

from valuereport.render.columns import pieces
from valuereport.render.fonts import Family, families, shipped_faces
from valuereport.render.fonts.sources import BOLD, REGULAR

SMALLEST: Final = 8.0
"""Points: no text on paper is smaller."""
_MILLIMETRE: Final = 72 / 25.4  # points
_MARGIN: Final = 1.01  # kerning may make a text a little wider than its letters are
_UNKNOWN: Final = 1.0  # em: a letter that no font has is shown by a sign of this width
_WORD: Final = re.compile(r"\S+|\s")
_JOINED: Final = "\u0628"  # a letter that joins
_DIGITS: Final = "0123456789"
_CURVE: Final = "%d %d %d %d %d %d c"
_NUMBER: Final = re.compile(r"(\d[\d.,٫٬]*)")
Stroke = tuple[tuple[float, ...], ...]
"""A path: its first point, then points that lines lead to, or six numbers each for a curve of two control points."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A text as filled paths, in thousandths of its size, from the start of its line and down from its baseline.

    They are whole numbers: what is smaller is not seen, and digits make most of a picture's bytes.
    """

    strokes: tuple[Stroke, ...]
    width: float  # at size 1
    path: str  # the same as a PDF draws it: each letter from its own start, so that letters compress that come again


class Letters:
    """The faces of one locale, in their order.

    A text's width is that of its letters with a hundredth more: no figure is set wider, and few pairs of letters are.
    """

    def __init__(self, locale: str, custom: Family | None) -> None:
        self._fonts = {weight: [_font(file) for file in _files(locale, custom, weight)] for weight in (REGULAR, BOLD)}
        self._widths: dict[int, dict[str, float]] = {REGULAR: {}, BOLD: {}}
        self.outline = lru_cache(maxsize=4096)(self._outline)
        self.lines = lru_cache(maxsize=4096)(self._lines)
        self.word = lru_cache(maxsize=4096)(self._word)
        self.space = lru_cache(maxsize=2)(self._space)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a text in millimetres, at a size in points."""
        weight = BOLD if bold else REGULAR
        known = self._widths[weight]
        try:
            ems = sum(map(known.__getitem__, text))
        except KeyError:
            letters = set(text) - known.keys()
            joined = set(filter(_is_joined, letters))
            known |= {letter: self._letter(letter, weight) for letter in letters - joined}
            ems = self._joined(text, weight) if joined else self._sum(text, weight)
        return ems * size * _MARGIN / _MILLIMETRE

    def _joined(self, text: str, weight: int) -> float:
        """Return the width of a text with letters that join, in em: spaces between them are those of their font."""
        words = _WORD.findall(text)
        return sum(self.space(weight) if word == " " else self.word(word, weight) for word in words)

    def _space(self, weight: int) -> float:
        """Return the width of a space beside letters that join, in em; between others it may be narrower."""
        fonts = [self._fonts[weight][0], *[font for font in self._fonts[weight] if _has(font, _JOINED)][:1]]
        return max(float(font.get_glyph_h_advance(font.get_nominal_glyph(ord(" ")))) for font in fonts) / 1000

    def _sum(self, text: str, weight: int) -> float:
        return sum(map(self._widths[weight].__getitem__, text))

    def _word(self, word: str, weight: int) -> float:
        """Return the width of a word, in em; letters that join are as wide as they are together."""
        if not any(map(_is_joined, word)):
            return self._sum(word, weight)
        font = next((font for font in self._fonts[weight] if _has(font, word)), None)
        if font is None:
            return sum(self._letter(letter, weight) for letter in word)
        return float(sum(place.x_advance for place in _shaped(font, word).glyph_positions)) / 1000

    def size(self, texts: Sequence[str], room: float, sizes: Sequence[float], *, bold: bool = False) -> float | None:
        """Return the largest of some sizes at which each text has room; None where none is small enough.

        `room`: millimetres; `sizes`: points, the largest first.
        """
        widest = max((self.width(text, 1.0, bold=bold) for text in texts), default=0.0)
        return next((size for size in sizes if widest * size <= room), None)

    def _lines(self, text: str, size: float, room: float, *, bold: bool = False) -> int:
        """Return in how many lines a text stands at most; a word without room is parted."""
        if self.width(text, size, bold=bold) <= room:
            return 1
        joined = any(map(_is_joined, text))
        space = self.space(BOLD if bold else REGULAR) * size * _MARGIN / _MILLIMETRE
        count, used = 1, 0.0
        for gap, piece in pieces(text):
            width = self.width(piece, size, bold=bold)
            before = (space if joined and gap == " " else self.width(gap, size, bold=bold)) if used else 0.0
            if used and used + before + width > room:
                count, used, before = count + 1, 0.0, 0.0
            if width > room:
                count += ceil(width / room) - 1
                width = width % room
            used += before + width
        return count

    def _letter(self, letter: str, weight: int) -> float:
        for font in self._fonts[weight]:
            if glyph := font.get_nominal_glyph(ord(letter)):
                if letter in _DIGITS:  # figures of one width are as wide as the widest
                    glyphs = map(font.get_nominal_glyph, map(ord, _DIGITS))
                    return float(max(map(font.get_glyph_h_advance, glyphs))) / 1000
                return float(font.get_glyph_h_advance(glyph)) / 1000
        return _UNKNOWN

    def _outline(self, text: str) -> Outline:
        """Return a text's outlines, regular; it must be in one script, with or without digits."""
        fonts = self._fonts[REGULAR]
        font = next((font for font in fonts if _has(font, text)), fonts[0])
        strokes: list[Stroke] = []
        drawn: list[str] = []
        x, before = 0, (0, 0)
        for run in _from_the_left(text):
            buffer = _shaped(font, run)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                pen = _Pen()
                font.draw_glyph_with_pen(info.codepoint, pen)
                if pen.strokes:
                    at = x + place.x_offset, -place.y_offset
                    strokes += (_moved(stroke, *at) for stroke in pen.strokes)
                    drawn += [f"1 0 0 1 {at[0] - before[0]} {at[1] - before[1]} cm", *map(_path, pen.strokes), "f"]
                    before = at
                x += place.x_advance
        return Outline(tuple(strokes), x / 1000, "\n".join(drawn))


class _Pen:
    """Collects what HarfBuzz draws, at size 1000: outlines upside down."""

    def __init__(self) -> None:
        self.strokes: list[Stroke] = []
        self._stroke: list[tuple[float, ...]] = []

    def _at(self, *points: tuple[float, float]) -> tuple[float, ...]:
        return tuple(each for x, y in points for each in (round(x), round(-y)))

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the names of fontTools' pens
        self._stroke = [self._at(point)]

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._stroke.append(self._at(point))

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._stroke.append(self._at(*points))

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        start = self._stroke[-1][-2:]
        x, y = self._at(control)
        last = self._at(end)
        # A curve of one control point as one of two: each two thirds of the way to it.
        self._stroke.append(
            (
                round(start[0] + (x - start[0]) * 2 / 3),
                round(start[1] + (y - start[1]) * 2 / 3),
                round(last[0] + (x - last[0]) * 2 / 3),
                round(last[1] + (y - last[1]) * 2 / 3),
                *last,
            )
        )

    def closePath(self) -> None:  # noqa: N802
        self.strokes.append(tuple(self._stroke))

    def endPath(self) -> None:  # noqa: N802
        self.closePath()


@lru_cache(maxsize=32)
def letters_of(locale: str, custom: Family | None) -> Letters:
    """Return the letters of a locale."""
    return Letters(locale, custom)


def _moved(stroke: Stroke, x: float, y: float) -> Stroke:
    return tuple(tuple(each + (y if place % 2 else x) for place, each in enumerate(point)) for point in stroke)


def _path(stroke: Stroke) -> str:
    start, *others = stroke
    moved = f"{start[0]:d} {start[1]:d} m"
    return "\n".join([moved, *(("%d %d l" if len(each) == 2 else _CURVE) % each for each in others)])


@lru_cache(maxsize=4096)
def _is_joined(letter: str) -> bool:
    return unicodedata.bidirectional(letter) == "AL"


def _from_the_left(text: str) -> list[str]:
    """Return the runs of a text from the left: a number among letters from right to left is a run of its own."""
    return [run for run in reversed(_NUMBER.split(text)) if run] if any(map(_is_joined, text)) else [text]


def _has(font: Any, text: str) -> bool:  # noqa: ANN401 - HarfBuzz's own class
    return all(font.get_nominal_glyph(ord(letter)) for letter in text)


def _shaped(font: Any, text: str) -> Any:  # noqa: ANN401
    """Return a text's glyphs and their places, at size 1000."""
    buffer: Any = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return buffer


def _files(locale: str, custom: Family | None, weight: int) -> list[str]:
    faces = (*(custom.faces if custom else ()), *shipped_faces())
    found = {(face.family, face.weight >= BOLD): str(face.file) for face in faces}
    names = families(locale, custom)
    return [found.get((name, weight >= BOLD)) or found[name, False] for name in names if (name, False) in found]


@lru_cache(maxsize=32)
def _font(file: str) -> Any:  # noqa: ANN401
    """Return the font of a file, at size 1000."""
    font: Any = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file)))
    font.scale = (1000, 1000)
    return font
