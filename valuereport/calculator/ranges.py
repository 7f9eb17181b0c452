"""P10, P50 and P90 of sums of lines: each sum from its own draws, because ranges do not add up."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
    found = _between(around[:, factors.argmax(axis=1)] * factors.max(axis=1)[:, None], values.shape[1])
    several = np.flatnonzero((np.count_nonzero(factors, axis=1) > 1) | (factors < 0).any(axis=1))
    chunk = max(2, _PRODUCTS // values.size)

    def work(rows: NDArray[np.intp]) -> None:
        draws = np.empty((min(chunk, max(2, len(rows))), values.shape[1]))
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            # Of one row alone BLAS makes another kind of product, which has other last bits.
            made = factors[part] if len(part) > 1 else factors[part.repeat(2)]
            found[part] = percentiles(np.matmul(made, values, out=draws[: len(made)]))[: len(part)]

    workers = 1 if len(several) < _WORTH_THREADS else os.cpu_count() or 1  # a question to the system, so not idly
    if workers == 1:
        work(several)
        return found
    # NumPy lets go of the interpreter while it multiplies and selects, so threads use every core.
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, np.array_split(several, workers)))
    return found


def neighbours(units: FloatArray) -> FloatArray:
    """Return the order statistics below and above each percentile of each term: 2 x terms x 3."""
    places = _places(units.shape[1])
    ranked = np.sort(units, axis=1)
    return np.stack([ranked[:, places.below], ranked[:, places.above]])


def percentiles(draws: FloatArray) -> FloatArray:
    """Return P10, P50 and P90 of each row, interpolated linearly between order statistics: rows x 3.

    Reorders `draws` in place: a copy of them costs as much as a third of the selection.
    """
    places = _places(draws.shape[1])
    draws.partition(places.both, axis=1)
    return _between(np.stack([draws[:, places.below], draws[:, places.above]]), draws.shape[1])


def _between(near: FloatArray, draws: int) -> FloatArray:
    """Return the percentiles between the order statistics below and above them."""
    # Written as a + f (b - a), so that equal neighbours give themselves exactly.
    return np.asarray(near[0] + _places(draws).share * (near[1] - near[0]))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the percentiles of so many draws lie: the ranks on either side, and how far from the one below."""

    below: NDArray[np.intp]
    above: NDArray[np.intp]
    both: NDArray[np.intp]
    share: FloatArray


@lru_cache(maxsize=8)
def _places(draws: int) -> _Places:
    position = np.array(PERCENTILES) * (draws - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, draws - 1)
    return _Places(below, above, np.union1d(below, above), position - below)
