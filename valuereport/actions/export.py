"""The merge fields of a run, for another system."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from valuereport.actions.delivery.merge_fields import merged_run
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_of, write
from valuereport.deliver.export import EXPORTS, Exported, exported
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
    merged = merged_run(settings, folder, ledger, done="exported all the same: look before it is imported")
    shape = next(each for each in EXPORTS if each.name == to)
    rows, old = merged.rows, merged.old
    made = exported([row for row in rows if row.member_id not in old], shape)
    made = replace(
        made,
        withheld=(*made.withheld, *((row.member_id, old[row.member_id]) for row in rows if row.member_id in old)),
    )
    file = _file(folder, to)
    write(file, made.data)
    return ExportedRun(file, made, (*merged.problems, *made.problems))
