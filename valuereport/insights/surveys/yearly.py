"""Which wave of a survey stands about a year before another one: targets of a change are of a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from valuereport.insights.surveys.answers import AskedWave

_YEAR: Final = 365
_FROM: Final = 270  # days
_TO: Final = 460


def year_before(waves: Sequence[AskedWave], at: int) -> int | None:
    """Return the wave of members of the same survey that is nearest to a year before this one; None: there is none."""
    one = waves[at]
    if one.day is None:
        return None
    gaps = [
        (abs((one.day - other.day).days - _YEAR), place)
        for place, other in enumerate(waves)
        if other.day is not None
        and (other.survey, other.kind) == (one.survey, one.kind)
        and _FROM <= (one.day - other.day).days <= _TO
    ]
    return min(gaps)[1] if gaps else None
