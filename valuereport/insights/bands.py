"""Bands of tenure."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

TENURES: Final = ("1", "2-3", "4-6", "7+")
"""Bands of tenure, in terms since joining; the last code, after them, is of a tenure that is not known."""

_FROM: Final = (2, 4, 7)


def tenure_bands(tenure: ArrayLike, known: ArrayLike) -> NDArray[np.int64]:
    """Return the place of each tenure in TENURES; len(TENURES) where it is not known."""
    return np.where(np.asarray(known, dtype=bool), np.digitize(np.asarray(tenure), _FROM), len(TENURES))
