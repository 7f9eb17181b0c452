"""How many members received how much: bins with round edges, none of them with few members, the last one open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.model.story import Published
from valuereport.settings import StoriesRules
from valuereport.stories.aggregates import MONEY_QUARTILES
from valuereport.stories.disclosure import floors, too_telling

Bin = tuple[float, float | None, int]
"""From, to (none: no end is told) and how many members, rounded."""

_BINS: Final = 10
_ROUND: Final = (1.0, 2.0, 5.0, 10.0)
_MOST: Final = 0.9
"""The share of members that all bins but the last are made for: one large firm must not press the others together."""
_FINEST: Final = 0.01


def distribution(values: NDArray[np.float64], published: Sequence[Published], rules: StoriesRules) -> tuple[Bin, ...]:
    """Return the members' `values` (in one currency) in up to ten bins, [from, to).

    None at all where there are too few members, nobody received anything, the sum of it is hidden, or where the bins
    together with all that is `published` would tell the largest member's value.
    """
    everybody = {cell.measure for cell in published if not cell.segment and cell.value is not None}
    if len(values) < rules.smallest_group or values.max() <= 0 or "value" not in everybody:
        return ()
    most = float(np.quantile(values, _MOST)) or float(values.max())
    # About a tenth: rounding up alone would leave half of the bins unused.
    step = _round_up(max(_FINEST, most / _BINS * 0.8))
    starts = [round(step * number, 9) for number in range(_BINS)]
    at = np.searchsorted(starts, values, side="right") - 1
    starts, counts = _merged(starts, np.bincount(at, minlength=_BINS).tolist(), rules.smallest_group)
    largest_first = np.sort(values)[::-1]
    points = [(share, np.quantile(values, share)) for name, share in MONEY_QUARTILES.items() if name in everybody]
    known = np.maximum(floors(points, largest_first, "money", rules), np.repeat(starts, counts)[::-1])
    if too_telling(known, largest_first, "money", rules):
        return ()
    rounded = (round(count / rules.round_members) * rules.round_members for count in counts)
    return tuple(zip(starts, (*starts[1:], None), rounded, strict=True))


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
