"""A statement for every member, in one run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from valuereport.actions.locales import checked_locale
from valuereport.actions.member_ids import resolve_member
from valuereport.actions.run_names import folder_for_batch
from valuereport.actions.workspace import Workspace
from valuereport.errors import Problem
from valuereport.events import SILENT, Events
from valuereport.model.run import Planned
from valuereport.pipeline.batch import Outcome, run_batch
from valuereport.pipeline.calculation import CalculatedMembers, load_and_calculate
from valuereport.pipeline.plan import Scope, plan


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """Which run, for whom, in which locale, compared with which earlier run, and by which workers."""

    run: str = ""  # the period's name, with a free number, where not given
    members: tuple[str, ...] = ()
    locale: str = ""
    limit: int | None = None
    previous: Path | None = None
    resume: bool = False
    workers: int | None = None  # processes on this machine; the cores where not given
    dask: str = ""  # the address of a scheduler: workers on other machines


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What shall become of every member, and what is known to be wrong before anything is made."""

    planned: tuple[Planned, ...]
    problems: tuple[Problem, ...]


def plan_batch(workspace: Workspace, request: BatchRequest) -> BatchPlan:
    """Plan a batch, and make nothing. Raises RequestError, RunError, SourceError."""
    valued, scope = _valued(workspace, request)
    planned, problems = plan(valued, scope)
    return BatchPlan(tuple(planned), (*valued.problems, *problems))


def batch(workspace: Workspace, request: BatchRequest, events: Events = SILENT) -> Outcome:
    """Make the statements of a run; one that is stopped can be resumed.

    Raises RequestError, RunError, SourceError, TemplateError.
    """
    valued, scope = _valued(workspace, request)
    folder = folder_for_batch(workspace, request.run, resume=request.resume)
    workers = request.workers or os.cpu_count() or 1
    return run_batch(valued, folder, scope, resume=request.resume, workers=workers, dask=request.dask, events=events)


def _valued(workspace: Workspace, request: BatchRequest) -> tuple[CalculatedMembers, Scope]:
    locale = checked_locale(request.locale)
    valued = load_and_calculate(workspace.settings)
    members = tuple(resolve_member(workspace, valued.history, one) for one in request.members)
    return valued, Scope(members, locale, request.limit, request.previous)
