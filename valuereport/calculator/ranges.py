"""The ranges, P10, P50 and P90, of sums of lines: each sum from its own draws, because ranges do not add up."""

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
_MAX_PRODUCTS: Final = 900_000
"""Multiplications at a time: few enough for a core's cache, and for BLAS to use one thread, because its threads would
compete with ours. So memory does not grow with the number of members."""
_MIN_ROWS_FOR_THREADS: Final = 512


def ranges(weights: FloatArray, units: FloatArray, unit_neighbours: FloatArray | None = None) -> FloatArray:
    """Return P10, P50 and P90 of every member's sum: members x 3.

    `weights`: members x terms. `units`: terms x draws. `unit_neighbours`: `neighbours(units)`, if it is already known.

    The percentiles of a sum of one term are those of its unit value times the weight, to the last bit. Only sums of
    several terms need their draws ranked, which is most of the work.
    """
    used = np.flatnonzero(weights.any(axis=0))
    if not len(used):
        return np.zeros((len(weights), len(PERCENTILES)))
    factors, values = weights[:, used], units[used]
    near = neighbours(values) if unit_neighbours is None else unit_neighbours[:, used]
    found = _interpolated(near[:, factors.argmax(axis=1)] * factors.max(axis=1)[:, None], values.shape[1])
    several = np.flatnonzero((np.count_nonzero(factors, axis=1) > 1) | (factors < 0).any(axis=1))
    chunk = max(2, _MAX_PRODUCTS // values.size)

    def work(rows: NDArray[np.intp]) -> None:
        draws = np.empty((min(chunk, max(2, len(rows))), values.shape[1]))
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            # For a single row BLAS uses another algorithm, which gives other last bits.
            rows_of_part = factors[part] if len(part) > 1 else factors[part.repeat(2)]
            found[part] = percentiles(np.matmul(rows_of_part, values, out=draws[: len(rows_of_part)]))[: len(part)]

    workers = 1 if len(several) < _MIN_ROWS_FOR_THREADS else os.cpu_count() or 1  # cpu_count is slow
    if workers == 1:
        work(several)
        return found
    # NumPy releases the interpreter lock while it multiplies and selects, so threads use every core.
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, np.array_split(several, workers)))
    return found


def neighbours(units: FloatArray) -> FloatArray:
    """Return the order statistics below and above each percentile of each term: 2 x terms x 3."""
    ranks = _ranks(units.shape[1])
    ranked = np.sort(units, axis=1)
    return np.stack([ranked[:, ranks.below], ranked[:, ranks.above]])


def percentiles(draws: FloatArray) -> FloatArray:
    """Return P10, P50 and P90 of each row, interpolated linearly between order statistics: rows x 3.

    Reorders `draws` in place: a copy of them costs as much as a third of the selection.
    """
    ranks = _ranks(draws.shape[1])
    draws.partition(ranks.both, axis=1)
    return _interpolated(np.stack([draws[:, ranks.below], draws[:, ranks.above]]), draws.shape[1])


def _interpolated(near: FloatArray, draws: int) -> FloatArray:
    """Return the percentiles between the order statistics below and above them."""
    # Written as a + f (b - a), so that equal neighbours give themselves exactly.
    return np.asarray(near[0] + _ranks(draws).share * (near[1] - near[0]))


@dataclass(frozen=True, slots=True)
class _Ranks:
    """The ranks below and above each percentile of so many draws, and how far it is from the one below."""

    below: NDArray[np.intp]
    above: NDArray[np.intp]
    both: NDArray[np.intp]
    share: FloatArray


@lru_cache(maxsize=8)
def _ranks(draws: int) -> _Ranks:
    position = np.array(PERCENTILES) * (draws - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, draws - 1)
    return _Ranks(below, above, np.union1d(below, above), position - below)
