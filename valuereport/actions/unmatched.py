"""Rows that are counted for nobody, and the members that they look like: a person says whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.actions.workspace import Workspace
from valuereport.errors import Remedy
from valuereport.model.directory import Directory, Unmatched


@dataclass(frozen=True, slots=True)
class MeantMember:
    """A member that a key looks like, why, and how a person says that it is this one's (actions.correct)."""

    member_id: str
    name: str
    why: str
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class UnmatchedKey:
    """Rows of one source that nobody has, one of their keys, and whom it looks like, three at most.

    `several`: two members have the key, and so no alias settles it.
    """

    rows: Unmatched
    key: str
    several: bool
    meant: tuple[MeantMember, ...]


def unmatched(workspace: Workspace) -> tuple[UnmatchedKey, ...]:
    """Return what is counted for nobody: first what looks like a member, the most rows first.

    Raises SettingsError, SourceError.
    """
    raise NotImplementedError


def unmatched_of(directory: Directory) -> tuple[UnmatchedKey, ...]:
    """Return the same of members that are listed already."""
    raise NotImplementedError
