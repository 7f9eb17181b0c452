"""A statement for every member, in one run."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from valuereport.actions.at_work import one_writer, working_on
from valuereport.actions.calculated import calculated
from valuereport.actions.locales import checked_locale
from valuereport.actions.member_ids import resolve_member
from valuereport.actions.rights import needs
from valuereport.actions.run_names import folder_for_batch, run_with_manifest
from valuereport.actions.workspace import Workspace, ledger_of
from valuereport.batch import RunFolder, differences
from valuereport.errors import ArgumentValue, Problem, Remedy, RequestError
from valuereport.events import SILENT, Events
from valuereport.insights.scoring import clear_objections
from valuereport.model.due import DueDays
from valuereport.model.run import Planned
from valuereport.pipeline.batch import Outcome, days_of_run, run_batch, run_inputs
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.plan import Scope, plan


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """Which run, for whom, in which locale, compared with which earlier run, and by which workers."""

    run: str = ""  # the name of the days or of the period, with a free number, where not given
    members: tuple[str, ...] = ()
    locale: str = ""
    limit: int | None = None
    previous: Path | None = None
    resume: bool = False
    workers: int | None = None  # processes on this machine; the cores where not given
    dask: str = ""  # the address of a scheduler: workers on other machines
    due: DueDays | None = None  # only members whose renewal date is one of these days


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What shall become of every member, and what is known to be wrong before anything is made."""

    planned: tuple[Planned, ...]
    problems: tuple[Problem, ...]


@needs("operator")
def plan_batch(workspace: Workspace, request: BatchRequest) -> BatchPlan:
    """Plan a batch, and make nothing. Raises RequestError, RunError, SettingsError, SourceError."""
    valued, scope = _valued(workspace, request)
    planned, problems = plan(valued, scope)
    return BatchPlan(tuple(planned), (*valued.problems, *problems))


@dataclass(frozen=True, slots=True)
class GoOn:
    """What goes on with a run that was stopped. `changed`: inputs that are others now, so that only a new run helps."""

    remedy: Remedy
    members: int  # of the whole run
    changed: tuple[str, ...]


@needs("operator")
def new_run(workspace: Workspace, request: BatchRequest) -> str:
    """Return what a new run would be called. Raises RequestError for a name that is no name, or has a run already."""
    folder = folder_for_batch(workspace, request.run, request.due, resume=False)
    if folder.exists():
        raise RequestError("run", folder.name, "a name that nothing in the output folder has yet")
    return folder.name


def batch_remedy(request: BatchRequest) -> Remedy:
    """Return the command of a batch, with what was asked for besides the machines it works on."""
    given: dict[str, ArgumentValue] = {
        "run": request.run,
        "due": str(request.due) if request.due else "",
        "member": request.members,
        "locale": request.locale,
        "limit": str(request.limit) if request.limit else "",
        "previous": str(request.previous) if request.previous else "",
        "resume": request.resume,
    }
    return Remedy("batch", **{name: value for name, value in given.items() if value})


@needs("operator")
def going_on(workspace: Workspace, run: str) -> GoOn:
    """Return what goes on with a run of this workspace, by what it was begun with, and whether that is still so.

    Raises RunError, SettingsError, SourceError.
    """
    folder = folder_for_batch(workspace, run, resume=True)
    frozen = RunFolder(folder).frozen()
    scope, due = frozen.get("scope") or {}, days_of_run(frozen)
    request = BatchRequest(
        run,
        () if due else tuple(scope.get("members") or ()),
        str(scope.get("locale") or ""),
        scope.get("limit"),
        run_with_manifest(workspace.output, str(frozen.get("previous") or "")),
        resume=True,
        due=due,
    )
    valued, asked = _valued(workspace, request)
    changed = tuple(differences(frozen, run_inputs(valued, asked)))
    return GoOn(batch_remedy(request), 0 if changed else len(plan(valued, asked)[0]), changed)


@needs("operator")
@one_writer("batch")
def batch(workspace: Workspace, request: BatchRequest, events: Events = SILENT) -> Outcome:
    """Make the statements of a run; one that is stopped can be resumed. Who objects to being scored is remembered.

    Raises LedgerError, RequestError, RunError, SettingsError, SourceError, TemplateError.
    """
    folder = folder_for_batch(workspace, request.run, request.due, resume=request.resume)
    working_on(folder.name)
    if request.resume:
        request = replace(request, due=_days_of_run(folder, request.due))
    valued, scope = _valued(workspace, request)
    if objecting := clear_objections(valued.history.members):
        with ledger_of(workspace) as ledger:
            ledger.record_objections(objecting, datetime.now(UTC).date())
    workers = request.workers or os.cpu_count() or 1
    return run_batch(
        valued,
        folder,
        scope,
        resume=request.resume,
        made_by=workspace.person.name,
        workers=workers,
        dask=request.dask,
        events=events,
    )


def _valued(workspace: Workspace, request: BatchRequest) -> tuple[CalculatedMembers, Scope]:
    locale = checked_locale(request.locale)
    if request.due and request.members:
        raise RequestError("due", str(request.due), "days, where no member is named: one of the two says who")
    valued = calculated(workspace, request.due)
    members = tuple(resolve_member(workspace, valued.history, one) for one in request.members)
    return valued, Scope(members, locale, request.limit, request.previous, request.due)


def _days_of_run(folder: Path, due: DueDays | None) -> DueDays | None:
    """Return the days with which a run began: next month means other days by now. Raises RequestError, RunError."""
    known = days_of_run(RunFolder(folder).frozen())
    if due not in (None, known):
        allowed = f"{known}, with which the run {folder.name} began" if known else "nothing: it began without days"
        raise RequestError("due", str(due), allowed)
    return known
