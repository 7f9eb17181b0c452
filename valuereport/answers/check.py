"""`check --json`: what became of every row of every source, and every problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from valuereport.errors import Problem
from valuereport.model.history import Tally


def check_data(tallies: Sequence[Tally], problems: Sequence[Problem]) -> dict[str, object]:
    """Return the tallies by source, and the problems."""
    return {"sources": [asdict(tally) for tally in tallies], "problems": [asdict(problem) for problem in problems]}
