"""A value -> the lines that it takes in its slot: broken and cut as WeasyPrint does, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from valuereport.render.plates.breaks import breaks
from valuereport.render.plates.parameterised import ELLIPSIS
from valuereport.render.plates.plate import Box, NotAPlate
from valuereport.render.plates.shaper import UNITS, Shaped, Shaper
from valuereport.render.plates.subset_fonts import SubsetFonts

_KEPT: Final = 5_000  # values whose lines are remembered: dates, grades and titles come again and again
_CLOSE: Final = 0.02  # of a Pango unit: room is measured in floating point, and a text in whole units


@dataclass(frozen=True, slots=True)
class SlotStyle:
    """How texts are set in a box, wherever it stands on the page."""

    font: str
    size: float
    features: tuple[str, ...]
    lines: int
    room: float  # CSS pixels
    cut: bool
    language: str


def slot_style_of(box: Box, language: str) -> SlotStyle:
    """Return how a box's text is set."""
    return SlotStyle(box.font, box.size, box.features, len(box.baselines), box.room, box.cut, language)


class LineBreaker:
    """Sets values in a run's fonts."""

    def __init__(self, shaper: Shaper, fonts: SubsetFonts) -> None:
        self._shaper, self._fonts = shaper, fonts
        self._certain: dict[str, set[tuple[int, str]]] = {}  # glyphs of a face, and what the run's fonts say they are
        self.lines = lru_cache(maxsize=_KEPT)(self._lines)

    def _lines(self, value: str, style: SlotStyle) -> tuple[Shaped, ...]:
        """Return a value in the lines that it takes in its box. Raises NotAPlate where it is not certain which."""
        whole = self._shape(value, style)
        if _fits(whole.width, style):
            return (whole,)
        ends = _ends(whole)
        lines: list[Shaped] = []
        start = 0
        while start < len(value):
            last = len(lines) + 1 == style.lines
            shaped, end, following = self._line(value, start, ends, style)
            if last and following < len(value):
                lines.append(self._cut_short(value[start:end], style))
                break
            lines.append(shaped)
            start = following
        return tuple(lines)

    def _line(self, value: str, start: int, ends: Sequence[int], style: SlotStyle) -> tuple[Shaped, int, int]:
        """Return the longest line from a place on, where it ends, and where the next begins.

        `ends`: where each letter ends in the whole text. What is longer there by more than the size of a letter has no
        room by itself either, and is not set to find that out.
        """
        most = ends[start] + (style.room + style.size) * UNITS
        if ends[-1] <= most:
            rest = self._shape(value[start:], style)
            if _fits(rest.width, style):
                return rest, len(value), len(value)
        for following in reversed(breaks(value, style.language).lines):
            if following <= start:
                break
            end = start + len(value[start:following].rstrip(" "))
            if ends[end] <= most:
                shaped = self._shape(value[start:end], style)
                if _fits(shaped.width, style):
                    return shaped, end, following
        return self._parted(value, start, style)

    def _parted(self, value: str, start: int, style: SlotStyle) -> tuple[Shaped, int, int]:
        """Return what has room of a word that is longer than its line: it is parted between any two letters."""
        ends = _ends(self._shape(value[start:], style))
        fitting = next(at for at, end in enumerate(ends[1:]) if not _fits(end, style))
        # Of letters that share a glyph, Pango takes as many as it thinks have room.
        share_a_glyph = ends[fitting + 1] in ends[fitting + 2 :]
        if not style.cut or not fitting or share_a_glyph:
            raise NotAPlate("a word has no room in its slot")
        shaped = self._shape(value[start : start + fitting], style)
        if shaped.width != ends[fitting] or not value[start : start + fitting + 1].isalnum():
            raise NotAPlate("a word has no room in its slot")
        return shaped, start + fitting, start + fitting

    def _cut_short(self, line: str, style: SlotStyle) -> Shaped:
        """Return as many words of a line as have room with an ellipsis."""
        if not style.cut:
            raise NotAPlate("a value has no room in its slot")
        while line:
            shaped = self._shape(line + ELLIPSIS, style)
            if _fits(shaped.width, style):
                return shaped
            words = breaks(line, style.language).words
            line = line[: words[-1]] if words else ""
        raise NotAPlate("a word has no room in its slot")

    def _shape(self, value: str, style: SlotStyle) -> Shaped:
        shaped = self._shaper.shape(style.font, style.size, value, style.features, style.language)
        if shaped is None or not self._is_certain(style.font, shaped):
            raise NotAPlate("a value has letters that cannot be set for certain")
        return shaped

    def _is_certain(self, font: str, shaped: Shaped) -> bool:
        certain = self._certain.setdefault(font, set())
        if certain.issuperset(shaped.glyphs):
            return True
        found = self._fonts.has(font, shaped.glyphs)
        if found:
            certain.update(shaped.glyphs)
        return found


def _ends(shaped: Shaped) -> list[int]:
    """Return where each letter ends, in Pango's units, from 0 on; letters that share a glyph end where it does."""
    ends = [0]
    for (_, text), end in zip(shaped.glyphs, accumulate(shaped.advances), strict=True):
        ends += [end] * len(text)
    return ends


def _fits(width: int, style: SlotStyle) -> bool:
    """Return whether so many units have room. Raises NotAPlate where it is too close to be certain."""
    room = style.room * UNITS
    if abs(room - round(room)) < _CLOSE and abs(width - round(room)) <= 1:
        raise NotAPlate("it is not certain whether a value has room")
    return width <= room
