"""From which wave the class of a feature comes: the same for the page, the list of what to do first, and letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from valuereport.model.listening import FeatureKano

STANDS: Final = timedelta(days=3 * 365 + 1)
"""So long a class outlives newer waves that too few have answered: what delights becomes expected in some years."""


def in_force(told: Sequence[FeatureKano]) -> Mapping[str, FeatureKano]:
    """Return what all members say of each feature, in the wave that says its class. `told`: in the order of time.

    That is the newest wave which enough have answered, even where they are divided ("mixed"), if it is at most STANDS
    older than the newest one that asks; else the latter, which too few have answered. Of a wave without a date nobody
    knows how old it is. A guess of staff says no class, nor does a segment.
    """
    asked: dict[str, list[FeatureKano]] = {}
    for one in told:
        if one.kind == "members" and not one.by:
            asked.setdefault(one.feature, []).append(one)
    return {feature: _in_force(waves) for feature, waves in asked.items()}


def _in_force(waves: Sequence[FeatureKano]) -> FeatureKano:
    newest = waves[-1]
    enough = (one for one in reversed(waves) if one.kano_class != "too_few")
    found = next(enough, newest)
    if found is newest or (found.day and newest.day and newest.day - found.day <= STANDS):
        return found
    return newest
