"""Satisfaction with each feature (CSAT): the share in the upper quarter of the scale, with the target of its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.insights.surveys.answers import Answers, by_wave_and_feature, span_of
from valuereport.insights.surveys.segments import Segments
from valuereport.insights.surveys.yearly import year_before
from valuereport.model.insight import Figure
from valuereport.model.listening import KanoClass, Satisfaction
from valuereport.settings.surveys import Question, SurveyTargets, numbers_of

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

_UPPER: Final = 0.75
"""Of the way from the lowest to the highest answer: 4 and 5 of 5, 6 and 7 of 7, 8 to 10 of 10."""


def satisfied(meaning: Numbers, question: Whole, questions: Sequence[Question]) -> NDArray[np.bool_]:
    """Return which answers are in the upper quarter of their scale."""
    low, high = np.array([span_of(one) for one in questions]).reshape(-1, 2)[question].T
    return np.asarray(meaning - low >= _UPPER * (high - low))


def satisfaction(
    found: Answers, targets: SurveyTargets, classes: Mapping[str, KanoClass], segments: Segments
) -> Iterator[Satisfaction]:
    """Yield the satisfaction with each feature of each wave, all of it and by segment, in the order of time.

    The target is that of the feature's class today; a target of the change needs a wave about a year before.
    """
    rated = found.asking("csat")
    happy = satisfied(rated["meaning"].to_numpy(), rated["question"].to_numpy(), found.questions)
    rated = rated.assign(happy=happy)
    groups = by_wave_and_feature(rated)
    for (at, feature), own in groups.items():
        wave = found.waves[at]
        target = target_of(classes.get(feature), targets) if wave.kind == "members" else ""
        if wave.kind == "members" and len(own) < segments.smallest:
            yield _told(found, at, feature, "", "", own, judged(Figure(None, n=len(own)), target), None, False)
            continue
        earlier = year_before(found.waves, at)
        before = None if earlier is None else groups.get((earlier, feature))
        previous = _share(before) if before is not None and len(before) >= segments.smallest else None
        figure = judged(_share(own), target, previous)
        yield _told(found, at, feature, "", "", own, figure, previous, True)
        for by, group, which in segments.of(wave, own["member"].to_numpy()):
            yield _told(found, at, feature, by, group, own[which], _share(own[which]), None, True)


def target_of(kano_class: KanoClass | None, targets: SurveyTargets) -> str:
    """Return what is aimed at for the satisfaction with a feature of a class."""
    if kano_class == "basic":
        return targets.csat_basic
    if kano_class == "performance":
        return targets.csat_performance
    return targets.positive if kano_class == "attractive" else ""


def _share(own: pd.DataFrame) -> Figure:
    return proportion(int(own["happy"].sum()), len(own))


def _told(
    found: Answers,
    at: int,
    feature: str,
    by: str,
    group: str,
    own: pd.DataFrame,
    figure: Figure,
    previous: Figure | None,
    known: bool,
) -> Satisfaction:
    wave, question = found.waves[at], found.questions[int(own["question"].iloc[0])]
    return Satisfaction(
        survey=wave.survey,
        wave=wave.id,
        kind=wave.kind,
        feature=feature,
        by=by,
        group=group,
        figure=figure,
        previous=previous,
        mean=float(own["meaning"].mean()) if known else None,
        points=len(numbers_of(question)),
    )
