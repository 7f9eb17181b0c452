"""Composed cases: the published medians of like members, beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from valuereport.model.story import Portrait, Published
from valuereport.stories.aggregates import QUANTITY_MEDIANS

_TOLD: Final = {"median_value": "value", "ratio_median": "ratio_median", **QUANTITY_MEDIANS}
"""Each median, and what it is the median of."""
_PORTRAITS: Final = 3


def portraits(published: Sequence[Published], most: int = _PORTRAITS) -> tuple[Portrait, ...]:
    """Return portraits of the largest segments, those of several dimensions first.

    Only of segments whose number of members and median value are shown; members in no segment are not alike, so nobody
    stands for them. A median that is hidden, as every median of nothing is, is not told.
    """
    shown = {(cell.measure, cell.segment): cell.value for cell in published if cell.value is not None}
    found = []
    for measure, segment in shown:
        members = shown.get(("members", segment))
        if measure == "median_value" and segment and all(word for _, word in segment) and members:
            medians = {of: shown[name, segment] for name, of in _TOLD.items() if (name, segment) in shown}
            found.append(Portrait(segment, round(members), medians))
    return tuple(sorted(found, key=lambda one: (-len(one.segment), -one.members, one.segment))[:most])
