"""P10, P50 and P90 of sums of lines: each sum from its own draws, because ranges do not add up."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from valuereport.calculator.draws import FloatArray

PERCENTILES: Final = (0.1, 0.5, 0.9)
_PRODUCTS: Final = 900_000
"""Multiplications at a time: few enough to stay in a core's cache, and for BLAS (whose own threads would fight with
ours for the cores) to do them in one thread. So memory does not grow with the number of members."""
_WORTH_THREADS: Final = 512


def ranges(weights: FloatArray, units: FloatArray) -> FloatArray:
    """Return P10, P50 and P90 of every member's sum: members x 3.

    `weights`: members x terms. `units`: terms x draws.
    """
    found = np.zeros((len(weights), len(PERCENTILES)))
    used = np.flatnonzero(weights.any(axis=0))
    if not len(used):
        return found
    factors, values = weights[:, used], units[used]
    chunk = max(1, _PRODUCTS // values.size)

    def work(first: int, last: int) -> None:
        draws = np.empty((chunk, values.shape[1]))
        for start in range(first, last, chunk):
            part = factors[start : min(start + chunk, last)]
            found[start : start + len(part)] = percentiles(np.matmul(part, values, out=draws[: len(part)]))

    workers = os.cpu_count() or 1
    if len(weights) < _WORTH_THREADS or workers == 1:
        work(0, len(weights))
        return found
    # NumPy lets go of the interpreter while it multiplies and selects, so threads use every core.
    bounds = np.linspace(0, len(weights), workers + 1).astype(int).tolist()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, bounds[:-1], bounds[1:]))
    return found


def percentiles(draws: FloatArray) -> FloatArray:
    """Return P10, P50 and P90 of each row, interpolated linearly between order statistics: rows x 3.

    Reorders `draws` in place: a copy of them costs as much as a third of the selection.
    """
    position = np.array(PERCENTILES) * (draws.shape[1] - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, draws.shape[1] - 1)
    draws.partition(np.union1d(below, above), axis=1)
    # Written as a + f (b - a), so that equal neighbours give themselves exactly.
    return np.asarray(draws[:, below] + (position - below) * (draws[:, above] - draws[:, below]))
