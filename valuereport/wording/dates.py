"""The formats of dates in one locale: one day, or the first and the last of several.

A batch formats the same few hundred days again and again, so the results are kept.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache

import babel
from babel.dates import format_date, format_skeleton

_NO_BREAK = "\u00a0"
_MAX_WIDTH = 24  # of two dates with the month in words, in a narrow column
_FIRST = re.compile(r"(?<!\d)1(?=\s*–|\s[^\W\d])")
_THIN_DASH = re.compile(r"[\s\u2009\u202f]*–[\s\u2009\u202f]*")
_FIRST_WIDE = "\u1100"  # the first wide character of Unicode
_DAYS = 4096  # that are kept


class Dates:
    """Dates in one locale."""

    def __init__(self, locale: babel.Locale) -> None:
        self._locale = locale
        self._year_first = str(locale.date_formats["long"].pattern).startswith("y")
        self.full = lru_cache(_DAYS)(self._full)
        self.short = lru_cache(_DAYS)(self._short)
        self._skeleton = lru_cache(_DAYS)(self._format_skeleton)
        self._pattern = lru_cache(_DAYS)(self._format_pattern)

    def _full(self, day: datetime.date) -> str:
        """Return a day in full, for running text."""
        return self._ordinal(format_date(day, "long", locale=self._locale)).replace(" ", _NO_BREAK, 1)

    def _short(self, day: datetime.date) -> str:
        """Return a day for a table."""
        return self._ordinal(format_skeleton("yMMMd", day, locale=self._locale)).replace(" ", _NO_BREAK)

    def from_to(self, first: datetime.date, last: datetime.date) -> tuple[str, str]:
        """Return two days for running text; a common year stands once, where the language puts it."""
        if first.year != last.year:
            return self.full(first), self.full(last)
        if self._year_first:
            return self.full(first), self._day_and_month(last)
        return self._day_and_month(first), self.full(last)

    def _day_and_month(self, day: datetime.date) -> str:
        if self._locale.language == "cy":  # CLDR puts the month first here, unlike in a full date
            return self._pattern("d MMMM", day).replace(" ", _NO_BREAK, 1)
        return self._ordinal(self._skeleton("MMMMd", day)).replace(" ", _NO_BREAK, 1)

    def span(self, first: datetime.date, last: datetime.date) -> str:
        """Return one day, or the first and the last, for a table; in figures if words take too much room."""
        if first == last:
            return self.short(first)
        largest_difference = "y" if first.year != last.year else "M" if first.month != last.month else "d"
        opening, ending = self._locale.interval_formats["yMMMd"][largest_difference]
        both = self._ordinal(self._pattern(opening, first) + self._pattern(ending, last))
        text = _THIN_DASH.sub(" – ", both.replace(" ", _NO_BREAK))
        if first.year != last.year or width(text) <= _MAX_WIDTH:
            return text
        skeletons = ("yMd", "Md") if self._year_first else ("Md", "yMd")
        return " – ".join((self._skeleton(skeletons[0], first), self._skeleton(skeletons[1], last)))

    def _format_skeleton(self, skeleton: str, day: datetime.date) -> str:
        return format_skeleton(skeleton, day, locale=self._locale)

    def _format_pattern(self, pattern: str, day: datetime.date) -> str:
        return format_date(day, pattern, locale=self._locale)

    def _ordinal(self, date: str) -> str:
        """Return a date whose first of the month is 1er in French; CLDR's patterns do not have it."""
        return _FIRST.sub("1er", date) if self._locale.language == "fr" else date


def width(text: str) -> int:
    """Return how many letters wide a text is; a Chinese or Japanese character counts as two."""
    if max(text, default="") < _FIRST_WIDE:
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
