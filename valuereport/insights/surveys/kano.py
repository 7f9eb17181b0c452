"""Kano by feature and segment: shares, better and worse with intervals, and the class that may be named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from valuereport.insights.statistics.means import deviation, mean
from valuereport.insights.statistics.verdicts import proportion
from valuereport.insights.surveys.answers import Answers, AskedWave, by_wave_and_feature
from valuereport.insights.surveys.evaluation import (
    DYSFUNCTIONAL,
    FUNCTIONAL,
    A,
    I,
    M,
    Numbers,
    O,
    Q,
    Whole,
    standing,
)
from valuereport.insights.surveys.segments import Segments
from valuereport.model.insight import Figure
from valuereport.model.kano_in_force import in_force
from valuereport.model.listening import LETTERS, FeatureKano, KanoClass

_NAMED: Final[frozenset[KanoClass]] = frozenset(("attractive", "performance", "basic", "indifferent", "reverse"))


def kano(
    found: Answers, of_pairs: pd.DataFrame, smallest: int, segments: Segments | None = None
) -> tuple[FeatureKano, ...]:
    """Return each feature of each wave, all of it and by segment, in the order of time and of the settings.

    Of fewer than `smallest` members of a wave nothing is told but that they are few. A workshop of staff is no group
    of members. Without `segments` all members of each wave alone are told.
    """
    importance = found.asking("importance")
    ratings, asked = by_wave_and_feature(importance), by_wave_and_feature(of_pairs)
    told: list[FeatureKano] = []
    for at, wave in enumerate(found.waves):
        for feature in dict.fromkeys(one.feature for one in found.questions if one.survey == wave.survey):
            own = asked.get((at, feature))
            if own is not None:
                told += _of_wave(wave, feature, own, ratings.get((at, feature)), smallest, segments)
    return tuple(told)


def classes(told: Sequence[FeatureKano]) -> Mapping[str, KanoClass]:
    """Return the class in force of each feature, of those that are named. `told`: in the order of time."""
    return {name: one.kano_class for name, one in in_force(told).items() if one.kano_class in _NAMED}


def _of_wave(
    wave: AskedWave,
    feature: str,
    own: pd.DataFrame,
    ratings: pd.DataFrame | None,
    smallest: int,
    segments: Segments | None,
) -> Iterator[FeatureKano]:
    member = own["member"].to_numpy()
    if wave.kind == "members" and len(own) < smallest:
        yield _too_few(wave, feature, len(own))
        return
    rated = np.empty(0) if ratings is None else ratings["meaning"].to_numpy()
    rater = np.empty(0, np.int64) if ratings is None else ratings["person"].to_numpy()
    yield _told(wave, feature, "", "", own, rated)
    for by, group, which in segments.of(wave, member) if segments else ():
        part = own[which]
        yield _told(wave, feature, by, group, part, rated[np.isin(rater, part["person"].to_numpy())])


def _told(
    wave: AskedWave,
    feature: str,
    by: str,
    group: str,
    own: pd.DataFrame,
    rated: Numbers,
) -> FeatureKano:
    letter = own["letter"].to_numpy()
    counts: Whole = np.bincount(letter, minlength=len(LETTERS))
    every, heard = int(counts.sum()), int(counts[[A, O, M, I]].sum())
    clear = letter != Q
    functional = FUNCTIONAL[own["functional"].to_numpy()[clear]]
    dysfunctional = DYSFUNCTIONAL[own["dysfunctional"].to_numpy()[clear]]
    found = standing(counts)
    return FeatureKano(
        survey=wave.survey,
        wave=wave.id,
        kind=wave.kind,
        feature=feature,
        by=by,
        group=group,
        counts={name: int(count) for name, count in zip(LETTERS, counts, strict=True)},
        shares={name: proportion(int(count), every) for name, count in zip(LETTERS, counts, strict=True)},
        n=int(clear.sum()),
        better=proportion(int(counts[A] + counts[O]), heard),
        worse=_negative(proportion(int(counts[O] + counts[M]), heard)),
        total_strength=proportion(int(counts[A] + counts[O] + counts[M]), every),
        category_strength=found.strength,
        top=found.top,
        second=found.second,
        fong_difference=found.fong_difference,
        fong_limit=found.fong_limit,
        p=found.p,
        kano_class=found.kano_class,
        functional=mean(functional),
        dysfunctional=mean(dysfunctional),
        functional_sd=deviation(functional),
        dysfunctional_sd=deviation(dysfunctional),
        importance=mean(rated),
        day=wave.day,
    )


def _negative(figure: Figure) -> Figure:
    if figure.value is None or figure.low is None or figure.high is None:
        return figure
    return Figure(0.0 - figure.value, 0.0 - figure.high, 0.0 - figure.low, figure.n)


def _too_few(wave: AskedWave, feature: str, pairs: int) -> FeatureKano:
    hidden = Figure(None, verdict="too_few")
    return FeatureKano(
        survey=wave.survey,
        wave=wave.id,
        kind=wave.kind,
        feature=feature,
        by="",
        group="",
        counts={},
        shares={},
        n=pairs,
        better=hidden,
        worse=hidden,
        total_strength=hidden,
        category_strength=None,
        top=None,
        second=None,
        fong_difference=0,
        fong_limit=0.0,
        p=None,
        kano_class="too_few",
        functional=hidden,
        dysfunctional=hidden,
        functional_sd=None,
        dysfunctional_sd=None,
        importance=hidden,
        day=wave.day,
    )
