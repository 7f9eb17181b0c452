"""How coarsely figures are shown, and what an attacker reads back from that."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from valuereport.model.story import Unit
from valuereport.settings.stories import StoriesRules

Interval = tuple[float, float]
_SHARE_STEPS: Final = (0.01, 0.05, 0.1, 0.25)


def step_of(value: float, figures: int) -> float:
    """Return what one of the last of so many significant figures of `value` is worth; 0 for nothing."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    return float(10.0 ** (math.floor(math.log10(abs(value)) + 1e-12) - figures + 1))


def to_step(value: float, step: float) -> float:
    """Return `value` rounded half to even to a multiple of `step`; as it is where there is no step."""
    if step <= 0:
        return value
    return round(round(value / step) * step, max(0, 2 - math.floor(math.log10(step))))


def interval(shown: float, figures: int) -> Interval:
    """Return between which figures one lies that is shown as `shown` to so many significant figures."""
    if shown == 0:
        return 0.0, 0.0
    step = step_of(shown, figures)
    # Just below a power of ten the last figure is worth a tenth.
    inner = step / 10 if math.isclose(abs(shown), 10.0 ** round(math.log10(abs(shown)))) else step
    ends = sorted((shown - math.copysign(inner, shown) / 2, shown + math.copysign(step, shown) / 2))
    return ends[0], ends[1]


def share_step(members: int, round_members: int) -> float:
    """Return how coarsely a share of `members` is shown: not finer than members are."""
    return next((step for step in _SHARE_STEPS if step * members >= round_members), _SHARE_STEPS[-1])


def figures_of(shown: Iterable[float]) -> int:
    """Return to how many significant figures some figures were rounded: the most that any of them has."""
    return max(
        (len(f"{abs(value):.12e}".split("e")[0].replace(".", "").rstrip("0")) for value in shown if value), default=1
    )


def round_of(shown: Iterable[int]) -> int:
    """Return to a multiple of what some numbers of members were rounded: the largest that divides all of them."""
    return math.gcd(*shown) or 1


def rounded(value: float, unit: Unit, rules: StoriesRules) -> float:
    """Return a count of members, or a quantity, as it is shown."""
    step = rules.round_members if unit == "members" else step_of(value, rules.figures)
    return to_step(value, step)


def shown_interval(value: float, unit: Unit, rules: StoriesRules) -> Interval:
    """Return what everybody knows of a figure once it is shown; figures are rounded half to even."""
    shown = rounded(value, unit, rules)
    if unit == "members":
        ends = (shown - rules.round_members // 2, shown + rules.round_members // 2)
    else:
        ends = interval(shown, rules.figures)
    return min(ends[0], value), max(ends[1], value)
