"""Where runs lie and how they are called."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from valuereport.actions.workspace import Workspace
from valuereport.errors import RequestError
from valuereport.files import digest_of_file, safe_name
from valuereport.model.due import DueDays
from valuereport.settings import Period
from valuereport.storage import storage_path

_OWN_YEARS: Final = "member-years"
_OF_PATHS: Final = frozenset("/\\:\0")
_LONGEST: Final = 255  # bytes of a folder's name


def period_name(period: Period) -> str:
    """Return what a run of a period is called."""
    whole_year = (period.start.month, period.start.day) == (1, 1) and period.years == 1
    return str(period.start.year) if whole_year else f"{period.start.isoformat()}_{period.end.isoformat()}"


def folder_for_batch(workspace: Workspace, name: str, due: DueDays | None = None, *, resume: bool) -> Path:
    """Return the run's folder; where the user gave no name, a new run gets the next free number.

    It is called by the days on which its members are due, else by the period. Raises RequestError.
    """
    if name:
        return workspace.output / _checked(name)
    period = workspace.settings.workspace.period
    names = _numbered(due.run_name if due else _OWN_YEARS if period.own else period_name(period))
    there = _entries(workspace.output)
    if resume:
        taken = [one for one in names if one in there]
        return workspace.output / (taken[-1] if taken else names[0])
    return workspace.output / next(one for one in names if one not in there)


def new_run_folder(workspace: Workspace, name: str) -> Path:
    """Return the folder of a run that is not there yet, called by a name and perhaps a number."""
    there = _entries(workspace.output)
    return workspace.output / next(one for one in _numbered(_checked(name)) if one not in there)


def run_folder(workspace: Workspace, name: str) -> Path:
    """Return a run's folder, named by itself; at a terminal also by its path or its URL. Raises RequestError."""
    if workspace.own_runs:
        return workspace.output / own_name(name)
    if "://" in name:
        return storage_path(name.rstrip("/"))
    output = workspace.output
    return Path(name) if Path(name).is_dir() and not (output / name).is_dir() else output / name


def own_name(name: str) -> str:
    """Return the name of a run as the output folder may have it. Raises RequestError for a path, a URL, or nothing."""
    if name in ("", ".", "..") or set(name) & _OF_PATHS or len(name.encode()) > _LONGEST:
        raise RequestError("run", name, "the name of a run in the output folder")
    return name


def run_with_manifest(output: Path, wanted: str) -> Path | None:
    """Return the run in a folder whose manifest has a digest; None where there is none, and where none is wanted."""
    for manifest in sorted(output.glob("*/manifest.csv")) if wanted else ():
        if digest_of_file(manifest) == wanted:
            return manifest.parent
    return None


def _numbered(name: str) -> list[str]:
    return [name, *(f"{name}-{number}" for number in range(2, 1000))]


def _entries(output: Path) -> frozenset[str]:
    return frozenset(entry.name for entry in output.iterdir()) if output.is_dir() else frozenset()


def _checked(name: str) -> str:
    if safe_name(name.upper()) != name.upper():
        raise RequestError("run", name, "letters, digits, dots, hyphens and underscores")
    return name
