"""Rounding: how coarsely figures are published, and the interval that a rounded figure stands for."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from valuereport.model.story import Unit
from valuereport.settings.stories import StoriesRules

Interval = tuple[float, float]
_SHARE_STEPS: Final = (0.01, 0.05, 0.1, 0.25)


def rounding_step(value: float, figures: int) -> float:
    """Return the unit of the last of so many significant figures of `value`; 0 for a value of 0."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    return float(10.0 ** (math.floor(math.log10(abs(value)) + 1e-12) - figures + 1))


def round_to_step(value: float, step: float) -> float:
    """Return `value` rounded half to even to a multiple of `step`; unchanged if `step` is 0."""
    if step <= 0:
        return value
    return round(round(value / step) * step, max(0, 2 - math.floor(math.log10(step))))


def rounding_interval(rounded: float, figures: int) -> Interval:
    """Return the interval of the figures that round to `rounded`, with so many significant figures."""
    if rounded == 0:
        return 0.0, 0.0
    step = rounding_step(rounded, figures)
    # Below a power of ten the step is a tenth of the one above it.
    inner = step / 10 if math.isclose(abs(rounded), 10.0 ** round(math.log10(abs(rounded)))) else step
    ends = sorted((rounded - math.copysign(inner, rounded) / 2, rounded + math.copysign(step, rounded) / 2))
    return ends[0], ends[1]


def share_step(members: int, round_members: int) -> float:
    """Return the step to which a share of `members` is rounded: no finer than the number of members."""
    return next((step for step in _SHARE_STEPS if step * members >= round_members), _SHARE_STEPS[-1])


def significant_figures(rounded: Iterable[float]) -> int:
    """Return to how many significant figures some figures were rounded: the most that any of them has."""
    return max(
        (len(f"{abs(value):.12e}".split("e")[0].replace(".", "").rstrip("0")) for value in rounded if value), default=1
    )


def rounding_base(rounded: Iterable[int]) -> int:
    """Return the base to which some counts were rounded: the largest number that divides all of them."""
    return math.gcd(*rounded) or 1


def rounded_figure(value: float, unit: Unit, rules: StoriesRules) -> float:
    """Return a count of members, or a quantity, as it is published."""
    step = rules.round_members if unit == "members" else rounding_step(value, rules.figures)
    return round_to_step(value, step)


def published_interval(value: float, unit: Unit, rules: StoriesRules) -> Interval:
    """Return the interval in which everybody knows a figure to lie once it is published."""
    rounded = rounded_figure(value, unit, rules)
    if unit == "members":
        ends = (rounded - rules.round_members // 2, rounded + rules.round_members // 2)
    else:
        ends = rounding_interval(rounded, rules.figures)
    return min(ends[0], value), max(ends[1], value)
