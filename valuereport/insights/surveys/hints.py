"""The short pair, how satisfied and what if it were removed: a hint at priorities, and nothing of Kano's.

Satisfaction tells how well a feature does, not how somebody feels where it is there: no class follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from valuereport.insights.statistics.verdicts import proportion
from valuereport.insights.surveys.answers import Answers, by_wave_and_feature
from valuereport.insights.surveys.pairs import both_of
from valuereport.insights.surveys.satisfaction import satisfied
from valuereport.model.histories import KANO_ANSWERS
from valuereport.model.insight import Figure
from valuereport.model.listening import PriorityHint, Quadrant

_DISLIKE: Final = KANO_ANSWERS.index("dislike")
_HALF: Final = 0.5


def hints(found: Answers, smallest: int) -> Iterator[PriorityHint]:
    """Yield a hint for each feature of each wave that asks the short pair."""
    both = both_of(found, "satisfaction", "removal")
    for (at, feature), own in by_wave_and_feature(both).items():
        wave = found.waves[at]
        likes, misses = Figure(None, verdict="too_few"), Figure(None, verdict="too_few")
        if len(own) >= smallest or wave.kind == "staff-guess":
            happy = satisfied(own["satisfaction"].to_numpy(), own["question"].to_numpy(), found.questions)
            likes = proportion(int(happy.sum()), len(own))
            misses = proportion(int(np.count_nonzero(own["removal"].to_numpy() == _DISLIKE)), len(own))
        yield PriorityHint(
            survey=wave.survey,
            wave=wave.id,
            kind=wave.kind,
            feature=feature,
            satisfied=likes,
            missed=misses,
            quadrant=quadrant(likes, misses),
        )


def quadrant(likes: Figure, misses: Figure) -> Quadrant:
    """Return the quadrant that both intervals lie in."""
    happy, missed = _side(likes), _side(misses)
    if happy is None or missed is None:
        return "too_few"
    found: dict[tuple[int, int], Quadrant] = {
        (1, 1): "keep",
        (-1, 1): "fix_first",
        (1, -1): "surplus",
        (-1, -1): "stop_candidate",
    }
    return found.get((happy, missed), "unclear")


def _side(figure: Figure) -> int | None:
    """Return on which side of a half an interval lies, 0 where the half is in it."""
    if figure.low is None or figure.high is None:
        return None
    return int(figure.low > _HALF) - int(figure.high < _HALF)
