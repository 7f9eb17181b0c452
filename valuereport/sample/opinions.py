"""What members think when a survey asks them: answers drawn from the planted shares, whole waves at once, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from valuereport.model.histories import KANO_ANSWERS
from valuereport.sample.activity import Floats, Ints
from valuereport.sample.truth import DRIFTED, DRIFTED_FROM, IMPORTANCE, KANO, STAFF_GUESS

_LIKE, _EXPECT, _NEUTRAL, _LIVE_WITH, _DISLIKE = range(len(KANO_ANSWERS))
_PAIRS: Final[Sequence[Mapping[tuple[int, int], float]]] = (
    {(_LIKE, _EXPECT): 0.15, (_LIKE, _NEUTRAL): 0.55, (_LIKE, _LIVE_WITH): 0.30},
    {(_LIKE, _DISLIKE): 1.0},
    {(_EXPECT, _DISLIKE): 0.75, (_NEUTRAL, _DISLIKE): 0.15, (_LIVE_WITH, _DISLIKE): 0.10},
    {
        (_NEUTRAL, _NEUTRAL): 0.42,
        (_EXPECT, _NEUTRAL): 0.16,
        (_NEUTRAL, _LIVE_WITH): 0.16,
        (_EXPECT, _LIVE_WITH): 0.10,
        (_LIVE_WITH, _LIVE_WITH): 0.08,
        (_NEUTRAL, _EXPECT): 0.05,
        (_LIVE_WITH, _NEUTRAL): 0.03,
    },
    {
        (_DISLIKE, _LIKE): 0.40,
        (_DISLIKE, _NEUTRAL): 0.25,
        (_NEUTRAL, _LIKE): 0.15,
        (_DISLIKE, _EXPECT): 0.10,
        (_LIVE_WITH, _LIKE): 0.10,
    },
)
"""Which answers (if it were so, if it were not) those give to whom a feature is A, O, M, I or R, and how often."""


def shares_of(feature: str, wave: str) -> tuple[float, ...]:
    """Return the planted shares of a feature in a wave: "2025", "2026" or another one, which is the staff's."""
    if wave == "2025" and feature == DRIFTED:
        return DRIFTED_FROM
    return KANO[feature] if wave in ("2025", "2026") else STAFF_GUESS.get(feature, KANO[feature])


def draw_letters(rng: np.random.Generator, shares: Sequence[float], count: int) -> Ints:
    """Return to how many of `count` respondents a feature is what: positions in A, O, M, I, R."""
    edges = np.cumsum(shares)
    return np.asarray(np.searchsorted(edges, rng.random(count) * edges[-1], side="right"))


def draw_pairs(rng: np.random.Generator, letters: Ints) -> tuple[Ints, Ints]:
    """Return each one's answers to the functional and the dysfunctional question: positions in KANO_ANSWERS."""
    functional, dysfunctional = np.zeros(len(letters), dtype=np.int64), np.zeros(len(letters), dtype=np.int64)
    for letter, pairs in enumerate(_PAIRS):
        at = np.flatnonzero(letters == letter)
        answers = np.array(list(pairs))[draw_letters(rng, tuple(pairs.values()), len(at))]
        functional[at], dysfunctional[at] = answers[:, 0], answers[:, 1]
    return functional, dysfunctional


def draw_importance(rng: np.random.Generator, letters: Ints) -> Ints:
    """Return how important each one says that a feature is, from 1 to 9."""
    said = np.rint(rng.normal(np.array(IMPORTANCE)[letters], 1.3))
    return np.clip(said, 1, 9).astype(np.int64)


def draw_satisfaction(rng: np.random.Generator, satisfied: float, count: int) -> Ints:
    """Return how satisfied each one says to be, from 1 to 5: the share `satisfied` says 4 or 5."""
    yes = draw_letters(rng, (0.55, 0.45), count) + 4
    no = draw_letters(rng, (0.15, 0.25, 0.60), count) + 1
    return np.where(rng.random(count) < satisfied, yes, no)


def draw_removal(rng: np.random.Generator, missed: float, count: int) -> Ints:
    """Return how each one would feel if it were removed: the share `missed` would dislike it."""
    others = np.array([_NEUTRAL, _LIVE_WITH, _LIKE])[draw_letters(rng, (0.5, 0.45, 0.05), count)]
    return np.where(rng.random(count) < missed, _DISLIKE, others)


def draw_recommendation(rng: np.random.Generator, groups: Sequence[float], level: Floats) -> Ints:
    """Return how likely each one is to recommend the institute, from 0 to 10.

    `groups`: the shares of promoters, passives and detractors; who uses membership more (`level`) tends to the first.
    """
    keen = np.log(np.maximum(level, 0.01)) + rng.normal(0, 1, len(level))
    place = (np.argsort(np.argsort(-keen, kind="stable"), kind="stable") + 0.5) / max(len(level), 1)
    group = np.searchsorted(np.cumsum(groups)[:-1], place, side="right")
    lowest, width = np.array([9, 7, 0])[group], np.array([2, 2, 7])[group]
    within = np.where(group == 2, np.sqrt(rng.random(len(level))), rng.random(len(level)))
    return np.asarray(lowest + (within * width).astype(np.int64))
