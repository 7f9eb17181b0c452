"""The p-percent rule for medians, quartiles and bins: they bound the other members' amounts, and so the largest one."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Final

import numpy as np

from valuereport.model.story import Unit
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.groups import Floats
from valuereport.stories.disclosure.rounding import published_interval

_TOLERANCE: Final = 1e-9  # of floating point, for a rank that is exactly a member's


def lower_bounds(quantiles: Iterable[tuple[float, float]], amounts: Floats, unit: Unit, rules: StoriesRules) -> Floats:
    """Return the lower bound of each member's amount that follows from published quantiles.

    `quantiles`: the share of the members below each, and its true figure. `amounts`: the members', the largest first;
    only their number is used.
    """
    bounds = np.zeros(len(amounts))
    for share, figure in quantiles:
        # A quantile is interpolated between two members: the upper one has at least as much.
        above = len(amounts) - ceil(share * (len(amounts) - 1) - _TOLERANCE)
        bounds[:above] = np.maximum(bounds[:above], published_interval(figure, unit, rules)[0])
    return bounds


def discloses_largest(bounds: Floats, amounts: Floats, unit: Unit, rules: StoriesRules) -> bool:
    """Return whether a published sum and the lower bounds of its amounts disclose the largest amount.

    The attacker is another member, who knows one more amount: the one that is furthest above its lower bound.
    `amounts`: the members', the largest first; `bounds`: the lower bound of each.
    """
    if len(amounts) < 2:
        return True
    upper = published_interval(float(amounts.sum()), unit, rules)[1]
    upper = upper - bounds[1:].sum() - max(amounts[1:] - bounds[1:])
    return bool(upper < (1 + rules.p_percent / 100) * amounts[0])
