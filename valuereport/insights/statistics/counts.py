"""Intervals of counts and of a median. All intervals are of 95 %."""

from __future__ import annotations

from math import ceil, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, gammaincinv, ndtri

from valuereport.insights.statistics.proportions import Numbers, Z

_POWER: Final = float(ndtri(0.80))


def poisson(count: ArrayLike) -> tuple[Numbers, Numbers]:
    """Return the bounds of the number that is expected where `count` came (Garwood 1936)."""
    found = np.asarray(count, dtype=float)
    low = np.where(found > 0, gammaincinv(np.maximum(found, 1), 0.025), 0.0)
    return low, np.asarray(gammaincinv(found + 1, 0.975))


def median(values: ArrayLike) -> tuple[float, float | None, float | None]:
    """Return the median and the bounds of its interval: order statistics, by the binomial distribution.

    Without a bound where there are too few values (under six). `values`: at least one.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    n = len(ordered)
    rank = int(np.count_nonzero(bdtr(np.arange(n), n, 0.5) <= 0.025))
    if not rank:
        return float(np.median(ordered)), None, None
    return float(np.median(ordered)), float(ordered[rank - 1]), float(ordered[n - rank])


def needed_for_change(share: float, change: float) -> int | None:
    """Return from how many on, in each of two periods, a relative change of a share is found with a chance of 80 %.

    Two-sided test of two proportions at 5 % (Fleiss 1981, without the correction for continuity).
    """
    other = share * (1 + change)
    if not 0 < share < 1 or not 0 < other < 1 or not change:
        return None
    middle = (share + other) / 2
    spread = Z * sqrt(2 * middle * (1 - middle)) + _POWER * sqrt(share * (1 - share) + other * (1 - other))
    return ceil((spread / (share - other)) ** 2)
