"""How a locale writes days: one, or the first and the last of several.

A batch says the same few hundred days again and again, so what was written once is kept: days, and nothing of whose.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache

import babel
from babel.dates import format_date, format_skeleton

_NO_BREAK = "\u00a0"
_LONG_DATES = 24  # letters that two days in words may take, in a narrow column
_FIRST = re.compile(r"(?<!\d)1(?=\s*–|\s[^\W\d])")
_THIN_DASH = re.compile(r"[\s\u2009\u202f]*–[\s\u2009\u202f]*")
_FIRST_WIDE = "\u1100"  # of all characters
_DAYS = 4096  # that are kept


class Dates:
    """Days in one locale."""

    def __init__(self, locale: babel.Locale) -> None:
        self._locale = locale
        self._year_first = str(locale.date_formats["long"].pattern).startswith("y")
        self.full = lru_cache(_DAYS)(self._full)
        self.short = lru_cache(_DAYS)(self._short)
        self._figures = lru_cache(_DAYS)(self._in_figures)
        self._written = lru_cache(_DAYS)(self._by_pattern)

    def _full(self, day: datetime.date) -> str:
        """Return a day in full, for running text."""
        return self._ordinal(format_date(day, "long", locale=self._locale)).replace(" ", _NO_BREAK, 1)

    def _short(self, day: datetime.date) -> str:
        """Return a day for a table."""
        return self._ordinal(format_skeleton("yMMMd", day, locale=self._locale)).replace(" ", _NO_BREAK)

    def from_to(self, first: datetime.date, last: datetime.date) -> tuple[str, str]:
        """Return two days for running text, the year said once where it is one: where the language has it."""
        if first.year != last.year:
            return self.full(first), self.full(last)
        if self._year_first:
            return self.full(first), self._day_and_month(last)
        return self._day_and_month(first), self.full(last)

    def _day_and_month(self, day: datetime.date) -> str:
        if self._locale.language == "cy":  # CLDR puts the month first here, but not in a whole date
            return self._written("d MMMM", day).replace(" ", _NO_BREAK, 1)
        return self._ordinal(self._figures("MMMMd", day)).replace(" ", _NO_BREAK, 1)

    def span(self, first: datetime.date, last: datetime.date) -> str:
        """Return one day, or the days from the first to the last, for a table: in figures where words take too much."""
        if first == last:
            return self.short(first)
        unlike = "y" if first.year != last.year else "M" if first.month != last.month else "d"
        opening, ending = self._locale.interval_formats["yMMMd"][unlike]
        both = self._ordinal(self._written(opening, first) + self._written(ending, last))
        text = _THIN_DASH.sub(" – ", both.replace(" ", _NO_BREAK))
        if first.year != last.year or width(text) <= _LONG_DATES:
            return text
        skeletons = ("yMd", "Md") if self._year_first else ("Md", "yMd")
        return " – ".join((self._figures(skeletons[0], first), self._figures(skeletons[1], last)))

    def _in_figures(self, skeleton: str, day: datetime.date) -> str:
        return format_skeleton(skeleton, day, locale=self._locale)

    def _by_pattern(self, pattern: str, day: datetime.date) -> str:
        return format_date(day, pattern, locale=self._locale)

    def _ordinal(self, date: str) -> str:
        """Return a French date with its first of the month as 1er, which CLDR's patterns leave out."""
        return _FIRST.sub("1er", date) if self._locale.language == "fr" else date


def width(text: str) -> int:
    """Return how many letters wide a text is; a Chinese or Japanese character takes the room of two."""
    if max(text, default="") < _FIRST_WIDE:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
