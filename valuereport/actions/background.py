"""Long actions in processes of their own, which go on when the one that started them ends, as a desk may at any moment.

Beside the runs stands `.jobs`, with a folder for each: what was asked for (`job.json`), what the command said (`log`),
its exit code (`code`), and a file whose lock the process inherits (`alive`). So no number of a process that was given
out again can say that a job lives. The records go after a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from valuereport.actions.workspace import Workspace
from valuereport.errors import Remedy
from valuereport.model.at_work import AtWork

JobState = Literal["running", "ended", "stopped", "failed", "died"]
"""ended: it reached its end, perhaps with problems (`code` 1). stopped: somebody asked it to. failed: it said why it
could not reach its end (`message`). died: it said nothing, as a killed process does."""


@dataclass(frozen=True, slots=True)
class Job:
    """A command in the background: what it is, who started it and when (UTC), and what became of it.

    `remedy`: the command. `message`: the last error in its log, "" where there is none. `log`: the file, private.
    `at_work`: how far it is, while it is at work. `next`: what a person can do about it now.
    """

    id: str
    remedy: Remedy
    who: str
    started: datetime
    state: JobState
    code: int | None
    message: str
    log: Path
    at_work: AtWork | None
    next: tuple[Remedy, ...]


def start(workspace: Workspace, remedy: Remedy, who: str = "") -> Job:
    """Start a command of this workspace as a process of its own, in somebody's name.

    Raises BusyError where somebody is at work and it could not begin, RequestError for an argument without a value,
    RunError.
    """
    raise NotImplementedError


def jobs(workspace: Workspace) -> tuple[Job, ...]:
    """Return the jobs that are remembered, the newest first."""
    raise NotImplementedError


def job(workspace: Workspace, id: str) -> Job:  # noqa: A002 - the field's name
    """Return a job by its id. Raises RunError where it is not known (any more)."""
    raise NotImplementedError


def stop(workspace: Workspace, id: str) -> None:  # noqa: A002 - the field's name
    """Ask a job to stop: it finishes the unit in hand, and keeps what is done. Raises RunError."""
    raise NotImplementedError
