"""P10, P50 and P90 of sums of lines: each sum from its own draws, because ranges do not add up."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray

PERCENTILES: Final = (0.1, 0.5, 0.9)
_PRODUCTS: Final = 900_000
"""Multiplications at a time: few enough to stay in a core's cache, and for BLAS (whose own threads would fight with
ours for the cores) to do them in one thread. So memory does not grow with the number of members."""
_WORTH_THREADS: Final = 512


def ranges(weights: FloatArray, units: FloatArray, near: FloatArray | None = None) -> FloatArray:
    """Return P10, P50 and P90 of every member's sum: members x 3.

    `weights`: members x terms. `units`: terms x draws. `near`: their `neighbours`, for who asks again and again.

    A sum of one term is its unit value many times over, in every draw, and so are its percentiles, to the last bit:
    only sums of several terms need their draws to be ranked, which is most of the work.
    """
    used = np.flatnonzero(weights.any(axis=0))
    if not len(used):
        return np.zeros((len(weights), len(PERCENTILES)))
    factors, values = weights[:, used], units[used]
    around = neighbours(values) if near is None else near[:, used]
    several = (np.count_nonzero(factors, axis=1) > 1) | (factors < 0).any(axis=1)
    found = _between(around[:, factors.argmax(axis=1)] * factors.max(axis=1)[:, None], values.shape[1])
    chunk = max(1, _PRODUCTS // values.size)

    def work(first: int, last: int) -> None:
        draws = np.empty((chunk, values.shape[1]))
        for start in range(first, last, chunk):
            part = slice(start, min(start + chunk, last))
            made = np.matmul(factors[part], values, out=draws[: part.stop - start])
            found[start + np.flatnonzero(several[part])] = percentiles(made[several[part]])

    workers = 1 if len(weights) < _WORTH_THREADS else os.cpu_count() or 1  # a question to the system, so not idly
    if workers == 1:
        work(0, len(weights))
        return found
    # NumPy lets go of the interpreter while it multiplies and selects, so threads use every core.
    bounds = np.linspace(0, len(weights), workers + 1).astype(int).tolist()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, bounds[:-1], bounds[1:]))
    return found


def neighbours(units: FloatArray) -> FloatArray:
    """Return the order statistics below and above each percentile of each term: 2 x terms x 3."""
    below, above, _ = _places(units.shape[1])
    ranked = np.sort(units, axis=1)
    return np.stack([ranked[:, below], ranked[:, above]])


def percentiles(draws: FloatArray) -> FloatArray:
    """Return P10, P50 and P90 of each row, interpolated linearly between order statistics: rows x 3.

    Reorders `draws` in place: a copy of them costs as much as a third of the selection.
    """
    below, above, ranks = _places(draws.shape[1])
    draws.partition(ranks, axis=1)
    return _between(np.stack([draws[:, below], draws[:, above]]), draws.shape[1])


def _between(near: FloatArray, draws: int) -> FloatArray:
    """Return the percentiles between the order statistics below and above them."""
    position = np.array(PERCENTILES) * (draws - 1)
    # Written as a + f (b - a), so that equal neighbours give themselves exactly.
    return np.asarray(near[0] + (position - np.floor(position)) * (near[1] - near[0]))


@lru_cache(maxsize=8)
def _places(draws: int) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return the ranks below and above each percentile, and all of them in order."""
    below = np.floor(np.array(PERCENTILES) * (draws - 1)).astype(np.intp)
    above = np.minimum(below + 1, draws - 1)
    return below, above, np.union1d(below, above)
