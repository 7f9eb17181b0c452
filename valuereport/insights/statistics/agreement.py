"""Whether two raters agree more often than by chance."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from valuereport.insights.statistics.proportions import Z
from valuereport.model.insight import Figure


def kappa(first: ArrayLike, second: ArrayLike) -> Figure:
    """Return Cohen's kappa (1960) of the codes of two raters with a 95 % interval; without a value where it has none.

    It is (p - c) / (1 - c) of the share p on which they agree and the share c on which they would by chance; its
    standard error is sqrt(p (1 - p) / n) / (1 - c). There is none where both give one code throughout.
    """
    one, other = np.asarray(first, dtype=object), np.asarray(second, dtype=object)
    n = len(one)
    names, codes = np.unique(np.concatenate([one, other]).astype(str), return_inverse=True)
    left, right = (np.bincount(part, minlength=len(names)) for part in (codes[:n], codes[n:]))
    chance = float(left @ right) / n**2 if n else 1.0
    if chance >= 1:
        return Figure(None, n=n)
    agree = float(np.mean(codes[:n] == codes[n:]))
    value, reach = (agree - chance) / (1 - chance), Z * sqrt(agree * (1 - agree) / n) / (1 - chance)
    return Figure(value, max(-1.0, value - reach), min(1.0, value + reach), n)
