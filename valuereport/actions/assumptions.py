"""Every assumption in use: what it is, who answers for it, and how far it moves the organisation's total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from valuereport.actions.calculated import calculated, made_already, made_of
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, write
from valuereport.audit.totals import totals_workbook
from valuereport.batch import read_run
from valuereport.events import SILENT, Events
from valuereport.model.assumption_use import AssumptionReport, AssumptionUse, concerns
from valuereport.pipeline.assumption_report import Judged, assumption_report, judged_now, judged_run
from valuereport.settings import Assumption

_KEPT: Final = "assumptions"


@dataclass(frozen=True, slots=True)
class AssumptionsRequest:
    """Which run is looked into (the exports as they are now where none is), and which it is compared with."""

    run: str = ""
    previous: Path | None = None
    workbook: Path | None = None  # totals by benefit and activity, as formulas of the assumptions


@needs("operator")
def assumptions(workspace: Workspace, request: AssumptionsRequest, events: Events = SILENT) -> AssumptionReport:
    """Return every assumption in use. Raises RunError, SourceError, and StoppedError where somebody stops it."""
    judged = _judged(workspace, request.run)
    previous = read_run(request.previous) if request.previous else None
    report = assumption_report(judged, previous, events)
    if request.workbook:
        model = judged.model
        write(request.workbook, totals_workbook(report, model.contributions, model.units.means.tolist()))
    return report


@dataclass(frozen=True, slots=True)
class ListedAssumption:
    """One assumption in the list of all. `use`: what it moves; None where that is not known yet, or nothing uses it."""

    id: str
    assumption: Assumption  # money at today's rates and prices
    age: int  # how many years before the period's last day its figure belongs to
    concerns: tuple[str, ...]  # what somebody should look at
    use: AssumptionUse | None


@dataclass(frozen=True, slots=True)
class AssumptionList:
    """All assumptions, those first that somebody should look at; and the report, None where it is not known yet."""

    listed: tuple[ListedAssumption, ...]
    report: AssumptionReport | None


@needs("operator")
def assumption_list(workspace: Workspace, *, wait: bool = True) -> AssumptionList:
    """Return all assumptions with what each moves of the exports as they are now.

    `wait`: False to return at once, without what is not known yet; with many members that takes seconds. Raises
    SourceError.
    """
    report = _report_now(workspace) if wait else made_already(workspace, _KEPT)
    known = report if isinstance(report, AssumptionReport) else None
    uses = {one.id: one for one in known.assumptions} if known else {}
    period = workspace.settings.workspace.period
    last_day = known.last_day if known else None if period.own else period.last_day  # of the span of members' own years
    listed = [
        ListedAssumption(
            id=name,
            assumption=one,
            age=last_day.year - one.year if last_day else 0,
            concerns=concerns(one.signed_by, one.valid_until, last_day or date.min, ""),
            use=uses.get(name),
        )
        for name, one in workspace.settings.judgement.assumptions.items()
    ]
    return AssumptionList(tuple(sorted(listed, key=_first)), known)


def _first(one: ListedAssumption) -> tuple[object, ...]:
    """What needs a look comes first, then what moves most, then what is oldest."""
    return (not one.concerns, -(one.use.swing if one.use else 0), -one.age, one.id)


def _report_now(workspace: Workspace) -> AssumptionReport:
    valued = calculated(workspace)
    return made_of(workspace, valued, _KEPT, lambda: assumption_report(judged_now(valued)))


def _judged(workspace: Workspace, run: str) -> Judged:
    if run:
        return judged_run(read_run(run_folder(workspace, run)))
    return judged_now(calculated(workspace))
