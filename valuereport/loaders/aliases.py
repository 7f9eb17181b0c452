"""aliases.csv: whose former ids, addresses, names and ids of other systems are; written by people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from valuereport.errors import Problem
from valuereport.loaders.own_tables import read_own_table
from valuereport.model.member import ALIAS_COLUMNS, FORMER_ALIAS_COLUMNS, Alias
from valuereport.notation.ids import key_of
from valuereport.settings import Settings


def read_aliases(settings: Settings) -> tuple[tuple[Alias, ...], tuple[Problem, ...], Mapping[str, str]]:
    """Return the aliases, what is wrong in the file, and its hash by its name; nothing where there is no such file.

    Raises SettingsError where the settings name a file that is not there or is no such table, and SourceError.
    """
    table = read_own_table(settings, "aliases", ALIAS_COLUMNS, ALIAS_COLUMNS[:2], FORMER_ALIAS_COLUMNS)
    aliases: dict[str, Alias] = {}
    problems = list(table.problems)
    for line, row in table.rows:
        said_by = f"{table.file}: {row['source']}".rstrip(": ")
        alias = Alias(row["alias"], row["member"], row["on"], said_by, table.file, line)
        if wrong := _wrong(alias, aliases.get(key_of(alias.old_id))):
            column, reason = wrong
            action = "the alias is not used"
            problems.append(Problem("load", "error", reason, action, table.file, line, column, row[column]))
        else:
            aliases[key_of(alias.old_id)] = alias
    return tuple(aliases.values()), tuple(problems), table.sha256


def _wrong(alias: Alias, other: Alias | None) -> tuple[str, str] | None:
    """Return the column that is wrong, and why."""
    if not alias.old_id:
        return "alias", "empty: an id, an address or a name, as the exports have it"
    if "@" in alias.new_id:
        return "member", "this is an address, and a member is named by its id"
    if alias.old_id == alias.new_id:
        return "member", "the member is the alias itself"
    if other and other.new_id != alias.new_id:
        return "alias", f"the row {other.row} says of it that it is {other.new_id or 'nobody else'}"
    try:
        if alias.since:
            date.fromisoformat(alias.since)
    except ValueError:
        return "on", "not a date such as 2026-11-30"
    return None
