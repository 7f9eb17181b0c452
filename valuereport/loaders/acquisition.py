"""acquisition.csv: a row a channel and time, with what was spent; written by people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from valuereport.errors import Problem
from valuereport.loaders.own_tables import read_own_table
from valuereport.model.acquisition import COLUMNS, ChannelSpend
from valuereport.notation.fields import day, number, parse
from valuereport.settings import Settings

_AMOUNTS: Final = ("spend", "hours", "rewards")
_NOT_USED: Final = "the row is not used"
_NOT_KNOWN: Final = "the channel's cost cannot be had for this time"


def read_acquisition(settings: Settings) -> tuple[tuple[ChannelSpend, ...], tuple[Problem, ...], Mapping[str, str]]:
    """Return the rows, what is wrong in the file, and its hash by its name; nothing where there is no such file.

    A row counts for a calendar `year`, or from a day `until` another, both included. An amount that cannot be read is
    not known, and neither is an empty `spend`: no cost is worked out from the rest. Raises SettingsError where the
    settings name a file that is not there or is no such table, and SourceError.
    """
    table = read_own_table(settings, "acquisition", COLUMNS, ("channel", "spend"))
    found, problems = list[ChannelSpend](), list(table.problems)
    for line, row in table.rows:
        one, wrong = _spend(row, table.file, line)
        problems += wrong
        if one:
            found.append(one)
    return tuple(found), tuple(problems), table.sha256


def _spend(row: Mapping[str, str], file: str, line: int) -> tuple[ChannelSpend | None, list[Problem]]:
    """Return the row, or None where nobody can say for which channel and time it is; and what is wrong with it."""

    def wrong(column: str, reason: str, action: str) -> Problem:
        return Problem("load", "error", reason, action, file, line, column, row[column])

    if not row["channel"]:
        return None, [wrong("channel", "empty: where new members heard of the organisation", _NOT_USED)]
    try:
        starts, ends = _days(row)
    except _WrongDayError as error:
        return None, [wrong(error.column, str(error), _NOT_USED)]
    problems = list[Problem]()
    amounts = dict.fromkeys(_AMOUNTS, 0.0) | {"spend": None}
    known = True
    for column in _AMOUNTS:
        try:
            amounts[column] = number(row[column]) if row[column] else amounts[column]
        except ValueError as error:
            known = False
            problems.append(wrong(column, f"not {error}", _NOT_KNOWN))
    currency = ""
    try:
        currency = str(parse("currency", "text", row["currency"]))
    except ValueError as error:
        known = False
        problems.append(wrong("currency", f"not {error}", _NOT_KNOWN))
    spend = amounts["spend"] if known else None
    hours, rewards = (amounts[name] or 0.0 for name in ("hours", "rewards"))
    return ChannelSpend(row["channel"], starts, ends, spend, hours, rewards, currency, file, line), problems


class _WrongDayError(Exception):
    """Why a row has no time, and in which column."""

    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        super().__init__(reason)


def _days(row: Mapping[str, str]) -> tuple[date, date]:
    """Return the first day and the day after the last one. Raises _WrongDayError."""
    if row["year"]:
        if row["from"] or row["until"]:
            raise _WrongDayError("year", "a year beside from and until: one of the two")
        try:
            first = day(f"{row['year']}-01-01")
        except ValueError:
            reason = "not a year such as 2026; where a year begins in its middle, give from and until"
            raise _WrongDayError("year", reason) from None
        return first, date(first.year + 1, 1, 1)
    days = []
    for column in ("from", "until"):
        try:
            days.append(day(row[column]))
        except ValueError as error:
            empty = "empty: a row needs a year, or from and until"
            raise _WrongDayError(column, f"not {error}" if row[column] else empty) from None
    if days[1] < days[0]:
        raise _WrongDayError("until", "before the first day")
    return days[0], days[1] + timedelta(days=1)
