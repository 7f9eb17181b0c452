"""Net promoter scores and their intervals, in points from -100 to 100.

Of shares p of promoters and d of detractors the score is p - d, its variance p + d - (p - d)^2, over n. Under 30
responses, and where all answers are alike, the adjusted Wald interval stands in (Rocks 2016): three answers are added,
3/4 of them a promoter, 3/4 a detractor.
"""

from __future__ import annotations

from math import ceil, hypot, sqrt
from typing import Final

from valuereport.insights.statistics.proportions import Z
from valuereport.model.insight import Figure

ADJUSTED_UNDER: Final = 30
_ADDED: Final = 3.0
_EACH: Final = 0.75


def variance(promoters: float, detractors: float, n: float) -> float:
    """Return the variance of one answer (1, 0 or -1)."""
    p, d = promoters / n, detractors / n
    return p + d - (p - d) ** 2


def net_promoter(promoters: int, passives: int, detractors: int) -> Figure:
    """Return the score with its 95 % interval; without a value where nobody answered."""
    n = promoters + passives + detractors
    if not n:
        return Figure(None, n=0)
    value = 100 * (promoters - detractors) / n
    middle, reach = (adjusted if is_adjusted(promoters, detractors, n) else wald)(promoters, detractors, n)
    return Figure(value, max(-100.0, middle - reach), min(100.0, middle + reach), n)


def is_adjusted(promoters: int, detractors: int, n: int) -> bool:
    """Return whether the interval is the adjusted one."""
    return n < ADJUSTED_UNDER or not variance(promoters, detractors, n)


def wald(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    """Return the score and the half-width of its interval."""
    return 100 * (promoters - detractors) / n, 100 * Z * sqrt(variance(promoters, detractors, n) / n)


def adjusted(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    """Return the middle and the half-width of the adjusted interval."""
    more = n + _ADDED
    found = variance(promoters + _EACH, detractors + _EACH, more)
    return 100 * (promoters - detractors) / more, 100 * Z * sqrt(found / more)


def change(now: Figure, before: Figure) -> Figure:
    """Return the change of a score: half-widths of both, added as squares (of Wald's: sqrt(v1 / n1 + v2 / n2))."""
    if now.value is None or before.value is None:
        return Figure(None, n=0)
    value = now.value - before.value
    below = hypot(now.value - _bound(now.low), _bound(before.high) - before.value)
    above = hypot(_bound(now.high) - now.value, before.value - _bound(before.low))
    return Figure(value, value - below, value + above, min(now.n or 0, before.n or 0))


def needed(points: float, *variances: float) -> int:
    """Return how many answers (each time) give an interval of +- so many points.

    One variance: of a score. Two: of the change between two.
    """
    return ceil(sum(variances) * (100 * Z / points) ** 2)


def _bound(value: float | None) -> float:
    return 0.0 if value is None else value
