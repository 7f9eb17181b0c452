"""`check --json`: what became of every row of every source, and every problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from valuereport.errors import Problem
from valuereport.model.correction import WHATS, Correction
from valuereport.model.history import Tally, WaveTally


def check_data(
    tallies: Sequence[Tally],
    problems: Sequence[Problem],
    corrected: Sequence[Correction] = (),
    waves: Sequence[WaveTally] = (),
) -> dict[str, object]:
    """Return the tallies by source and by wave, the problems, and how many corrections of each kind are applied."""
    return {
        "corrected": {what: sum(one.what == what for one in corrected) for what in WHATS},
        "sources": [asdict(tally) for tally in tallies],
        "waves": [asdict(wave) for wave in waves],
        "problems": [asdict(problem) for problem in problems],
    }
