"""The mean of a few numbers, with its 95 % interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from valuereport.model.insight import Figure


def mean(values: ArrayLike) -> Figure:
    """Return a mean with Student's interval; without bounds for a single value, without a value for none."""
    found = np.asarray(values, dtype=float)
    n = len(found)
    if not n:
        return Figure(None, n=0)
    middle = float(found.mean())
    if n == 1:
        return Figure(middle, n=1)
    reach = float(stdtrit(n - 1, 0.975) * found.std(ddof=1) / np.sqrt(n))
    return Figure(middle, middle - reach, middle + reach, n)


def deviation(values: ArrayLike) -> float | None:
    """Return the standard deviation of a sample, None for fewer than two values."""
    found = np.asarray(values, dtype=float)
    return float(found.std(ddof=1)) if len(found) > 1 else None
