"""Members whose value for the fee is far from that of others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median
from typing import Final

from valuereport.model.review import Outlier
from valuereport.model.run import ManifestRow

FAR: Final = 3.5
GROUP: Final = 10
"""Members that a group must have, for a middle and a spread to mean something."""
_NOTHING: Final = 1e-9  # a spread of logarithms that is only rounding


def modified_scores(values: Sequence[float]) -> list[float]:
    """Return the modified z-score of each value: 0.6745 (x - median) / MAD.

    After Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), who call a value with |z| > 3.5 an outlier;
    MAD is the median of the absolute deviations from the median. Where more than half of the values are the same,
    MAD is 0 and says nothing: then (x - median) / (1.2533 x the mean absolute deviation), which like MAD / 0.6745
    estimates the standard deviation of a normal distribution. All 0 where all values are the same.
    """
    middle = median(values)
    deviations = [abs(value - middle) for value in values]
    spread = median(deviations) / 0.6745
    if spread < _NOTHING:
        spread = fmean(deviations) * math.sqrt(math.pi / 2)
    if spread < _NOTHING:
        return [0.0] * len(values)
    return [(value - middle) / spread for value in values]


def outliers(rows: Sequence[ManifestRow]) -> tuple[Outlier, ...]:
    """Return the outliers of log(central / fee), the farthest first.

    An edition's members are measured against each other where the edition has ten or more with a value and a fee,
    else against the members of all editions, where those are ten or more.
    """
    values = {row: math.log(row.central) - math.log(row.fee) for row in rows if row.central and row.fee and row.fee > 0}
    scores: dict[ManifestRow, tuple[str, float]] = {}
    if len(values) >= GROUP:
        scored = modified_scores(list(values.values()))
        scores |= {row: ("all editions", score) for row, score in zip(values, scored, strict=True)}
    for edition in {row.edition for row in values}:
        own = [row for row in values if row.edition == edition]
        if len(own) >= GROUP:
            scored = modified_scores([values[row] for row in own])
            scores |= {row: (edition, score) for row, score in zip(own, scored, strict=True)}
    found = [Outlier(row, group, score) for row, (group, score) in scores.items() if abs(score) > FAR]
    return tuple(sorted(found, key=lambda one: (-abs(one.score), one.row.member_id)))
