"""The distribution of the members by value: bins of one width, none with too few members, and an open one at the end.

Bins of different widths would be read as if they were alike, so there are equal ones or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.model.story import Published
from valuereport.settings import StoriesRules
from valuereport.stories.disclosure import discloses_largest, lower_bounds
from valuereport.stories.measures import VALUE_QUARTILES

Bin = tuple[float, float | None, int]
"""From, to (None: open) and the rounded number of members."""

_MOST_BINS: Final = 9  # of one width
_FEWEST_BINS: Final = 3  # fewer have no shape
_OPEN_SHARE: Final = 0.25  # of the members, that the open bin has at most
_ROUND: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
_BINNED_SHARE: Final = 0.9
"""The share of members that the narrowest bins reach: one large firm must not compress them."""
_SMALLEST_STEP: Final = 0.01


def distribution(values: NDArray[np.float64], published: Sequence[Published], rules: StoriesRules) -> tuple[Bin, ...]:
    """Return the members' `values` (in one currency) in bins [from, to).

    No bins if there are too few members for some of one width, if nobody received anything, if the sum is hidden, or
    if the bins and what is `published` disclose the value of the largest member.
    """
    measures = {cell.measure for cell in published if not cell.segment and cell.value is not None}
    if len(values) < rules.smallest_group or values.max() <= 0 or "value" not in measures:
        return ()
    bins = next((found for step in _steps(values) if (found := _bins(values, step, rules.smallest_group))), None)
    if bins is None:
        return ()
    starts, counts = bins
    largest_first = np.sort(values)[::-1]
    quartiles = [(share, np.quantile(values, share)) for name, share in VALUE_QUARTILES.items() if name in measures]
    from_bins = np.repeat(starts, counts)[::-1]
    bounds = np.maximum(lower_bounds(quartiles, largest_first, "money", rules), from_bins)
    if discloses_largest(bounds, largest_first, "money", rules):
        return ()
    rounded = (round(count / rules.round_members) * rules.round_members for count in counts)
    return tuple(zip(starts, (*starts[1:], None), rounded, strict=True))


def _steps(values: NDArray[np.float64]) -> Iterator[float]:
    """Yield round widths of bins, the narrowest first."""
    width = float(np.quantile(values, _BINNED_SHARE)) or float(values.max())
    narrowest = max(_SMALLEST_STEP, width / (_MOST_BINS + 1) * 0.8)
    magnitude = 10.0 ** np.floor(np.log10(narrowest))
    yield from (float(each * magnitude) for each in _ROUND if each * magnitude >= narrowest)


def _bins(values: NDArray[np.float64], step: float, smallest: int) -> tuple[list[float], list[int]] | None:
    """Return where as many bins of a width as possible begin, the open one last, and their members; None if too few."""
    starts = [round(step * number, 9) for number in range(_MOST_BINS + 1)]
    counts = np.bincount(np.searchsorted(starts, values, side="right") - 1, minlength=len(starts)).tolist()
    large_enough = next((at for at, count in enumerate(counts[:_MOST_BINS]) if count < smallest), _MOST_BINS)
    for closed in range(large_enough, _FEWEST_BINS - 1, -1):
        beyond = sum(counts[closed:])
        if smallest <= beyond <= _OPEN_SHARE * len(values):
            return starts[: closed + 1], [*counts[:closed], beyond]
    return None
