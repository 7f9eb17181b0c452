"""Groups whose median member received less than the fee, by a figure that would be published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from valuereport.model.story import Published, Segment

_MEASURES: Final = {"ratio_median": "the cautious estimate", "median_per_fee": "the best estimate"}
_NAMED: Final = 6


def below_fee(cells: Sequence[Published]) -> str:
    """Return which groups received how many times the fee, where that is less than once; empty if there are none."""
    found = [
        f"{_group(cell.segment)}: {cell.value:.2g} times the fee by {_MEASURES[cell.measure]}"
        for cell in cells
        if cell.measure in _MEASURES and cell.value is not None and cell.value < 1
    ]
    more = f"; and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    return "; ".join(found[:_NAMED]) + more


def _group(segment: Segment) -> str:
    return ", ".join(f"{dimension} {word or 'not stated'}" for dimension, word in segment) or "all members"
