"""P10, P50 and P90 of sums of lines: each sum from its own draws, because ranges do not add up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from valuereport.calculator.draws import FloatArray

PERCENTILES: Final = (0.1, 0.5, 0.9)
_CHUNK: Final = 512
"""Members at a time: 512 x 2,000 draws are 8 MB, so memory does not grow with the number of members."""


def ranges(weights: FloatArray, units: FloatArray) -> FloatArray:
    """Return P10, P50 and P90 of every member's sum: members x 3.

    `weights`: members x terms. `units`: terms x draws.
    """
    found = np.zeros((len(weights), len(PERCENTILES)))
    used = np.flatnonzero(weights.any(axis=0))

    def work(start: int) -> None:
        rows = slice(start, start + _CHUNK)
        found[rows] = percentiles(weights[rows][:, used] @ units[used])

    if len(used) and len(weights) <= _CHUNK:
        work(0)
    elif len(used):
        # NumPy lets go of the interpreter while it multiplies and selects, so threads use every core.
        with ThreadPoolExecutor() as pool:
            list(pool.map(work, range(0, len(weights), _CHUNK)))
    return found


def percentiles(draws: FloatArray) -> FloatArray:
    """Return P10, P50 and P90 of each row, interpolated linearly between order statistics: rows x 3."""
    position = np.array(PERCENTILES) * (draws.shape[1] - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, draws.shape[1] - 1)
    ordered = np.partition(draws, np.union1d(below, above), axis=1)
    # Written as a + f (b - a), so that equal neighbours give themselves exactly.
    return np.asarray(ordered[:, below] + (position - below) * (ordered[:, above] - ordered[:, below]))
