"""The runs that somebody can choose from, and what was made of each; no path that anybody names is followed.

A run for members who were named, as each statement that is sent again makes one, is no choice: what is published is
about all members.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from valuereport.actions.rights import needs
from valuereport.actions.standing.runs import runs_in
from valuereport.actions.standing.times import written
from valuereport.actions.workspace import Workspace
from valuereport.errors import RequestError
from valuereport.output_folder import LISTING, current_folder
from valuereport.storage import remote_path

_MANIFEST: Final = "manifest.csv"
STORIES: Final = "stories"
INSIGHTS: Final = "insights"


@dataclass(frozen=True, slots=True)
class RunToPublish:
    """A finished run: its name, its period, and when it, its stories and its insights were written (UTC)."""

    name: str
    start: date
    end: date  # the day after the period's last one
    finished: datetime
    stories: datetime | None
    insights: datetime | None

    @property
    def last_day(self) -> date:
        """Return the last day of the period."""
        return self.end - timedelta(days=1)


@needs("viewer")
def runs_to_publish(workspace: Workspace) -> tuple[RunToPublish, ...]:
    """Return the finished runs of the output folder, the newest first; none of a store."""
    if remote_path(workspace.output):
        return ()
    return tuple(sorted(_runs(workspace.output), key=lambda one: (one.finished, one.name), reverse=True))


def chosen_folder(workspace: Workspace, run: str) -> Path:
    """Return the folder of a run that is one of the choices. Raises RequestError."""
    names = [one.name for one in runs_to_publish(workspace)]
    if run not in names:
        raise RequestError("run", run, f"a finished run: {', '.join(names) or 'there is none yet'}")
    return workspace.output / run


def _runs(output: Path) -> Iterator[RunToPublish]:
    for one in runs_in(output):
        days, scope = one.record["settings"]["period"], one.record.get("scope")
        try:
            start, end = (date.fromisoformat(days[name]) for name in ("start", "end"))
        except (ValueError, TypeError):
            continue  # a command that is about this run says what is wrong with it
        if isinstance(scope, dict) and scope.get("members"):
            continue
        if finished := written(one.folder / _MANIFEST):
            made = (written(current_folder(one.folder / name) / LISTING) for name in (STORIES, INSIGHTS))
            yield RunToPublish(one.folder.name, start, end, finished, *made)
