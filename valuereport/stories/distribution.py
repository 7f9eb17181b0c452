"""How many members received how much: bins with round edges, none of them with few members."""

from __future__ import annotations

from typing import Final

import numpy as np

from valuereport.model.story import Contributions
from valuereport.settings import StoriesRules

_BINS: Final = 10
_ROUND: Final = (1.0, 2.0, 5.0, 10.0)
_MOST: Final = 0.9
"""The share of members that all bins but the last are made for: one large firm must not press the others together."""
_FINEST: Final = 0.01
_WIDEST: Final = 2.0
"""The last bin ends at twice its beginning or later: it says little about whoever is known to be the largest."""


def distribution(contributions: Contributions, rules: StoriesRules) -> tuple[tuple[float, float, int], ...]:
    """Return (from, to, members) of up to ten bins of the members' value, [from, to), in the organisation's currency.

    No bin has fewer than the smallest group, and the last edge is a round figure above the largest value. None at all
    where there are too few members, or nobody received anything.
    """
    members = contributions.members
    values = members["central"].to_numpy(dtype=np.float64) * members["rate"].to_numpy(dtype=np.float64)
    if len(values) < rules.smallest_group or values.max() <= 0:
        return ()
    most = float(np.quantile(values, _MOST)) or float(values.max())
    # About a tenth: rounding up alone would leave half of the bins unused.
    step = _round_up(max(_FINEST, most / _BINS * 0.8))
    starts = [round(step * number, 9) for number in range(_BINS)]
    at = np.searchsorted(starts, values, side="right") - 1
    starts, counts = _merged(starts, np.bincount(at, minlength=_BINS).tolist(), rules.smallest_group)
    ends = [*starts[1:], _round_up(float(max(np.nextafter(values.max(), np.inf), starts[-1] * _WIDEST)))]
    rounded = (round(count / rules.round_members) * rules.round_members for count in counts)
    return tuple(zip(starts, ends, rounded, strict=True))


def _merged(starts: list[float], counts: list[int], smallest: int) -> tuple[list[float], list[int]]:
    """Return the bins with those of few members joined to the one below, the lowest to the one above."""
    kept: list[tuple[float, int]] = []
    for start, count in zip(reversed(starts), reversed(counts), strict=True):
        if kept and kept[-1][1] < smallest:
            kept[-1] = start, kept[-1][1] + count
        else:
            kept.append((start, count))
    if len(kept) > 1 and kept[-1][1] < smallest:
        start, count = kept.pop()
        kept[-1] = start, kept[-1][1] + count
    kept.reverse()
    return [start for start, _ in kept], [count for _, count in kept]


def _round_up(figure: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, ... that is not below a figure over zero."""
    magnitude = 10.0 ** np.floor(np.log10(figure))
    return float(next(first * magnitude for first in (*_ROUND, 20.0) if first * magnitude >= figure))
