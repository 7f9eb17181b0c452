"""The membership year being reported: one for everybody, or each member's own."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import model_validator

from valuereport.errors import SettingsError
from valuereport.settings.fields import Strict

OWN_YEAR: Final = "member-year"


class Period(Strict):
    """The membership year being reported, `[start, end)`.

    `member-year`: the settings say no days, and the period is all time until a member's own year, or the span of those
    of many members, stands in its place (Settings.of).
    """

    kind: Literal["calendar", "member-year"] = "calendar"
    start: date = date.min
    end: date = date.max

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError("an end after the start")
        return self

    @property
    def own(self) -> bool:
        """Return whether each member has a year of its own."""
        return self.kind == OWN_YEAR

    @property
    def last_day(self) -> date:
        """Return the last day that counts."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Return the number of days in the period."""
        return (self.end - self.start).days

    @property
    def years(self) -> float:
        """Return the period's length in years: exact for whole months, else days / 365."""
        if self.own:
            return 1.0  # also from 28 February to 29 February
        if self.start.day == self.end.day:
            return ((self.end.year - self.start.year) * 12 + self.end.month - self.start.month) / 12
        return self.days / 365

    @property
    def days_of_year(self) -> int:
        """Return the number of days of the twelve months from the start; those of a member's own year."""
        return self.days if self.own else (years_later(self.start, 1) - self.start).days

    @property
    def text(self) -> str:
        """Return the period as the ledger writes it."""
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def year_before(renewal: date) -> Period:
    """Return the year before a renewal date; the one before 29 February begins on 28 February."""
    return Period(kind=OWN_YEAR, start=years_later(renewal, -1), end=renewal)


def years_later(day: date, years: int) -> date:
    """Return the same day some years later; that of 29 February is 28 February where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def check_days(path: Path, period: Period) -> None:
    """Raise SettingsError where a period has no days, or has some although each member has a year of its own."""
    given = period.model_fields_set
    for key in ("start", "end"):
        if period.own and key in given:
            allowed = f'nothing, where kind is "{OWN_YEAR}": each member\'s year is the one before the renewal date'
            raise SettingsError(str(path), f"period.{key}", str(getattr(period, key)), allowed)
        if not period.own and key not in given:
            raise SettingsError(str(path), f"period.{key}", "nothing", f'a day, unless kind is "{OWN_YEAR}"')
