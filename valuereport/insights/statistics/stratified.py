"""The difference of two rates within strata: Mantel and Haenszel's, with an interval that clusters do not narrow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from valuereport.insights.statistics.proportions import Z, wilson

Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RateDifference:
    """Rate of the exposed - rate of the others, its 95 % interval, and the two-sided p of no difference.

    `n`: rows in strata that hold both exposed and others; the rest say nothing.
    """

    value: float
    low: float
    high: float
    p: float
    n: int


def rate_difference(exposed: Flags, won: Flags, stratum: Codes, cluster: Codes) -> RateDifference | None:
    """Return the difference of the rates of `won` within strata; None where no stratum holds both exposed and others.

    One entry a row; `stratum` and `cluster` are codes from 0. The estimate is that of Mantel and Haenszel: the mean of
    the strata's differences, weighted by n1 n0 / (n1 + n0). Rows of one cluster (several terms of one member) are not
    independent: the numbers on which the two rates stand are divided by the design effect, the ratio of the
    cluster-robust variance (Liang and Zeger 1986, with the correction for few clusters) to that of independent rows, at
    least 1. The interval is Newcombe's of the two weighted rates at these numbers, since a variance of its own is zero
    where all of the exposed won; `p` belongs to its bound on the side of zero, so that p < 0.05 where it excludes zero.
    """
    strata = int(stratum.max(initial=-1)) + 1
    row_cell = stratum * 2 + exposed
    n = np.bincount(row_cell, minlength=2 * strata).reshape(strata, 2).astype(float)
    wins = np.bincount(row_cell, weights=won, minlength=2 * strata).reshape(strata, 2)
    total = n.sum(axis=1)
    both = np.asarray((n > 0).all(axis=1))
    if not both.any():
        return None
    weight = n[both].prod(axis=1) / total[both]
    mass = weight.sum()
    weight = weight / mass
    rates = (weight[:, None] * wins[both] / n[both]).sum(axis=0)
    numbers = 1 / (weight[:, None] ** 2 / n[both]).sum(axis=0)
    value = float(rates[1] - rates[0])
    independent = float((rates * (1 - rates) / numbers).sum())
    if independent > 0:
        mean_exposed, mean_won = n[both, 1] / total[both], wins[both].sum(axis=1) / total[both]
        code = np.cumsum(both) - 1
        kept = both[stratum]
        row = code[stratum[kept]]
        apart = exposed[kept] - mean_exposed[row]
        residual = won[kept] - mean_won[row] - value * apart
        robust = _clustered(apart * residual, cluster[kept], len(weight) + 1) / mass**2
        numbers = numbers / max(1.0, robust / independent)
    low, high = wilson(rates * numbers, numbers)
    below = float(np.hypot(rates[1] - low[1], high[0] - rates[0]))
    above = float(np.hypot(high[1] - rates[1], rates[0] - low[0]))
    towards_zero = below if value > 0 else above
    p = float(2 * ndtr(-Z * abs(value) / towards_zero))
    return RateDifference(value, value - below, value + above, p, int(n[both].sum()))


def _clustered(scores: NDArray[np.float64], cluster: Codes, parameters: int) -> float:
    """Return the variance of the sum of scores whose clusters are independent."""
    sums = np.bincount(cluster, weights=scores)
    clusters, rows = int(np.count_nonzero(np.bincount(cluster))), len(scores)
    if clusters < 2 or rows <= parameters:
        return 0.0
    return float(np.sum(sums**2)) * clusters / (clusters - 1) * (rows - 1) / (rows - parameters)
