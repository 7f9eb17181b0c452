"""aliases.csv: former ids of members, written by people; the exports often do not have them."""

from __future__ import annotations

import csv
import io
from datetime import date

from valuereport.errors import Problem, SettingsError, SourceError
from valuereport.files import digest
from valuereport.loaders.encoding import decode
from valuereport.model.member import Alias
from valuereport.settings import Settings

_COLUMNS = ("old_id", "new_id", "date", "source")


def read_aliases(settings: Settings) -> tuple[tuple[Alias, ...], tuple[Problem, ...], dict[str, str]]:
    """Return the aliases, what is wrong in the file, and its hash by its name; nothing where there is no such file.

    Raises SettingsError where the settings name a file that is not there or is no such table, and SourceError.
    """
    files = settings.workspace.files
    name = files.aliases
    try:
        data = (settings.folder / name).read_bytes()
    except FileNotFoundError:
        if "aliases" in files.model_fields_set:
            raise SettingsError(str(settings.path), "files.aliases", name, "a file that is there") from None
        return (), (), {}
    except OSError as error:
        raise SourceError(f"aliases: {name} cannot be read: {error.strerror}") from None
    text = decode(data, "", source="aliases", file=name, settings_file=str(settings.path))
    reader = csv.DictReader(io.StringIO(text.data.decode("utf-8"), newline=""))
    try:
        rows = [(reader.line_num, {key: (row.get(key) or "").strip() for key in _COLUMNS}) for row in reader]
    except csv.Error as error:
        raise SourceError(f"aliases: {name} is no CSV file: {error}") from None
    if not set(_COLUMNS[:2]) <= set(reader.fieldnames or ()):
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise SettingsError(name, "its headings", found, ", ".join(_COLUMNS))
    aliases: dict[str, Alias] = {}
    problems = list(text.problems)
    for number, row in rows:
        if not any(row.values()):
            continue
        alias = Alias(row["old_id"], row["new_id"], row["date"], f"{name}: {row['source']}".rstrip(": "), name, number)
        if wrong := _wrong(alias, aliases.get(alias.old_id)):
            problems.append(_unused(alias, *wrong))
        else:
            aliases[alias.old_id] = alias
    return tuple(aliases.values()), tuple(problems), {name: digest(data)}


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
