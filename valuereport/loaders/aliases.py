"""aliases.csv: former ids of members, written by people; the exports often do not have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from valuereport.errors import Problem
from valuereport.loaders.own_tables import read_own_table
from valuereport.model.member import Alias
from valuereport.settings import Settings

_COLUMNS = ("old_id", "new_id", "date", "source")


def read_aliases(settings: Settings) -> tuple[tuple[Alias, ...], tuple[Problem, ...], Mapping[str, str]]:
    """Return the aliases, what is wrong in the file, and its hash by its name; nothing where there is no such file.

    Raises SettingsError where the settings name a file that is not there or is no such table, and SourceError.
    """
    table = read_own_table(settings, "aliases", _COLUMNS, _COLUMNS[:2])
    aliases: dict[str, Alias] = {}
    problems = list(table.problems)
    for line, row in table.rows:
        said_by = f"{table.file}: {row['source']}".rstrip(": ")
        alias = Alias(row["old_id"], row["new_id"], row["date"], said_by, table.file, line)
        if wrong := _wrong(alias, aliases.get(alias.old_id)):
            problems.append(_unused(alias, *wrong))
        else:
            aliases[alias.old_id] = alias
    return tuple(aliases.values()), tuple(problems), table.sha256


def _unused(alias: Alias, column: str, reason: str) -> Problem:
    value = {"old_id": alias.old_id, "new_id": alias.new_id, "date": alias.since}[column]
    return Problem("load", "error", reason, "the alias is not used", alias.file, alias.row, column, value)


def _wrong(alias: Alias, other: Alias | None) -> tuple[str, str] | None:
    if not alias.old_id:
        return "old_id", "the old id is missing"
    if "@" in alias.old_id or "@" in alias.new_id:
        return "old_id" if "@" in alias.old_id else "new_id", "this is an address, and an alias is of two ids"
    if alias.old_id == alias.new_id:
        return "new_id", "the new id is the old one"
    if other and other.new_id != alias.new_id:
        return "old_id", f"the row {other.row} says of this id that it is {other.new_id or 'nobody else'}"
    try:
        if alias.since:
            date.fromisoformat(alias.since)
    except ValueError:
        return "date", "this is no date such as 2026-11-30"
    return None
