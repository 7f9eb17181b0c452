"""The figures of an earlier run, to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from valuereport.batch.finished import read_run
from valuereport.model.valuation import Earlier


def earlier_figures(folder: Path) -> Mapping[str, Earlier]:
    """Return the most likely figure of each member with a statement in a finished run. Raises RunError."""
    run = read_run(folder)
    return {
        row.member_id: Earlier(run.start, run.end, row.currency, float(row.central))
        for row in run.rows
        if row.status == "rendered" and row.central is not None
    }
