"""corrections.csv: what people sign about the exports; each row is checked for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from valuereport.errors import Problem
from valuereport.loaders.own_tables import read_own_table
from valuereport.model.correction import COLUMNS, FIELDS, WHATS, Correction, What
from valuereport.notation.fields import EMPTY, day, number, parse, payment
from valuereport.settings import Settings
from valuereport.settings.known_keys import did_you_mean, nearest

_SIGNED: Final = ("by", "on", "why")
_NEEDED: Final[Mapping[What, tuple[str, ...]]] = {
    "field": ("member", "field", "value", *_SIGNED),
    "engagement": ("member", "activity", "date", *_SIGNED),
    "fee": ("member", "amount", "date", *_SIGNED),
    "confirm": ("member", "amount", *_SIGNED),
}


_MEANT: Final = {
    "address": "street, street2, city, region_line or postcode",
    "emails": "email",
    "mail": "email",
    "member_since": "joined",
    "title": "job_title",
    "language": "locale",
    "unsubscribed": "no_email",
}
"""What people call a field that has another name here."""


def read_corrections(settings: Settings) -> tuple[tuple[Correction, ...], tuple[Problem, ...], Mapping[str, str]]:
    """Return the corrections, what is wrong in the file, and its hash by its name; nothing where there is no file.

    Raises SettingsError where the settings name a file that is not there or is no such table, and SourceError.
    """
    table = read_own_table(settings, "corrections", COLUMNS, ("member", "what", *_SIGNED))
    corrections, problems = list[Correction](), list(table.problems)
    for line, row in table.rows:
        found = correction_of(row, table.file, line)
        (corrections if isinstance(found, Correction) else problems).append(found)  # type: ignore[arg-type] # each its own
    return tuple(corrections), tuple(problems), table.sha256


def correction_of(row: Mapping[str, str], file: str, line: int) -> Correction | Problem:
    """Return the correction that a row of the file is, or what is wrong with it; `row` has every column."""
    what = next((each for each in WHATS if each == row["what"].casefold()), None)

    def wrong(column: str, reason: str) -> Problem:
        action = f"nothing is {'confirmed' if what == 'confirm' else 'corrected'} by the row"
        return Problem("load", "error", reason, action, file, line, column, row[column])

    if what is None:
        return wrong("what", f"a word that is none of {', '.join(WHATS)}{did_you_mean(row['what'], WHATS)}")
    for column in _NEEDED[what]:
        if not row[column]:
            hint = f"; for a field that shall hold nothing write {EMPTY}" if column == "value" else ""
            return wrong(column, f"empty: a row of {what} needs {', '.join(_NEEDED[what])}{hint}")
    field = row["field"].casefold()
    if what == "field" and field not in FIELDS:
        near = nearest(field, (*FIELDS, *_MEANT))
        hint = f"; did you mean {_MEANT.get(near, near)}?" if near else ""
        return wrong("field", f"none of the fields that can be corrected: {', '.join(FIELDS)}{hint}")
    checks: dict[str, Callable[[str], object]] = {"date": day, "on": day, "quantity": number}
    checks["amount"] = payment if what == "fee" else number
    if what == "field":
        checks |= dict.fromkeys(("value", "was"), partial(parse, field, FIELDS[field]))
    values = dict[str, Any]()
    for column, check in checks.items():
        try:
            values[column] = check(row[column]) if row[column] else None
        except ValueError as error:
            return wrong(column, f"not {error}")
    texts = {name: cell for name, cell in row.items() if name not in values or name in ("value", "was")}
    typed: dict[str, Any] = {name: values[name] for name in ("on", "quantity", "amount")}
    place: dict[str, Any] = {"file": file, "row": line}
    return Correction(**{**texts, **typed, **place, "what": what, "field": field, "day": values["date"]})
