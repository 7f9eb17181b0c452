"""The merge fields of a run, for another system."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from valuereport.actions.delivery.opt_outs import fewer_opt_outs
from valuereport.actions.delivery.pulled_lists import why_not_fresh
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.release import released
from valuereport.actions.delivery.years import newer
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_of, write
from valuereport.deliver.export import EXPORTS, Exported, export_rows, exported
from valuereport.deliver.ledger import Ledger
from valuereport.errors import Problem, RequestError, RunError
from valuereport.settings import Settings

SYSTEMS: Final = tuple(one.name for one in EXPORTS)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Which run's merge fields are written, and for which system."""

    run: str
    to: str  # one of SYSTEMS


@dataclass(frozen=True, slots=True)
class ExportedRun:
    """The file, what is in it and who is not, and what a person should look at."""

    file: Path
    exported: Exported
    problems: tuple[Problem, ...]


@needs("operator")
def export(workspace: Workspace, request: ExportRequest) -> ExportedRun:
    """Write an approved run's merge fields for one system. Raises DeliveryError, LedgerError, RunError."""
    folder = run_folder(workspace, request.run)
    with ledger_of(workspace) as ledger:
        return _exported(workspace.settings, folder, ledger, request.to)


@needs("operator")
def exported_file(workspace: Workspace, request: ExportRequest) -> bytes:
    """Return a file that `export` has written. Raises RequestError for another system, RunError where there is none."""
    if request.to not in SYSTEMS:
        raise RequestError("to", request.to, f"one of {', '.join(SYSTEMS)}")
    try:
        return _file(run_folder(workspace, request.run), request.to).read_bytes()
    except OSError as error:
        raise RunError(f"{request.run} has no file for {request.to} yet: {error.strerror}") from None


def _file(folder: Path, to: str) -> Path:
    return folder / f"export-{to}.csv"


def _exported(settings: Settings, folder: Path, ledger: Ledger, to: str) -> ExportedRun:
    run, _ = released(folder, ledger)
    recipients = Recipients(settings, ledger)
    recipients.record_aliases(ledger)
    old = newer(ledger, run)
    members = recipients.all()
    tokens = {one.member_id: one.id for one in ledger.deliveries(run=run.name, channel="email")}
    rows, problems = export_rows(run, members, settings, unwanted=recipients.unwanted(), tokens=tokens)
    shape = next(each for each in EXPORTS if each.name == to)
    made = exported([row for row in rows if row.member_id not in old], shape)
    made = replace(
        made,
        withheld=(*made.withheld, *((row.member_id, old[row.member_id]) for row in rows if row.member_id in old)),
    )
    file = _file(folder, to)
    write(file, made.data)
    lists = tuple(problem for one in recipients.stop_lists for problem in one.problems)
    fewer = fewer_opt_outs(ledger, recipients.opt_outs(run.name))
    all_the_same = "exported all the same: look before it is imported"
    doubts = (one for one in (fewer, why_not_fresh(settings)) if one)
    warnings = [Problem("deliver", "warning", one, all_the_same) for one in doubts]
    return ExportedRun(file, made, (*lists, *warnings, *problems, *made.problems))
