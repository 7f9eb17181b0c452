"""Composed cases: the medians of like members, of a segment whose figures may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.model.story import Contributions, Portrait, Published, Segment
from valuereport.settings import StoriesRules

_QUANTITIES: Final = ("hours_saved", "cpd_hours", "leads")
_PUBLISHED: Final = ("median_value", "ratio_median")
_PORTRAITS: Final = 3


def portraits(
    contributions: Contributions, published: Sequence[Published], rules: StoriesRules, most: int = _PORTRAITS
) -> tuple[Portrait, ...]:
    """Return portraits of the largest segments, those of several dimensions first.

    Only of segments of at least the smallest group whose number of members and median value are shown; members in no
    segment are not alike, so nobody stands for them. What the median member did not do is not told.
    """
    shown = {(cell.measure, cell.segment): cell for cell in published if cell.value is not None}
    segments = [segment for measure, segment in shown if measure == "median_value" and segment]
    told = [each for each in segments if all(word for _, word in each) and ("members", each) in shown]
    found = []
    for segment in told:
        chosen = _in(contributions, segment)
        if chosen.sum() >= rules.smallest_group:
            found.append((len(segment), int(chosen.sum()), segment, chosen))
    found.sort(key=lambda one: (-one[0], -one[1], one[2]))
    return tuple(
        Portrait(
            segment=segment,
            members=_whole(shown["members", segment].value),
            medians=_medians(contributions, chosen, {name: shown.get((name, segment)) for name in _PUBLISHED}, rules),
        )
        for _, _, segment, chosen in found[:most]
    )


def _medians(
    contributions: Contributions,
    chosen: NDArray[np.bool_],
    published: dict[str, Published | None],
    rules: StoriesRules,
) -> dict[str, float]:
    """Return the medians by measure; those that are published elsewhere are the same figures here."""
    medians = {}
    for name, cell in published.items():
        if cell is not None and cell.value is not None:
            medians["value" if name == "median_value" else name] = cell.value
    for name in _QUANTITIES:
        median = float(np.median(contributions.members[name].to_numpy(dtype=np.float64)[chosen]))
        if shown := _figures(median, rules.figures):
            medians[name] = shown
    return medians


def _in(contributions: Contributions, segment: Segment) -> NDArray[np.bool_]:
    chosen = np.ones(len(contributions.members), dtype=np.bool_)
    for dimension, word in segment:
        chosen &= (contributions.members[dimension].fillna("") == word).to_numpy(dtype=np.bool_)
    return chosen


def _whole(value: float | None) -> int:
    return round(value or 0)


def _figures(value: float, figures: int) -> float:
    """Return a number with its first few significant figures."""
    return float(f"{value:.{figures}g}")
