"""The figures of an earlier run, to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from valuereport.batch.finished import read_run
from valuereport.errors import Problem
from valuereport.model.valuation import Earlier


def earlier_figures(folder: Path) -> tuple[Mapping[str, Earlier], tuple[Problem, ...]]:
    """Return the best estimate of each member with a statement in a finished run. Raises RunError.

    There are none, but a problem, where the run is from another edition of the value model.
    """
    run = read_run(folder)
    if reason := run.other_value_model:
        action = "this year's figures are not compared with them"
        return {}, (Problem("batch", "warning", reason, action, value=run.name),)
    found = {
        row.member_id: Earlier(*run.year_of(row), row.currency, float(row.central))
        for row in run.rows
        if row.status == "rendered" and row.central is not None
    }
    return found, ()
