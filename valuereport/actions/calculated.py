"""The workspace's exports, loaded, combined and calculated: kept as long as nothing changes, where a process keeps.

To stamp some files and to compare the settings takes a thousandth of the time of reading the exports. The stamps are
taken before the files are read: one that changes meanwhile has another stamp at the next question.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Final, TypeVar

from valuereport.actions.workspace import Workspace
from valuereport.model.due import DueDays
from valuereport.pipeline.calculated import CalculatedMembers, read_now
from valuereport.pipeline.calculation import calculate_members, load_and_calculate
from valuereport.settings import Settings
from valuereport.settings.data_files import asks_a_database

T = TypeVar("T")
_MEMBERS: Final = "members"


def calculated(workspace: Workspace, due: DueDays | None = None) -> CalculatedMembers:
    """Return the members as the exports have them now. Raises SettingsError, SourceError.

    Where the workspace keeps values, the exports are read again only if one of their files or a setting has changed.
    `due`: as in `load_and_calculate`.
    """
    settings, kept = workspace.settings, workspace.kept
    if kept is None:
        return load_and_calculate(settings, due)
    key = (settings, read_now(settings).files)
    valued = kept.get(_MEMBERS, key, lambda: _read(settings))
    if due and settings.workspace.period.own:  # which years' figures there are hangs on who is due
        return calculate_members(settings, valued.inputs, valued.history, valued.read, due)
    return valued


def _read(settings: Settings) -> CalculatedMembers:
    """Load and calculate, and give the memory back that this took besides: about as much as is kept."""
    valued = load_and_calculate(settings)
    with suppress(OSError, AttributeError, TypeError):  # the C library of Linux holds it for later, others do not
        ctypes.CDLL(None).malloc_trim(0)
    return valued


def made_of(workspace: Workspace, valued: CalculatedMembers, name: str, make: Callable[[], T], *more: Hashable) -> T:
    """Return what is made of calculated members, kept under a name as long as these are the same.

    `more`: what else it is made of. Raises what `make` raises.
    """
    if workspace.kept is None:
        return make()
    return workspace.kept.get(name, (valued.settings, dict(valued.inputs), more), make)


def kept_until_asked(workspace: Workspace) -> bool:
    """Return whether an export is a database, whose changes are not seen before somebody asks for it (`read_again`)."""
    return workspace.kept is not None and asks_a_database(workspace.settings)


def read_again(workspace: Workspace) -> None:
    """Let the next question read the exports anew, whatever their files say."""
    if workspace.kept:
        workspace.kept.clear()
