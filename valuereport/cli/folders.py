"""Where runs lie and how they are called."""

from __future__ import annotations

from pathlib import Path

from valuereport.errors import SettingsError
from valuereport.files import safe_name
from valuereport.settings import Settings
from valuereport.storage import storage_path


def period_name(settings: Settings) -> str:
    """Return what a run of the settings' period is called."""
    period = settings.workspace.period
    whole_year = (period.start.month, period.start.day) == (1, 1) and period.years == 1
    return str(period.start.year) if whole_year else f"{period.start.isoformat()}_{period.end.isoformat()}"


def folder_for_batch(output: Path, name: str, *, named: bool, resume: bool) -> Path:
    """Return the run's folder; where the user gave no name, a new run gets the next free number."""
    if safe_name(name.upper()) != name.upper():
        raise SettingsError("the command line", "--run", name, "letters, digits, dots, hyphens and underscores")
    if named:
        return output / name
    names = [name, *(f"{name}-{number}" for number in range(2, 1000))]
    there = {entry.name for entry in output.iterdir()} if output.is_dir() else set()
    taken = [one for one in names if one in there]
    if resume:
        return output / (taken[-1] if taken else name)
    return output / next(one for one in names if one not in there)


def new_run_folder(output: Path, name: str) -> Path:
    """Return the folder of a run that is not there yet."""
    return folder_for_batch(output, name, named=False, resume=False)


def run_folder(output: Path, name: str) -> Path:
    """Return a run's folder, named by itself, by its path or by its URL."""
    if "://" in name:
        return storage_path(name.rstrip("/"))
    return Path(name) if Path(name).is_dir() and not (output / name).is_dir() else output / name
