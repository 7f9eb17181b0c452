"""How often two intervals exclude zero at once where there is no change: many comparisons find some by chance."""

from __future__ import annotations

from math import sqrt

from scipy.special import ndtr, owens_t

from valuereport.insights.statistics.proportions import Z


def chance_of_both(first: float, second: float, both: float) -> float:
    """Return the chance that the 95 % intervals of two changes exclude zero, in either direction, without a change.

    `first`, `second`: two shares of the same people, who are asked again; `both`: of those who are in both. Their
    changes are nearly normal and correlate by r = (both - first x second) / sqrt(first (1 - first) second (1 -
    second)). P(X > z, Y > z) = P(X > z) - 2 T(z, sqrt((1 - r) / (1 + r))), where T is Owen's (1956). It goes from
    0.0025 (r = 0) to 0.05 (r = 1 or -1). 0 where a share is 0 or 1: it has no spread.
    """
    spread = first * (1 - first) * second * (1 - second)
    if spread <= 0:
        return 0.0
    r = max(-1.0, min(1.0, (both - first * second) / sqrt(spread)))
    return 2 * (_above(r) + _above(-r))


def _above(r: float) -> float:
    """Return the chance that two standard normal numbers with the correlation r are both over Z."""
    slope = sqrt((1 - r) / (1 + r)) if r > -1 else float("inf")
    return float(ndtr(-Z) - 2 * owens_t(Z, slope))
