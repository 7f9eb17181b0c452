"""The problems that are known: of the last check or of the run, whichever is newer."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from valuereport.actions.standing.times import newest, written
from valuereport.batch.manifest import problems_of
from valuereport.model.season import KnownProblems
from valuereport.problem_kinds import kinds

_FILE: Final = "problems.csv"


def known_problems(output: Path, run: Path | None, inputs: Iterable[Path]) -> KnownProblems | None:
    """Return the newer ones of two files of problems; None where there is none that can be read.

    `run`: the folder of the run of the period; `inputs`: what a check reads.
    """
    files = [output / _FILE, *([run / _FILE] if run else [])]
    dated = [(at, file) for file in files if (at := written(file))]
    if not dated:
        return None
    at, file = max(dated)
    try:
        found = kinds(problems_of(file.read_bytes()))
    except (OSError, KeyError, ValueError, csv.Error):
        return None  # the next check writes it anew
    errors, warnings = (sum(one.rows for one in found if one.severity == severity) for severity in ("error", "warning"))
    changed = newest(inputs)
    return KnownProblems(
        run.name if run and file.parent == run else "", at, errors, warnings, found, changed is None or changed <= at
    )
