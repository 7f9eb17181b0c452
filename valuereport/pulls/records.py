"""The records of a connection as they were at a pull: a full one, and what later ones changed, merged and deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from valuereport.errors import Remedy, SourceError
from valuereport.files import digest
from valuereport.pulls.folder import Frozen, newest, read_about
from valuereport.pulls.rows import Row, read_rows, rows_file

MERGED_IDS: Final = "merged_ids"
"""The heading of the ids that a record had before others were merged into it."""


@dataclass(frozen=True, slots=True)
class Records:
    """What a loader reads: the records that are there, by id, each with its values by heading.

    `name`: of the pull, or of its newest part. `sha256`: of all that they were read from. `gone`: ids of those that
    were deleted, with when, as the system says it; `merged`: former id -> the id of today.
    """

    name: str
    sha256: str
    rows: Mapping[str, Mapping[str, object]]
    gone: Mapping[str, str]
    merged: Mapping[str, str]


def read_records(folder: Path, records: str, pull: str = "") -> Records:
    """Return the records of a connection's folder, by the newest finished pull or the one named.

    Raises SourceError where there is none, where it lacks these records, or where a pull that it adds to has changed.
    """
    name, chain = _parts(folder, records, pull)
    found = _Found()
    for each, about in chain:
        said = about.records[records]
        if said["complete"]:
            found.rows, found.parts, found.several = {}, {}, {}
        begun: set[str] = set()
        for row in read_rows(rows_file(folder / each, records)):
            if row.of and row.of not in begun:
                begun.add(row.of)
                found.drop(row.of)
            found.take(row)
        if said.get("keys"):
            found.keep({row.key for row in read_rows(rows_file(folder / each, f"{records}.keys"))})
    rows, merged = found.rows, found.merged
    for key, more in found.parts.items():
        if key in rows:
            rows[key] = {**rows[key], **more}
    for key, former in _former(merged).items():
        if key in rows:
            rows[key] = {**rows[key], MERGED_IDS: former}
    into = {old: _last(old, merged) for old in merged}
    return Records(name, _hash(chain, records), rows, found.gone, into)


def named_by(folder: Path, records: str, pull: str = "") -> tuple[str, str]:
    """Return the pull that `read_records` reads, and the hash of what it would read, without reading it.

    Raises SourceError as that does.
    """
    name, chain = _parts(folder, records, pull)
    return name, _hash(chain, records)


def _parts(folder: Path, records: str, pull: str) -> tuple[str, list[tuple[str, Frozen]]]:
    """Return the newest finished pull, or the one named, and those that it adds to, the oldest first."""
    name = pull or newest(folder)
    if not name:
        raise SourceError(f"the connection {folder.name} has no finished pull yet", Remedy("pull", name=folder.name))
    return name, list(reversed(_chain(folder, name, records)))


def _hash(chain: Iterable[tuple[str, Frozen]], records: str) -> str:
    return digest("\n".join(str(about.records[records]["sha256"]) for _, about in chain).encode())


@dataclass(slots=True)
class _Found:
    """What is known after some of the pulls; `several`: the keys of the rows of each record that has several."""

    rows: dict[str, Mapping[str, object]] = field(default_factory=dict)
    parts: dict[str, dict[str, object]] = field(default_factory=dict)
    several: dict[str, list[str]] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        if row.into and row.into != row.key:
            self.merged[row.key] = row.into
        if row.gone:
            self.drop(row.key)
            self.gone[row.key] = row.changed
        elif row.part:
            self.parts.setdefault(row.key, {}).update(row.values)
        else:
            self.rows[row.key] = row.values
            self.gone.pop(row.of or row.key, None)
        if row.of and not row.gone:
            self.several.setdefault(row.of, []).append(row.key)

    def drop(self, key: str) -> None:
        for each in (key, *self.several.pop(key, ())):
            self.rows.pop(each, None)

    def keep(self, there: Collection[str]) -> None:
        of = {key: record for record, keys in self.several.items() for key in keys}
        for record in {of.get(key, key): None for key in self.rows}:
            if record not in there:
                self.drop(record)
                self.gone[record] = ""


def _chain(folder: Path, name: str, records: str) -> list[tuple[str, Frozen]]:
    """Return the pull and those that it adds to, the newest first, back to one that has all records."""
    found: list[tuple[str, Frozen]] = []
    expected = ""
    while True:
        about = read_about(folder / name)
        if not about.is_finished:
            raise SourceError(f"the pull {folder.name}/{name} is not finished", Remedy("pull", name=folder.name))
        if records not in about.records:
            there = ", ".join(sorted(about.records)) or "nothing"
            raise SourceError(
                f"the pull {folder.name}/{name} has no {records} (it has {there})", Remedy("pull", name=folder.name)
            )
        if expected and about.sha256 != expected:
            raise SourceError(
                f"the pull {folder.name}/{name} is not the one that later pulls add to", Remedy("pull", full=True)
            )
        found.append((name, about))
        if about.records[records]["complete"]:
            return found
        name, expected = about.base, about.base_sha256


def _last(old: str, merged: Mapping[str, str]) -> str:
    """Return the newest id of a chain of merges."""
    seen = {old}
    while (further := merged.get(old)) and further not in seen:
        seen.add(further)
        old = further
    return old


def _former(merged: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for old in sorted(merged):
        found.setdefault(_last(old, merged), []).append(old)
    return found
