"""The workspace's exports, loaded, combined and calculated: kept as long as nothing changes, where a process keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from valuereport.actions.workspace import Workspace
from valuereport.model.due import DueDays
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import load_and_calculate


@dataclass(frozen=True, slots=True)
class DataRead:
    """When the exports were read (UTC); `database`: whether one is among them, whose changes are seen after a refresh."""

    at: datetime
    database: bool


def calculated(workspace: Workspace, due: DueDays | None = None) -> CalculatedMembers:
    """Return the members as the exports have them now. Raises SettingsError, SourceError.

    Where the workspace keeps values, they are read again only if one of the files has changed. `due`: as in
    `load_and_calculate`.
    """
    return load_and_calculate(workspace.settings, due)


def data_read(workspace: Workspace) -> DataRead | None:
    """Return when the exports were read; None where nothing is kept, or not read yet."""
    return None


def read_again(workspace: Workspace) -> None:
    """Let the next question read the exports anew, whatever their files say."""
