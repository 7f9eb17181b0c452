"""How many responses tell a share as precisely as wanted."""

from __future__ import annotations

from math import ceil

from valuereport.insights.statistics.proportions import Z


def responses_needed(points: float) -> int:
    """Return how many responses tell any share within so many points either way, with an interval of 95 %.

    Wilson's interval (1927) is widest at one half: it reaches z / (2 sqrt(n + z²)) to either side.
    """
    return max(1, ceil((Z / (2 * points / 100)) ** 2 - Z**2))
