"""Which pulls of a connection are kept."""

from __future__ import annotations

from pathlib import Path

from valuereport.files import remove_folder
from valuereport.pulls.folder import pulls_of, read_about


def remove_old(folder: Path, keep: int) -> tuple[str, ...]:
    """Remove the pulls of a connection but the newest `keep` finished ones, what these add to, and what is under way
    behind them. Returns their names. Raises OSError, SourceError."""
    names = pulls_of(folder)
    states = {name: read_about(folder / name) for name in names}
    finished = [name for name in names if states[name].is_finished]
    needed = set(finished[-keep:])
    for name in reversed(names):
        if name in needed and states[name].base:
            needed.add(states[name].base)
    newest_one = finished[-1] if finished else ""
    removed = tuple(name for name in names if name not in needed and (states[name].is_finished or name < newest_one))
    for name in removed:
        remove_folder(folder / name)
    return removed
