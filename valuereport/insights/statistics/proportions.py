"""Intervals of a proportion and of the difference of two, element by element. All intervals are of 95 %."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Numbers = NDArray[np.float64]

Z: Final = float(ndtri(0.975))
"""How many standard errors a 95 % interval reaches to either side."""


def wilson(successes: ArrayLike, n: ArrayLike) -> tuple[Numbers, Numbers]:
    """Return the lower and the upper bound of Wilson's interval (1927); 0 and 1 where `n` is 0: nothing is known."""
    won, of = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    middle = won + Z**2 / 2
    reach = Z * np.sqrt(np.divide(won * (of - won), of, out=np.zeros(of.shape), where=of > 0) + Z**2 / 4)
    low, high = (middle - reach) / (of + Z**2), (middle + reach) / (of + Z**2)
    return np.where(won <= 0, 0.0, low), np.where(won >= of, 1.0, high)


def newcombe(
    successes: ArrayLike, n: ArrayLike, other_successes: ArrayLike, other_n: ArrayLike
) -> tuple[Numbers, Numbers, Numbers]:
    """Return first proportion - other proportion, and the bounds of its interval (Newcombe 1998, method 10).

    The difference is NaN where one of the two has no trial.
    """
    won, of, other_won, other_of = (
        np.asarray(one, dtype=float) for one in np.broadcast_arrays(successes, n, other_successes, other_n)
    )
    first, other = proportions(won, of), proportions(other_won, other_of)
    (low, high), (other_low, other_high) = wilson(won, of), wilson(other_won, other_of)
    difference = first - other
    return (
        difference,
        difference - np.hypot(first - low, other_high - other),
        difference + np.hypot(high - first, other - other_low),
    )


def proportions(successes: ArrayLike, n: ArrayLike) -> Numbers:
    """Return successes / n; NaN where `n` is 0."""
    won, of = np.broadcast_arrays(np.asarray(successes, dtype=float), np.asarray(n, dtype=float))
    return np.asarray(np.divide(won, of, out=np.full(of.shape, np.nan), where=of > 0))
