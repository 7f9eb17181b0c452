"""Medians and quartiles say how much the other members have at least, and so how little is left for the largest."""

from __future__ import annotations

from collections.abc import Mapping

from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.measures import QUARTILES
from valuereport.stories.disclosure.rounding import shown_interval


def too_telling(
    points: Mapping[str, float], total: float, members: int, first: float, second: float, rules: StoriesRules
) -> bool:
    """Tell whether the sum and the `points` of a segment together bound its largest member too closely.

    A quarter of the members have at least the upper quartile, another at least the median, another the lower one.
    """
    quarter = members // 4
    least = [max(0.0, shown_interval(points[name], "money", rules)[0]) if name in points else 0.0 for name in QUARTILES]
    others = quarter * least[0] + quarter * max(least[:2]) + max(quarter - 2, 0) * max(least)
    most = shown_interval(total, "money", rules)[1] - others - second
    return most < (1 + rules.p_percent / 100) * first
