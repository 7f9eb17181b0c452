"""Rows that are counted for nobody, and the members that they look like: a person says whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from valuereport.actions.directory import searchable
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.errors import ASK, Remedy
from valuereport.model.directory import Directory, Unmatched
from valuereport.pipeline.look_alikes import LookAlikes

MOST: Final = 100
"""Keys that are held against the members, those of the most rows: more is no work for an afternoon."""
_MEANT: Final = 3


@dataclass(frozen=True, slots=True)
class MeantMember:
    """A member that a key looks like, why, and how a person says that it is this one's (actions.correct)."""

    member_id: str
    name: str
    why: str
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class UnmatchedKey:
    """Rows of one source that nobody has, one of their keys, and the members that it looks like, three at most.

    None where two members have the key (`rows.several`): an alias settles nothing then.
    """

    rows: Unmatched
    key: str
    meant: tuple[MeantMember, ...]


@dataclass(frozen=True, slots=True)
class UnmatchedKeys:
    """Keys that nobody has, the most rows first; `rows`: of all keys, and `more`: keys that are not listed."""

    keys: tuple[UnmatchedKey, ...]
    rows: int
    more: int


@needs("operator")
def unmatched(workspace: Workspace, most: int = MOST) -> UnmatchedKeys:
    """Return what is counted for nobody. Raises SettingsError, SourceError."""
    found = searchable(workspace)
    return _listed(found.directory, found.alike, most)


def _listed(directory: Directory, alike: LookAlikes, most: int) -> UnmatchedKeys:
    every = sorted(directory.unmatched, key=lambda one: (-one.rows, one.source, one.file, one.row))
    pairs = [(rows, key) for rows in every for key in rows.keys]
    listed = tuple(UnmatchedKey(rows, key, _meant(alike, rows, key)) for rows, key in pairs[:most])
    return UnmatchedKeys(listed, sum(one.rows for one in every), max(0, len(pairs) - most))


def _meant(alike: LookAlikes, rows: Unmatched, key: str) -> tuple[MeantMember, ...]:
    if rows.several:
        return ()
    return tuple(
        MeantMember(one.member_id, one.name, why, Remedy("correct", member=one.member_id, alias=key, why=ASK))
        for one, why in alike.like(key)[:_MEANT]
    )
