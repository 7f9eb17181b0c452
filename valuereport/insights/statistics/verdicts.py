"""A figure and its target -> what may be said: met, missed, close, or too few to say."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, hypot, inf, sqrt
from typing import Final

from valuereport.insights.statistics.proportions import Z, wilson
from valuereport.model.insight import Figure
from valuereport.settings.insights import target_parts

_CLOSE: Final = 0.03
"""The half-width of an interval that is narrow: 3 points of a share, else 3 % of the target."""


def proportion(successes: int, n: int, target: str = "") -> Figure:
    """Return a share with Wilson's interval and its verdict; without a value where nobody was counted."""
    if not n:
        return judged(Figure(None, n=0), target)
    low, high = wilson(successes, n)
    return judged(Figure(successes / n, float(low), float(high), n), target)


def judged(figure: Figure, target: str, previous: Figure | None = None) -> Figure:
    """Return the figure with its target, its verdict and, where there are too few, the number that would decide.

    A figure with an interval has met (missed) its target where the whole interval lies on the right (wrong) side; an
    open end of an interval reaches as far as can be. Where the target lies in the interval, a narrow interval is
    close to it, and a wide one stands on too few. A target of the change is held against the interval of
    `value - (1 + change) * previous`, which takes neither period as certain; without a period before it, it is not
    due. What has no value stays not reached or not due where it says so.
    """
    if not target:
        return replace(figure, target="", verdict="no_target" if figure.value is not None else figure.verdict)
    if figure.value is None:
        told = figure.verdict if figure.verdict in ("not_due", "not_reached") else "too_few"
        return replace(figure, target=target, verdict=told, needed=None)
    of_change, sign, limit = target_parts(target)
    (low, high), value = _bounds(figure), figure.value
    share = not of_change and low >= 0 and high <= 1 and 0 < limit < 1
    narrow = _CLOSE if share else _CLOSE * abs(limit)
    if of_change:
        if previous is None or not previous.value:
            return replace(figure, target=target, verdict="not_due", needed=None)
        value, low, high = _above(figure, previous, 1 + limit)
        limit, narrow = 0.0, _CLOSE * abs(previous.value)
    if low >= limit if sign == ">=" else high <= limit:
        return replace(figure, target=target, verdict="met", needed=None)
    if high < limit if sign == ">=" else low > limit:
        return replace(figure, target=target, verdict="missed", needed=None)
    if (high - low) / 2 <= narrow:
        return replace(figure, target=target, verdict="close", needed=None)
    needed = _share_needed(value, limit) if share else _needed(figure.n, value, low, high, limit, narrow)
    return replace(figure, target=target, verdict="too_few", needed=needed)


def _bounds(figure: Figure) -> tuple[float, float]:
    """Return the interval of a figure; of a counted one its value twice."""
    if figure.low is None and figure.high is None and figure.value is not None:
        return figure.value, figure.value
    return -inf if figure.low is None else figure.low, inf if figure.high is None else figure.high


def _above(figure: Figure, previous: Figure, times: float) -> tuple[float, float, float]:
    """Return `figure - times * previous` and its bounds: distances to the bounds of both, added as squares."""
    value, before = figure.value or 0.0, previous.value or 0.0
    (low, high), (before_low, before_high) = _bounds(figure), _bounds(previous)
    if times < 0:
        before_low, before_high = before_high, before_low
    difference = value - times * before
    return (
        difference,
        difference - hypot(value - low, times * (before_high - before)),
        difference + hypot(high - value, times * (before - before_low)),
    )


def _share_needed(value: float, limit: float) -> int:
    """Return from how many on Wilson's interval of a share excludes the target or is narrow.

    The bound is at the target where the score test has its critical value: (value - limit)^2 = Z^2 limit (1 - limit)/n.
    The half-width is that of a narrow one where _CLOSE^2 (n + Z^2)^2 = Z^2 value (1 - value) n + Z^4 / 4.
    """
    apart = Z**2 * limit * (1 - limit) / (value - limit) ** 2 if value != limit else inf
    linear = (2 * _CLOSE**2 - value * (1 - value)) / _CLOSE**2
    narrow = Z**2 * (sqrt(linear**2 + (1 - 4 * _CLOSE**2) / _CLOSE**2) - linear) / 2
    return ceil(min(apart, narrow))


def _needed(n: int | None, value: float, low: float, high: float, limit: float, narrow: float) -> int | None:
    """Return from how many on another figure decides, whose interval shrinks by the root of the number."""
    if not n or inf in (-low, high):
        return None
    reach = value - low if value >= limit else high - value
    apart = (reach / (value - limit)) ** 2 if value != limit else inf
    near = ((high - low) / 2 / narrow) ** 2 if narrow else inf
    return None if min(apart, near) == inf else ceil(n * min(apart, near))
