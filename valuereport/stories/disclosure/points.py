"""Medians, quartiles and bins say how much the others have at least, and so how little is left for the largest."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Final

import numpy as np

from valuereport.model.story import Unit
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.groups import Floats
from valuereport.stories.disclosure.rounding import shown_interval

_EXACT: Final = 1e-9  # so that a place that floating point puts just above a member is that member's


def floors(points: Iterable[tuple[float, float]], amounts: Floats, unit: Unit, rules: StoriesRules) -> Floats:
    """Return what the member at each place has at least, as everybody knows from some points of the order.

    `points`: the share of the members that lies below, and the true figure there. `amounts`: the members', the largest
    first; only their number counts.
    """
    known = np.zeros(len(amounts))
    for below, figure in points:
        # Between two members a figure is interpolated: the upper of them has at least as much.
        above = len(amounts) - ceil(below * (len(amounts) - 1) - _EXACT)
        known[:above] = np.maximum(known[:above], shown_interval(figure, unit, rules)[0])
    return known


def too_telling(known: Floats, amounts: Floats, unit: Unit, rules: StoriesRules) -> bool:
    """Tell whether a sum that is shown, and what each member has at least, bound its largest member too closely.

    Who looks is one of the others: the one whose own amount says most beside what is known of it anyway. `amounts`:
    the members', the largest first; `known`: the least of each.
    """
    if len(amounts) < 2:
        return True
    most = shown_interval(float(amounts.sum()), unit, rules)[1] - known[1:].sum() - max(amounts[1:] - known[1:])
    return bool(most < (1 + rules.p_percent / 100) * amounts[0])
