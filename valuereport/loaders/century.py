"""Years of two digits: the century is that of the period's end, except for days that would lie too far ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from valuereport.settings import Period, Source

_AHEAD: Final = 10  # years after the period's end that a renewal, a payment or an event may lie
_JOINED_AHEAD: Final = 2  # years in which an export made later may know members who joined after the period


@dataclass(frozen=True, slots=True)
class Century:
    """In which century years of two digits are: a day is at most `latest`, and less than a hundred years before it.

    A day after `doubtful_after` may as well be one of a hundred years before: it is a problem.
    """

    latest: date
    doubtful_after: date = date.max

    def year(self, digits: int, month: int, day: int) -> int:
        """Return the whole year of a day."""
        year = self.latest.year // 100 * 100 + digits
        return year - 100 * ((year, month, day) > (self.latest.year, self.latest.month, self.latest.day))

    def is_doubtful(self, day: date) -> bool:
        """Return whether a day with a year of two digits may as well be meant a hundred years before."""
        return day > self.doubtful_after


def century_of(source: Source, column: str, period: Period) -> Century | None:
    """Return the century of a column's years of two digits, None where the source declares none.

    Nobody joined in the future: a joining day is at most the period's last, and one of the next years is doubtful.
    """
    if not source.two_digit_years:
        return None
    last = period.end - timedelta(days=1)
    if column == "joined":
        return Century(_end_of_year(last, _JOINED_AHEAD), doubtful_after=last)
    return Century(_end_of_year(last, _AHEAD))


def _end_of_year(day: date, ahead: int) -> date:
    return date(day.year + ahead, 12, 31)
