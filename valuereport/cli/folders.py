"""Where runs lie and how they are called."""

from __future__ import annotations

from pathlib import Path

from valuereport.errors import SettingsError
from valuereport.files import safe_name
from valuereport.settings import Settings


def period_name(settings: Settings) -> str:
    """Return what a run of the settings' period is called."""
    period = settings.workspace.period
    whole_year = (period.start.month, period.start.day) == (1, 1) and period.years == 1
    return str(period.start.year) if whole_year else f"{period.start.isoformat()}_{period.end.isoformat()}"


def folder_for_batch(output: Path, name: str, *, named: bool, resume: bool) -> Path:
    """Return the run's folder; where the user gave no name, a new run gets the next free number."""
    if safe_name(name.upper()) != name.upper():
        raise SettingsError("the command line", "--run", name, "letters, digits, dots, hyphens and underscores")
    names = [output / name, *(output / f"{name}-{number}" for number in range(2, 1000))]
    if named:
        return names[0]
    taken = [folder for folder in names if folder.exists()]
    if resume:
        return taken[-1] if taken else names[0]
    return next(folder for folder in names if folder not in taken)


def new_run_folder(output: Path, name: str) -> Path:
    """Return the folder of a run that is not there yet."""
    return folder_for_batch(output, name, named=False, resume=False)


def run_folder(output: Path, name: str) -> Path:
    """Return a run's folder, named by itself or by its path."""
    return Path(name) if Path(name).is_dir() and not (output / name).is_dir() else output / name
