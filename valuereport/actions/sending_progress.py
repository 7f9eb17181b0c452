"""How far the sending or the printing of a run is, or how the last one ended: from who is at work, and from jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from valuereport.actions.at_work import at_work
from valuereport.actions.background import Job, jobs
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.model.at_work import AtWork, Work

Sending = Literal["starting", "working", "stopping", "ended", "stopped", "failed", "died"]
_WORKS: Final[tuple[Work, ...]] = ("email", "print")


@dataclass(frozen=True, slots=True)
class SendingProgress:
    """One sending or printing: the newest that goes on, else the last that this desk started.

    `message`: what the command said last, where it did not reach its end. `since`: UTC.
    """

    work: Work
    state: Sending
    who: str
    since: datetime
    stage: str
    done: int
    total: int
    message: str
    job: Job | None
    at_work: AtWork | None

    @property
    def is_over(self) -> bool:
        """Return whether nobody is at it any more."""
        return self.state not in ("starting", "working", "stopping")


@needs("operator")
def sending_progress(workspace: Workspace, run: str) -> SendingProgress | None:
    """Return how far the sending or printing of a run is; None where none goes on, and none is remembered."""
    known = [one for one in jobs(workspace) if one.remedy.action in _WORKS]
    job = next((one for one in known if dict(one.remedy.arguments).get("run") == run), None)
    working = [one for one in at_work(workspace) if one.work in _WORKS and one.run == run]
    if working and not (job and job.state == "running"):
        return _of_work(working[-1], None)
    if job is None:
        return None
    if job.at_work:
        return _of_work(job.at_work, job)
    state: Sending = "starting" if job.state == "running" else job.state
    message = "" if state in ("starting", "ended") else job.message
    return SendingProgress(_work(job), state, job.who, job.started, "", 0, 0, message, job, None)


def _of_work(one: AtWork, job: Job | None) -> SendingProgress:
    state: Sending = "stopping" if one.stopping else "working"
    return SendingProgress(one.work, state, one.who, one.since, one.stage, one.done, one.total, "", job, one)


def _work(job: Job) -> Work:
    return "email" if job.remedy.action == "email" else "print"
