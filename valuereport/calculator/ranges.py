"""The ranges of sums of lines: the best estimate from the means, P10 and P90 from the draws of each sum itself."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray

PERCENTILES: Final = (0.1, 0.9)
_SMOOTHED: Final = 0.01
"""A percentile is the mean of the order statistics from this share of the draws below it to as much above it, which
varies less from seed to seed than one order statistic."""
_MAX_PRODUCTS: Final = 900_000
"""Multiplications at a time: few enough for a core's cache, and for BLAS to use one thread, because its threads would
compete with ours. So memory does not grow with the number of members."""
_MIN_ROWS_FOR_THREADS: Final = 512


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """The net unit values of the terms: their draws (terms x draws), means, and percentiles (terms x 2)."""

    draws: FloatArray
    means: FloatArray
    percentiles: FloatArray

    def some(self, terms: NDArray[np.intp]) -> UnitFigures:
        """Return the figures of some terms."""
        return UnitFigures(self.draws[terms], self.means[terms], self.percentiles[terms])


def unit_figures(draws: FloatArray, means: FloatArray) -> UnitFigures:
    """Return the figures of terms from their draws and means."""
    return UnitFigures(draws, means, percentiles(draws.copy()))


def ranges(weights: FloatArray, units: UnitFigures) -> FloatArray:
    """Return the low, best and high estimate of every member's sum: members x 3.

    `weights`: members x terms, none negative.

    The percentiles of a sum of one term are those of its unit value times the weight. Only sums of several terms need
    their draws ranked, which is most of the work.
    """
    central = (weights * units.means).sum(axis=1)
    used = np.flatnonzero(weights.any(axis=0))
    if not len(used):
        return np.zeros((len(weights), 3))
    factors, values = weights[:, used], units.draws[used]
    found = units.percentiles[used][factors.argmax(axis=1)] * factors.max(axis=1)[:, None]
    several = np.flatnonzero(np.count_nonzero(factors, axis=1) > 1)
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
    else:
        # NumPy releases the interpreter lock while it multiplies and selects, so threads use every core.
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, np.array_split(several, workers)))
    low = np.maximum(0.0, np.minimum(found[:, 0], central))
    return np.column_stack([low, central, np.maximum(found[:, 1], central)])


def percentiles(draws: FloatArray) -> FloatArray:
    """Return P10 and P90 of each row, smoothed: rows x 2.

    Reorders `draws` in place: a copy of them costs as much as a third of the selection.
    """
    windows = _windows(draws.shape[1])
    # The bits of floats that are not negative are in the order of the floats, and a third faster to compare.
    comparable = draws.view(np.int64) if draws.min(initial=0.0) >= 0 else draws
    comparable.partition(sorted({rank for window in windows for rank in window}), axis=1)
    # Written as a + mean(x - a), so that equal draws give themselves exactly.
    lowest = (draws[:, first : first + 1] for first, _ in windows)
    return np.column_stack(
        [
            (least + (draws[:, first : last + 1] - least).mean(axis=1, keepdims=True))[:, 0]
            for least, (first, last) in zip(lowest, windows, strict=True)
        ]
    )


@lru_cache(maxsize=8)
def _windows(draws: int) -> tuple[tuple[int, int], ...]:
    """Return the first and last rank of each percentile's window, as far below it as above it."""
    half = _SMOOTHED * draws
    centres = (share * (draws - 1) for share in PERCENTILES)
    return tuple((math.ceil(centre - half), math.floor(centre + half)) for centre in centres)
