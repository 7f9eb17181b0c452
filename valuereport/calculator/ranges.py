"""P10, P50 and P90 of sums of lines: each sum from its own draws, because ranges do not add up."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray

PERCENTILES: Final = (0.1, 0.5, 0.9)
_CHUNK: Final = 512
"""Members at a time: 512 x 2,000 draws are 8 MB, so memory does not grow with the number of members."""

Group = TypeVar("Group", bound=str)


def ranges(weights: FloatArray, units: FloatArray, groups: Mapping[Group, NDArray[np.intp]]) -> dict[Group, FloatArray]:
    """Return for each group of terms the P10, P50 and P90 of every member's sum: members x 3.

    `weights`: members x terms. `units`: terms x draws. A group lists its terms' numbers.
    """
    found = {name: np.zeros((len(weights), len(PERCENTILES))) for name in groups}
    alone = percentiles(units)

    def work(start: int) -> None:
        rows = slice(start, start + _CHUNK)
        for name, terms in groups.items():
            if len(terms):
                found[name][rows] = _of_group(weights[rows][:, terms], units[terms], alone[terms])

    # NumPy lets go of the interpreter while it multiplies and sorts, so threads use every core.
    with ThreadPoolExecutor() as pool:
        list(pool.map(work, range(0, len(weights), _CHUNK)))
    return found


def _of_group(weights: FloatArray, units: FloatArray, alone: FloatArray) -> FloatArray:
    """Return members x 3. A sum of one term is that term's percentiles times the weight: nothing to draw."""
    result = np.zeros((len(weights), len(PERCENTILES)))
    terms = np.count_nonzero(weights, axis=1)
    single = (terms == 1) & (weights.min(axis=1) >= 0)
    result[single] = weights[single] @ alone
    several = np.flatnonzero((terms > 0) & ~single)
    if len(several):
        used = np.flatnonzero(weights[several].any(axis=0))
        result[several] = percentiles(weights[np.ix_(several, used)] @ units[used])
    return result


def percentiles(draws: FloatArray) -> FloatArray:
    """Return P10, P50 and P90 of each row, interpolated linearly between order statistics: rows x 3."""
    ordered = np.sort(draws, axis=1)
    position = np.array(PERCENTILES) * (draws.shape[1] - 1)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, draws.shape[1] - 1)
    # Written as a + f (b - a), so that equal neighbours give themselves exactly.
    return np.asarray(ordered[:, below] + (position - below) * (ordered[:, above] - ordered[:, below]))
