"""Days, anniversaries and the length of a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction


def anniversary(day: date, years: int) -> date:
    """Return a day so many years later; 29 February becomes 28 February in a year that has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def twelve_months_from(start: date) -> int:
    """Return the days of the twelve months from a period's start."""
    return (anniversary(start, 1) - start).days


def years_of(start: date, end: date) -> Fraction:
    """Return a period's length in years: whole months are twelfths, other periods go by the days of a year."""
    if start.day == end.day:
        return Fraction(12 * (end.year - start.year) + end.month - start.month, 12)
    return Fraction((end - start).days, twelve_months_from(start))


def days_by_year_since(in_force: date, duration: int, first: date, end: date) -> Iterator[tuple[int, int]]:
    """Yield how many whole years ago something came into force, and for how many days of a span (its end excluded)."""
    for since in range(duration):
        begins = max(anniversary(in_force, since), first)
        ends = min(anniversary(in_force, since + 1), end)
        if begins < ends:
            yield since, (ends - begins).days


def last_day(end: date) -> date:
    """Return a period's last day, of the day after it."""
    return end - timedelta(days=1)
