"""Erasing a member from the pulls: which records are the member's, of all connections that have pulls."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from valuereport.errors import RunError
from valuereport.notation.addresses import normalised
from valuereport.notation.ids import key_of
from valuereport.pulls import pulls_of
from valuereport.pulls.forgetting import Sought
from valuereport.settings import KeyColumn, Settings, key_columns, pulls_folder


def pulls_with_member(settings: Settings, ids: Collection[str], addresses: Collection[str]) -> tuple[str, ...]:
    """Return the pulls that have something of a member: CONNECTION/PULL. Raises SourceError."""
    from valuereport.connect.forgetting import pulls_with

    found = _in_each(settings, ids, addresses)
    return tuple(f"{folder.name}/{name}" for folder, sought in found for name in pulls_with(folder, sought))


def forget_in_all_pulls(settings: Settings, ids: Collection[str], addresses: Collection[str]) -> tuple[str, ...]:
    """Erase a member from every pull; return those that have changed: CONNECTION/PULL. Raises RunError, SourceError."""
    from valuereport.connect.forgetting import forget_in_pulls

    when = datetime.now(UTC).isoformat(timespec="seconds")
    found = _in_each(settings, ids, addresses)
    try:
        return tuple(
            f"{folder.name}/{one}" for folder, sought in found for one in forget_in_pulls(folder, sought, when)
        )
    except OSError as error:
        raise RunError(f"{error.filename}: a member could not be removed: {error.strerror}; try again") from None


def pulled_systems(settings: Settings) -> tuple[str, ...]:
    """Return the connections that have pulls."""
    return tuple(folder.name for folder in _folders(settings))


def _folders(settings: Settings) -> Iterator[Path]:
    """Yield the folders of all connections with pulls, those that the settings do not name any more among them."""
    try:
        folders = sorted(pulls_folder(settings).iterdir())
    except OSError:
        return
    yield from (folder for folder in folders if pulls_of(folder))


def _in_each(settings: Settings, ids: Collection[str], addresses: Collection[str]) -> tuple[tuple[Path, Sought], ...]:
    """Return whom the pulls of each connection are to forget.

    The member's own records, found by id, may have addresses that nobody has told: of a pull that is not finished, say,
    or from before an address was changed.
    """
    from valuereport.connect.forgetting import knowing_shared, rows_with

    folders = [(folder, _columns(settings, folder.name)) for folder in _folders(settings)]
    known = {*ids, *addresses}
    for folder, columns in folders:
        for records, row in rows_with(folder, _sought(columns, known)):
            of_member = [one for one in columns.get(records, ()) if one.table == "members"]
            if _names(of_member, row.values, {key_of(one) for one in ids}):
                known |= {key for one in of_member for key in one.keys_in(row.values) if "@" in key}
    found = []
    for folder, columns in folders:
        sought = knowing_shared(folder, _sought(columns, known))
        keys: dict[str, set[str]] = {}
        for records, row in rows_with(folder, sought):
            keys.setdefault(records, set()).add(row.key)
        found.append((folder, replace(sought, keys={name: frozenset(each) for name, each in keys.items()})))
    return tuple(found)


def _columns(settings: Settings, connection: str) -> Mapping[str, Sequence[KeyColumn]]:
    """Return by records the columns in which sources find members."""
    found: dict[str, list[KeyColumn]] = {}
    for source in settings.workspace.source:
        if source.connection == connection:
            found.setdefault(source.records, []).extend(key_columns(source))
    return found


def _sought(columns: Mapping[str, Sequence[KeyColumn]], known: Collection[str]) -> Sought:
    """Return whom the pulls of a connection are to forget; `known`: ids and addresses."""
    addresses = {each for one in known if "@" in one for each in (one, normalised(one))}
    theirs = {key_of(one) for one in known}

    def named(records: str, values: Mapping[str, object]) -> bool:
        return _names(columns.get(records, ()), values, theirs - addresses)

    def another(records: str, values: Mapping[str, object]) -> bool:
        return _is_of_another(columns.get(records, ()), values, addresses)

    return Sought(named, another, _pattern(addresses))


def _names(columns: Sequence[KeyColumn], values: Mapping[str, object], ids: Collection[str]) -> bool:
    return any(key_of(key) in ids for column in columns for key in column.keys_in(values))


def _is_of_another(columns: Sequence[KeyColumn], values: Mapping[str, object], addresses: Collection[str]) -> bool:
    """Return whether a record that names no id of the member is somebody else's: it has an id of its own, or other
    addresses where it names its member."""
    if any(column.name == "member_id" and column.keys_in(values) for column in columns):
        return True
    keys = [key for column in columns for key in column.keys_in(values)]
    return bool(keys) and not any(normalised(key) in addresses for key in keys)


def _pattern(addresses: Collection[str]) -> re.Pattern[str]:
    """Return a pattern that finds addresses in a text, and none that an address is only a part of."""
    names = "|".join(map(re.escape, sorted(addresses, key=len, reverse=True)))
    return re.compile(rf"(?<![\w.+%-])(?:{names})(?![\w-]|\.\w)" if names else r"(?!)", re.IGNORECASE)
