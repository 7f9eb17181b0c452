"""The workspace's exports, loaded, combined and calculated: kept as long as nothing changes, where a process keeps.

To stamp some files and to compare the settings takes a thousandth of the time of reading the exports. The stamps are
taken before the files are read: one that changes meanwhile has another stamp at the next question.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from valuereport.actions.kept import Kept
from valuereport.actions.workspace import Workspace
from valuereport.combine import combine
from valuereport.loaders import load
from valuereport.model.due import DueDays
from valuereport.model.history import History, Loaded
from valuereport.pipeline.calculated import CalculatedMembers, read_now
from valuereport.pipeline.calculation import calculate_members, load_and_calculate
from valuereport.pipeline.member_rows import without_other_years
from valuereport.settings import Settings
from valuereport.settings.data_files import asks_a_database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Members:
    """What is kept of the exports."""

    valued: CalculatedMembers
    loaded: Loaded


def calculated(workspace: Workspace, due: DueDays | None = None) -> CalculatedMembers:
    """Return the members as the exports have them now. Raises SettingsError, SourceError.

    Where the workspace keeps values, the exports are read again only if one of their files or a setting has changed.
    `due`: as in `load_and_calculate`.
    """
    settings, kept = workspace.settings, workspace.kept
    if kept is None:
        return load_and_calculate(settings, due)
    valued = _members(kept, settings).valued
    if due and settings.workspace.period.own:  # which years' figures there are hangs on who is due
        return calculate_members(settings, valued.inputs, valued.history, valued.read, due)
    return valued


def read_exports(workspace: Workspace) -> tuple[Loaded, History]:
    """Return the exports as they are loaded, to show a correction with, and combined.

    Where they are kept, those rows alone are that a correction can change a figure with (`without_other_years`). Raises
    SettingsError, SourceError.
    """
    settings = workspace.settings
    if workspace.kept is None:
        loaded = load(settings)
        return loaded, combine(loaded, settings)
    known = _members(workspace.kept, settings)
    return known.loaded, known.valued.history


def _members(kept: Kept, settings: Settings) -> _Members:
    return kept.get("members", (settings, read_now(settings).files), lambda: _read(settings))


def _read(settings: Settings) -> _Members:
    """Load, combine and calculate, and give the memory back that this took besides: about as much as is kept."""
    read = read_now(settings)
    loaded = load(settings)
    valued = calculate_members(settings, loaded.inputs, combine(loaded, settings), read)
    found = _Members(valued, without_other_years(loaded, settings))
    del loaded
    with suppress(OSError, AttributeError, TypeError):  # the C library of Linux holds it for later, others do not
        ctypes.CDLL(None).malloc_trim(0)
    return found


def made_of(workspace: Workspace, valued: CalculatedMembers, name: str, make: Callable[[], T], *more: Hashable) -> T:
    """Return what is made of calculated members, kept under a name as long as these are the same.

    `more`: what else it is made of. Raises what `make` raises.
    """
    if workspace.kept is None:
        return make()
    return workspace.kept.get(name, _key(valued, *more), make)


def made_already(workspace: Workspace, name: str, *more: Hashable) -> object | None:
    """Return at once what `made_of` keeps under a name; None where it would have to be made, or the exports read."""
    kept, settings = workspace.kept, workspace.settings
    members = kept.known("members", (settings, read_now(settings).files)) if kept else None
    return kept.known(name, _key(members.valued, *more)) if kept and isinstance(members, _Members) else None


def _key(valued: CalculatedMembers, *more: Hashable) -> object:
    return valued.settings, dict(valued.inputs), more


def kept_until_asked(workspace: Workspace) -> bool:
    """Return whether an export is a database, whose changes are not seen before somebody asks for it (`read_again`)."""
    return workspace.kept is not None and asks_a_database(workspace.settings)


def read_again(workspace: Workspace) -> None:
    """Let the next question read the exports anew, whatever their files say."""
    if workspace.kept:
        workspace.kept.clear()
