"""A value -> the lines that it takes in its slot: broken and cut as WeasyPrint does, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from valuereport.render.plates.fonts import Cut
from valuereport.render.plates.letters import Letters, Shaped
from valuereport.render.plates.marked import ELLIPSIS
from valuereport.render.plates.plate import Box, NotAPlate

_PARTING: Final = frozenset("-–—/\\|…?!;@")  # a line may end after some of them, before some letters
_INSIDE: Final = frozenset("'’.·:,;_")  # between two letters or digits these are mostly inside a word
_KEPT: Final = 20_000  # lines whose glyphs are remembered: dates, grades and titles come again and again
_CLOSE: Final = 0.002  # CSS pixels


class Lines:
    """Sets values in a run's fonts."""

    def __init__(self, letters: Letters, cut: Cut) -> None:
        self._letters, self._cut = letters, cut
        self._set = lru_cache(maxsize=_KEPT)(self._shaped)

    def of(self, value: str, box: Box, language: str) -> list[Shaped]:
        """Return a value in the lines that it takes in its box. Raises NotAPlate where it is not certain which."""
        lines: list[Shaped] = []
        start = 0
        while start < len(value):
            last = len(lines) + 1 == len(box.baselines)
            shaped, end, following = self._line(value, start, box, language)
            if last and following < len(value):
                lines.append(self._cut_short(value[start:end], box, language))
                return lines
            lines.append(shaped)
            start = following
        return lines

    def _line(self, value: str, start: int, box: Box, language: str) -> tuple[Shaped, int, int]:
        """Return the longest line from a place on, where it ends, and where the next begins."""
        whole = self._shape(value[start:], box, language)
        if _fits(whole, box):
            return whole, len(value), len(value)
        for end, following in reversed(list(_ends(value, start))):
            shaped = self._shape(value[start:end], box, language)
            if _fits(shaped, box):
                return shaped, end, following
        raise NotAPlate("a word has no room in its slot")

    def _cut_short(self, line: str, box: Box, language: str) -> Shaped:
        """Return as many words of a line as have room with an ellipsis."""
        if not box.cut:
            raise NotAPlate("a value has no room in its slot")
        for end in chain([len(line)], _word_ends(line)):
            shaped = self._shape(line[:end] + ELLIPSIS, box, language)
            if _fits(shaped, box):
                return shaped
        raise NotAPlate("a word has no room in its slot")

    def _shape(self, value: str, box: Box, language: str) -> Shaped:
        shaped = self._set(box.font, box.size, value, box.features, language)
        if shaped is None:
            raise NotAPlate("a value has letters that cannot be set for certain")
        return shaped

    def _shaped(self, font: str, size: float, value: str, features: tuple[str, ...], language: str) -> Shaped | None:
        shaped = self._letters.shape(font, size, value, features, language)
        return shaped if shaped and self._cut.has(font, shaped.glyphs) else None


def _fits(line: Shaped, box: Box) -> bool:
    """Return whether a line has room. Raises NotAPlate where it is too close to be certain."""
    over = line.width - box.room
    if abs(over) < _CLOSE:
        raise NotAPlate("it is not certain whether a value has room")
    return over < 0


def _ends(value: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield where a line may end, and the next begin. Raises NotAPlate where only Pango knows."""
    for at in range(start + 1, len(value) - 1):
        letter = value[at]
        if letter == " ":
            yield at, at + 1
        elif letter == "-" and value[at - 1].isalnum() and value[at + 1].isalpha():
            yield at + 1, at + 1
        elif letter in _PARTING and value[at + 1].isalnum():
            raise NotAPlate("a word could be parted")


def _word_ends(line: str) -> Iterator[int]:
    """Yield where words end inside a line, the last first. Raises NotAPlate at one that only Pango knows."""
    for at in range(len(line) - 1, 0, -1):
        if line[at - 1].isalnum() and not line[at].isalnum():
            if line[at] in _INSIDE and line[at + 1 : at + 2].isalnum():
                raise NotAPlate("a word may end at an apostrophe or a point")
            yield at
