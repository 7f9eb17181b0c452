"""The runs of the output folder, and how far one is: read from its folder, its job, and who is at work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from valuereport.actions.at_work import at_work
from valuereport.actions.background import Job, jobs
from valuereport.actions.rights import needs
from valuereport.actions.run_names import own_name
from valuereport.actions.standing.runs import RunOfPeriod, runs_in, season_run, with_approval
from valuereport.actions.standing.times import written
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import UNKNOWN, read_makers
from valuereport.batch.journal import has_journal, read_journal
from valuereport.errors import RequestError
from valuereport.model.at_work import AtWork
from valuereport.model.season import SeasonRun

Making = Literal["starting", "working", "stopping", "finished", "stopped", "failed", "died", "not-begun"]
"""starting: its process has begun, and reads the exports. failed: it said why it could not go on. died: it was ended
before it could say anything. not-begun: there is no run of this name, nor anything that makes it."""
_SHOWN: Final = 20
_MANIFEST: Final = "manifest.csv"


@dataclass(frozen=True, slots=True)
class Run:
    """A run, how far it is, of which days, and who made its statements; nobody where that is not on record."""

    standing: SeasonRun
    start: date
    end: date  # the day after the last one
    makers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Runs:
    """The newest runs, and how many there are.

    `without`: the newest batch of this desk, where it ended before there was a folder of its run to show.
    """

    newest: tuple[Run, ...]
    number: int
    without: Job | None


@dataclass(frozen=True, slots=True)
class NotMade:
    """A member whose statement could not be made, and why."""

    member_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How the statements of a run are being made, or were.

    `who`, `since` (UTC): of the work that goes on or was the last, where that is known. `made`: statements so far.
    `done` of `total` units of `stage` are finished while somebody is at work. `message`: what the command said last,
    where it failed. `job`: the process that the desk started, None where it was started in a terminal or is forgotten.
    """

    run: str
    state: Making
    who: str
    since: datetime | None
    stage: str
    done: int
    total: int
    made: int
    failed: tuple[NotMade, ...]
    message: str
    job: Job | None
    at_work: AtWork | None
    standing: SeasonRun | None

    @property
    def is_over(self) -> bool:
        """Return whether nobody works on it any more."""
        return self.state not in ("starting", "working", "stopping")


@needs("operator")
def runs(workspace: Workspace, most: int = _SHOWN) -> Runs:
    """Return the newest runs of all periods, with their approvals. Raises LedgerError."""
    found = runs_in(workspace.output)
    return Runs(tuple(_run(workspace, one) for one in islice(found, most)), len(found), _without(workspace, found))


@needs("operator")
def run_choices(workspace: Workspace) -> tuple[str, ...]:
    """Return the names of the finished runs, the newest first: what can be looked over, delivered, or compared."""
    return tuple(one.folder.name for one in runs_in(workspace.output) if _is_finished(one.folder))


@needs("operator")
def named_run(workspace: Workspace, name: str) -> str:
    """Return a run's name where the output folder has it; the newest finished one's of none. Raises RequestError."""
    names = [one.folder.name for one in runs_in(workspace.output)]
    if not name and (finished := run_choices(workspace)):
        return finished[0]
    if name not in names:
        raise RequestError("run", name, f"one of {', '.join(names[:10])}" if names else "nothing: there is no run yet")
    return name


@needs("operator")
def run_progress(workspace: Workspace, run: str) -> RunProgress:
    """Return how far the making of a run is. Raises RequestError for a name that no run can have, LedgerError."""
    own_name(run)
    working = next((one for one in at_work(workspace) if one.work == "batch" and one.run == run), None)
    job = next((one for one in jobs(workspace) if _is_for(one, run)), None)
    if working and job and working.id != job.id:
        job = None  # somebody goes on with it in a terminal
    standing, failed = _standing(workspace, run)
    over = standing is not None and standing.state in ("finished", "reviewed", "approved")
    state = _state(working, job, standing, written(workspace.output / run / _MANIFEST) if over else None)
    return RunProgress(
        run,
        state,
        who=working.who if working else job.who if job else "",
        since=working.since if working else job.started if job else None,
        stage=working.stage if working else "",
        done=working.done if working else 0,
        total=working.total if working else 0,
        made=standing.rendered if standing else 0,
        failed=failed,
        message=job.message if job and state == "failed" else "",
        job=job,
        at_work=working,
        standing=standing,
    )


def _without(workspace: Workspace, found: Sequence[RunOfPeriod]) -> Job | None:
    last = next((one for one in jobs(workspace) if one.remedy.action == "batch"), None)
    ended = last is not None and last.state in ("failed", "died", "stopped")
    return last if last and ended and not any(_is_for(last, one.folder.name) for one in found) else None


def _is_for(job: Job, run: str) -> bool:
    return job.remedy.action == "batch" and dict(job.remedy.arguments).get("run") == run


def _state(working: AtWork | None, job: Job | None, standing: SeasonRun | None, finished: datetime | None) -> Making:
    """Return how far a run is; `finished`: when its manifest was written, where it is finished."""
    asked = bool((working and working.stopping) or (job and job.at_work and job.at_work.stopping))
    if working or (standing and standing.state == "under-way"):
        return "stopping" if asked else "working"
    if job and job.state == "running" and not (finished and finished >= job.started):
        return "starting"
    if finished:
        return "finished"
    if job and job.state in ("failed", "died"):
        return job.state
    return "stopped" if standing else "not-begun"


def _standing(workspace: Workspace, run: str) -> tuple[SeasonRun | None, tuple[NotMade, ...]]:
    """Return how far a run is, None where it has not begun; and whose statement could not be made."""
    one = next((each for each in runs_in(workspace.output) if each.folder.name == run), None)
    if one is None:
        return None, ()
    standing, finished = season_run(one, workspace.settings)
    if finished:
        failed = [(row.member_id, row.problem) for row in finished.rows if row.status == "failed"]
    else:
        failed = _failed_so_far(one)
    return standing, tuple(NotMade(*each) for each in failed)


def _failed_so_far(one: RunOfPeriod) -> list[tuple[str, str]]:
    try:
        last = {result.member_id: result for result in read_journal(one.folder)}
    except OSError:
        return []  # a run in a store that cannot be reached just now
    return [(result.member_id, result.problem) for result in last.values() if result.status == "failed"]


def _run(workspace: Workspace, one: RunOfPeriod) -> Run:
    standing, finished = season_run(one, workspace.settings)
    if finished:
        with ledger_if_there(workspace) as ledger:
            standing = with_approval(standing, finished, ledger)
    days = one.record["settings"]["period"]
    start, end = (date.fromisoformat(str(days[name])) for name in ("start", "end"))
    makers = tuple(name for name in read_makers(one.folder) if name != UNKNOWN)
    return Run(standing, finished.start if finished else start, finished.end if finished else end, makers)


def _is_finished(folder: Path) -> bool:
    return (folder / _MANIFEST).exists() and not has_journal(folder)
