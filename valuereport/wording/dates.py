"""The formats of dates in one locale: one day, the first and the last of several, months.

The patterns are CLDR's, but for a few that people write otherwise. A batch formats the same few hundred days again and
again, so the results are kept.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from copy import deepcopy
from functools import cache, lru_cache
from typing import Final

import babel
from babel.dates import format_date

_NO_BREAK = "\u00a0"
_DAYS = 4096  # that are kept
_DAY_FIELD = re.compile(r"'[^']*'|d+\.?")  # or a text in quotation marks, in which a d is no field
_SHORT: Final = {"yMMMd": "d MMM y", "MMMd": "d MMM"}
_OURS: Final[Mapping[str, Mapping[str, str]]] = {
    "ar": {"Md": "d\u200f/M"},  # the mark stands as in the pattern with a year
    "cy": {"MMMMd": "d MMMM"},  # CLDR puts the month first here, unlike in a full date
    "es": _SHORT,  # not "6 de oct de 2025", as CLDR has it for a few countries
    "pt": _SHORT,  # as Brazil's standard has it for tables; CLDR has "6 de out. de 2025", and figures for Portugal
    "zh": {"yMd": "y/M/d", "Md": "M/d"},  # in all countries, as the year comes first in all
}
_IN_FIGURES: Final = ("ar", "ja", "zh")  # whose months, or words for year, month and day, are too wide for a column
_BETWEEN: Final = {"ja": "～", "zh": "至"}
_FIRST_OF_MONTH: Final = {"fr": "1er", "pt": "1º"}  # CLDR's patterns do not have it
_BRAZIL: Final = ("BR", None)  # Portugal writes "1 de janeiro"

_Formats = tuple[str, str]  # of a day with its year and without


class Dates:
    """Dates in one locale."""

    def __init__(self, locale: babel.Locale) -> None:
        self._locale, language = locale, locale.language
        self._long = str(locale.date_formats["long"].pattern)
        self._year_first = self._long.startswith("y")
        self._first_of_month = _FIRST_OF_MONTH.get(language, "")
        if language == "pt" and locale.territory not in _BRAZIL:
            self._first_of_month = ""
        self._short: _Formats = (self._pattern("yMMMd"), self._pattern("MMMd"))
        figures: _Formats = (self._pattern("yMd"), self._pattern("Md"))
        self._table = figures if language in _IN_FIGURES else self._short
        self._between = _BETWEEN.get(language, " – ")
        self._written = lru_cache(_DAYS)(self._write)

    def full(self, day: datetime.date) -> str:
        """Return a day in full, for running text."""
        return self._written(self._long, day).replace(" ", _NO_BREAK, 1)

    def short(self, day: datetime.date) -> str:
        """Return a day with its month in short."""
        return self._written(self._short[0], day).replace(" ", _NO_BREAK)

    def from_to(self, first: datetime.date, last: datetime.date) -> tuple[str, str]:
        """Return two days for running text; a common year stands once, where the language puts it."""
        if first.year != last.year:
            return self.full(first), self.full(last)
        if self._year_first:
            return self.full(first), self._day_and_month(last)
        return self._day_and_month(first), self.full(last)

    def _day_and_month(self, day: datetime.date) -> str:
        return self._written(self._pattern("MMMMd"), day).replace(" ", _NO_BREAK, 1)

    def period(self, first: datetime.date, last: datetime.date) -> str:
        """Return the first and the last day of a period; a common year stands once."""
        return self._range(self._short, first, last, year_once=first.year == last.year)

    def column(self, first: datetime.date, last: datetime.date) -> str:
        """Return one day, or the first and the last, for a column of a table: one format for all its rows.

        The year stands once, although two years may be meant: "6 Oct – 3 Mar 2026" begins in 2025, as no other October
        is less than a year before. Where the year comes first, nobody would read a second one out of the month.
        """
        within_a_year = (last.year - 1, last.month, last.day) < (first.year, first.month, first.day)
        year_once = first.year == last.year or (within_a_year and not self._year_first)
        return self._range(self._table, first, last, year_once=year_once)

    def _range(self, formats: _Formats, first: datetime.date, last: datetime.date, *, year_once: bool) -> str:
        with_year, without = formats
        if first == last:
            return self._written(with_year, first).replace(" ", _NO_BREAK)
        if not self._year_first and (first.year, first.month) == (last.year, last.month):
            return self._written(with_year, first, last).replace(" ", _NO_BREAK)
        opening = without if year_once and not self._year_first else with_year
        ending = without if year_once and self._year_first else with_year
        days = (self._written(opening, first), self._written(ending, last))
        return self._between.join(day.replace(" ", _NO_BREAK) for day in days)

    def month(self, day: datetime.date) -> str:
        """Return a day's month in full with its year."""
        return str(format_date(day, self._pattern("yMMMM"), locale=self._locale)).replace(" ", _NO_BREAK)

    def months(self, first: datetime.date, last: datetime.date) -> tuple[str, ...]:
        """Return the months from one day to another in short, without a dot."""
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        names = month_names(self._locale)["stand-alone", "abbreviated"]
        return tuple(names[number % 12].rstrip(".") for number in numbers)

    def _pattern(self, skeleton: str) -> str:
        ours = _OURS.get(self._locale.language, {})
        return ours.get(skeleton) or str(self._locale.datetime_skeletons[skeleton].pattern)

    def _write(self, pattern: str, *days: datetime.date) -> str:
        """Return days of one month in a pattern: 6 Oct 2025, 3–14 Oct 2025."""

        def day_field(found: re.Match[str]) -> str:
            field = found[0]
            return field if field.startswith("'") else f"'{'–'.join(self._day(field, day.day) for day in days)}'"

        return str(format_date(days[0], _DAY_FIELD.sub(day_field, pattern), locale=self._locale))

    def _day(self, field: str, number: int) -> str:
        """Return a day of the month; `field`: d or dd, and the dot after it."""
        if number == 1 and self._first_of_month:
            return self._first_of_month
        return f"{number:0{field.count('d')}d}{field.lstrip('d')}"


@cache
def month_names(locale: babel.Locale) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the names of the twelve months, by use ("format", "stand-alone") and width ("wide", "abbreviated").

    They are read from a copy: Babel keeps what it has looked up in a place that languages share, and would then say
    another's names.
    """
    months = deepcopy(locale.months)
    return {
        (use, width): tuple(str(months[use][width][number]) for number in range(1, 13))
        for use in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
    }
