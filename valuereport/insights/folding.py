"""Groups that are too small to be shown are folded into one, so that nobody gets a small group by subtraction."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def folded(sizes: ArrayLike, smallest: int) -> NDArray[np.bool_]:
    """Return which groups are folded into "other": those under `smallest`.

    Where they are too few even together, the next larger group joins them. All of them together may still be too few.
    """
    members = np.asarray(sizes, dtype=np.int64)
    small = members < smallest
    while members[small].any() and members[small].sum() < smallest and not small.all():
        small[np.flatnonzero(~small)[np.argmin(members[~small])]] = True
    return small


def shown(count: int, smallest: int) -> int | None:
    """Return a number of members, None where it is so small that it would tell of somebody."""
    return None if 0 < count < smallest else count
