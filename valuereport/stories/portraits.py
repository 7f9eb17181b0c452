"""Portraits of typical members, composed from the published medians of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from valuereport.model.story import Portrait, Published
from valuereport.stories.measures import QUANTITY_MEDIANS

_MEDIANS: Final = {"median_value": "value", "ratio_median": "ratio_median", **QUANTITY_MEDIANS}
"""Each median, and the measure that it is the median of."""
_PORTRAITS: Final = 3


def portraits(published: Sequence[Published], most: int = _PORTRAITS) -> tuple[Portrait, ...]:
    """Return portraits of the largest segments, those of several dimensions first.

    Only segments whose number of members and median value are published have one; members without a segment have
    nothing in common. A portrait leaves out hidden medians.
    """
    shown = {(cell.measure, cell.segment): cell.value for cell in published if cell.value is not None}
    found = []
    for measure, segment in shown:
        members = shown.get(("members", segment))
        if measure == "median_value" and segment and all(word for _, word in segment) and members:
            medians = {
                measure_of: shown[name, segment] for name, measure_of in _MEDIANS.items() if (name, segment) in shown
            }
            found.append(Portrait(segment, round(members), medians))
    return tuple(sorted(found, key=lambda each: (-len(each.segment), -each.members, each.segment))[:most])
