"""The tables of a run that a person may open in a spreadsheet."""

from __future__ import annotations

from typing import Final

from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.runs import named_run
from valuereport.actions.workspace import Workspace
from valuereport.errors import RequestError, RunError

TABLES: Final = ("manifest.csv", "problems.csv", "corrections.csv")


@needs("operator")
def run_file(workspace: Workspace, run: str, name: str) -> bytes:
    """Return a table of a run of the output folder. Raises RequestError for another file, RunError."""
    if name not in TABLES:
        raise RequestError("name", name, f"one of {', '.join(TABLES)}")
    file = run_folder(workspace, named_run(workspace, run)) / name
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise RunError(f"The run {run} has no {name}") from None
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror}") from None
