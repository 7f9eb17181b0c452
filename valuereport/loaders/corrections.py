"""corrections.csv: what people sign about the exports. Rows that confirm an extreme amount are read, no others yet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Final

from valuereport.errors import Problem
from valuereport.loaders.own_tables import OwnTable, read_own_table
from valuereport.model.correction import Confirmation
from valuereport.settings import Settings

_COLUMNS: Final = (
    *("member", "what", "field", "value", "was", "activity", "date", "quantity", "title", "amount", "currency"),
    *("reference", "by", "on", "why"),
)
_LATER: Final = ("field", "engagement", "fee")
"""Kinds of correction that are known, but not applied yet."""
_SIGNED: Final = ("member", "amount", "by", "on", "why")


def read_corrections(settings: Settings) -> tuple[tuple[Confirmation, ...], tuple[Problem, ...], Mapping[str, str]]:
    """Return the confirmations, what is wrong in the file, and its hash by its name; nothing where there is no file.

    Raises SettingsError where the settings name a file that is not there or is no such table, and SourceError.
    """
    table = read_own_table(settings, "corrections", _COLUMNS, ("member", "what", "amount", "by", "on", "why"))
    confirmations, problems = list[Confirmation](), list(table.problems)
    for line, row in table.rows:
        what = row["what"].casefold()
        if what in _LATER:
            reason, action = "only rows that confirm an amount are applied yet", "nothing is corrected by the row"
            problems.append(Problem("load", "warning", reason, action, table.file, line, "what", row["what"]))
        elif what != "confirm":
            reason, action = f"a word that is none of confirm, {', '.join(_LATER)}", "nothing is corrected by the row"
            problems.append(Problem("load", "error", reason, action, table.file, line, "what", row["what"]))
        elif isinstance(found := _confirmation(row, table, line), Confirmation):
            confirmations.append(found)
        else:
            column, reason = found
            action = "nothing is confirmed by the row"
            problems.append(Problem("load", "error", reason, action, table.file, line, column, row[column]))
    return tuple(confirmations), tuple(problems), table.sha256


def _confirmation(row: Mapping[str, str], table: OwnTable, line: int) -> Confirmation | tuple[str, str]:
    """Return the confirmation of a row, or the column that is wrong and why."""
    for column in _SIGNED:
        if not row[column]:
            return column, f"empty: a row that confirms an amount needs {', '.join(_SIGNED)}"
    amount, on, day = _number(row["amount"]), _day(row["on"]), _day(row["date"])
    if amount is None:
        return "amount", "not a number such as 12500 or 12500.50"
    if on is None:
        return "on", "not a date such as 2026-11-30"
    if row["date"] and day is None:
        return "date", "not a date such as 2026-11-30"
    texts = {name: row[name] for name in ("member", "activity", "currency", "reference", "by", "why")}
    return Confirmation(**texts, amount=amount, day=day, on=on, file=table.file, row=line)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
