"""Which days somebody means: days, months, or words such as next-month, which are resolved once."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Final

from valuereport.errors import RequestError
from valuereport.model.due import DueDays
from valuereport.settings.known_keys import did_you_mean

_DAY: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?")
_ALLOWED: Final = "days such as 2027-01-01..2027-01-31, a day, a month such as 2027-01, or one of {}"


def due_days(text: str, today: date) -> DueDays:
    """Return the days that a text says: 2027-01-01..2027-01-31, 2027-01-15, 2027-01, this-month, next-month,
    this-quarter, next-quarter. Raises RequestError.
    """
    words = _words(today)
    said = text.strip().casefold()
    if said in words:
        return words[said]
    first, between, last = said.partition("..")
    begins, ends = _days_of(first.strip()), _days_of(last.strip() if between else first.strip())
    if begins is None or ends is None:
        raise RequestError("due", text, _ALLOWED.format(", ".join(words)) + did_you_mean(said, words))
    if ends.last < begins.first:
        raise RequestError("due", text, "a first day that is not after the last")
    return DueDays(begins.first, ends.last)


def _words(today: date) -> Mapping[str, DueDays]:
    month, quarter = _month_number(today), _month_number(today) // 3 * 3
    return {
        "this-month": _months(month, 1),
        "next-month": _months(month + 1, 1),
        "this-quarter": _months(quarter, 3),
        "next-quarter": _months(quarter + 3, 3),
    }


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _months(number: int, many: int) -> DueDays:
    """Return the days of some months; `number`: of the first one, counted from the year 0."""
    return DueDays(_month(number).first, _month(number + many - 1).last)


def _month(number: int) -> DueDays:
    year, month = number // 12, number % 12 + 1
    return DueDays(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _days_of(text: str) -> DueDays | None:
    """Return the days of a day or a month; None where it is neither."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        if found["day"] is None:
            return _month(_month_number(date(int(found["year"]), int(found["month"]), 1)))
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return DueDays(day, day)
