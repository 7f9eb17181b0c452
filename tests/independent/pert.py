"""The PERT distribution (lambda 4) by a fine table, and the incomplete beta function that the table is tested by."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_STEPS = 4096


def mean(low: float, central: float, high: float) -> float:
    """Return the mean of a PERT variable."""
    return (low + 4 * central + high) / 6


def variance(low: float, central: float, high: float) -> float:
    """Return the variance of a PERT variable."""
    middle = mean(low, central, high)
    return (middle - low) * (high - middle) / 7


def shapes(low: float, central: float, high: float) -> tuple[float, float]:
    """Return the two shapes of the beta distribution between low and high."""
    return 1 + 4 * (central - low) / (high - low), 1 + 4 * (high - central) / (high - low)


def quantiles(low: float, central: float, high: float, z: Floats) -> Floats:
    """Return what a PERT variable is where a standard normal one is z."""
    at, share = _table(*shapes(low, central, high))
    return low + (high - low) * np.interp(z, at, share)


@cache
def _table(a: float, b: float) -> tuple[Floats, Floats]:
    """Return normal quantiles and the shares of the range that belong to them.

    Simpson's rule over the angle whose squared sine is the share, which is fine where the range ends.
    """
    angle = np.linspace(0, math.pi / 2, 2 * _STEPS + 1)
    sine, cosine = np.sin(angle), np.cos(angle)
    density = sine ** (2 * a - 1) * cosine ** (2 * b - 1)
    pieces = (density[0:-2:2] + 4 * density[1:-1:2] + density[2::2]) / 6
    below, above = np.cumsum(pieces)[:-1], np.cumsum(pieces[::-1])[::-1][1:]
    whole, normal = pieces.sum(), NormalDist()
    knots = [
        (normal.inv_cdf(under / whole) if under < over else -normal.inv_cdf(over / whole), share)
        for share, under, over in zip((sine[2:-2:2] ** 2).tolist(), below.tolist(), above.tolist(), strict=True)
        if under / whole > 1e-12 and over / whole > 1e-12
    ]
    return np.array([-12.0, *(z for z, _ in knots), 12.0]), np.array([0.0, *(share for _, share in knots), 1.0])


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(1 - x))
    tiny = 1e-300
    fraction, c, d = 1.0, 1.0, 0.0
    for i in range(400):
        m = i // 2
        if i == 0:
            numerator = 1.0
        elif i % 2 == 0:
            numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / ((1 + numerator * d) or tiny)
        c = (1 + numerator / c) or tiny
        fraction *= c * d
        if i and abs(c * d - 1) < 1e-15:
            break
    return front * (fraction - 1) / a
