"""Every assumption in use: what it is, who answers for it, and how far it moves the organisation's total."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from valuereport.actions.calculated import calculated
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, write
from valuereport.audit.totals import totals_workbook
from valuereport.batch import read_run
from valuereport.events import SILENT, Events
from valuereport.model.assumption_use import AssumptionReport
from valuereport.pipeline.assumption_report import Judged, assumption_report, judged_now, judged_run


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


def _judged(workspace: Workspace, run: str) -> Judged:
    if run:
        return judged_run(read_run(run_folder(workspace, run)))
    return judged_now(calculated(workspace))
