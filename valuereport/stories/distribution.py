"""The distribution of the members by value: bins with round bounds, none with too few members, the last one open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.model.story import Published
from valuereport.settings import StoriesRules
from valuereport.stories.disclosure import discloses_largest, lower_bounds
from valuereport.stories.measures import VALUE_QUARTILES

Bin = tuple[float, float | None, int]
"""From, to (None: open) and the rounded number of members."""

_BINS: Final = 10
_ROUND: Final = (1.0, 2.0, 5.0, 10.0, 20.0)
_BINNED_SHARE: Final = 0.9
"""The share of members in all bins but the last: one large firm must not compress the other bins."""
_SMALLEST_STEP: Final = 0.01


def distribution(values: NDArray[np.float64], published: Sequence[Published], rules: StoriesRules) -> tuple[Bin, ...]:
    """Return the members' `values` (in one currency) in up to ten bins, [from, to).

    No bins if there are too few members, if nobody received anything, if the sum is hidden, or if the bins and what is
    `published` disclose the value of the largest member.
    """
    measures = {cell.measure for cell in published if not cell.segment and cell.value is not None}
    if len(values) < rules.smallest_group or values.max() <= 0 or "value" not in measures:
        return ()
    width = float(np.quantile(values, _BINNED_SHARE)) or float(values.max())
    # Less than a tenth, because rounding up would leave half of the bins empty.
    step = _round_up(max(_SMALLEST_STEP, width / _BINS * 0.8))
    starts = [round(step * number, 9) for number in range(_BINS)]
    bin_of = np.searchsorted(starts, values, side="right") - 1
    starts, counts = _merged(starts, np.bincount(bin_of, minlength=_BINS).tolist(), rules.smallest_group)
    largest_first = np.sort(values)[::-1]
    quartiles = [(share, np.quantile(values, share)) for name, share in VALUE_QUARTILES.items() if name in measures]
    from_bins = np.repeat(starts, counts)[::-1]
    bounds = np.maximum(lower_bounds(quartiles, largest_first, "money", rules), from_bins)
    if discloses_largest(bounds, largest_first, "money", rules):
        return ()
    rounded = (round(count / rules.round_members) * rules.round_members for count in counts)
    return tuple(zip(starts, (*starts[1:], None), rounded, strict=True))


def _merged(starts: list[float], counts: list[int], smallest: int) -> tuple[list[float], list[int]]:
    """Return the bins; one with too few members is merged with the one below it, the lowest with the one above it."""
    merged: list[tuple[float, int]] = []
    for start, count in zip(reversed(starts), reversed(counts), strict=True):
        if merged and merged[-1][1] < smallest:
            merged[-1] = start, merged[-1][1] + count
        else:
            merged.append((start, count))
    if len(merged) > 1 and merged[-1][1] < smallest:
        start, count = merged.pop()
        merged[-1] = start, merged[-1][1] + count
    merged.reverse()
    return [start for start, _ in merged], [count for _, count in merged]


def _round_up(figure: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20, ... that is at least `figure`, which is above 0."""
    magnitude = 10.0 ** np.floor(np.log10(figure))
    return float(next(first * magnitude for first in _ROUND if first * magnitude >= figure))
