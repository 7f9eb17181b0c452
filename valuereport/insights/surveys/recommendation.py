"""Net promoter scores of each wave: how likely members are to recommend membership, with intervals and the change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from valuereport.insights.statistics.promoters import change, is_adjusted, needed, net_promoter, variance
from valuereport.insights.statistics.verdicts import judged
from valuereport.insights.surveys.answers import Answers, by_wave
from valuereport.insights.surveys.segments import Segments
from valuereport.insights.surveys.yearly import year_before
from valuereport.model.insight import Figure
from valuereport.model.listening import NetPromoter
from valuereport.settings.surveys import SurveyTargets

Counts = tuple[int, int, int]
"""Promoters (9 and 10), passives (7 and 8), detractors (0 to 6)."""


def recommendation(found: Answers, targets: SurveyTargets, segments: Segments) -> Iterator[NetPromoter]:
    """Yield the score of each wave that asks for it, of all and by segment, in the order of time."""
    waves = by_wave(found.asking("nps"))
    for at, own in waves.items():
        wave = found.waves[at]
        if wave.kind == "members" and len(own) < segments.smallest:
            yield _told(found, at, "", "", (0, 0, 0), judged(Figure(None, n=len(own)), targets.nps))
            continue
        counts = _counts(own)
        figure = judged(net_promoter(*counts), targets.nps)
        earlier = year_before(found.waves, at)
        before = waves.get(earlier) if earlier is not None else None
        if before is None or len(before) < segments.smallest:
            yield _told(found, at, "", "", counts, figure)
        else:
            yield _told(found, at, "", "", counts, figure, _counts(before), targets.nps_change)
        for by, group, which in segments.of(wave, own["member"].to_numpy()):
            part = _counts(own[which])
            yield _told(found, at, by, group, part, net_promoter(*part))


def _counts(own: pd.DataFrame) -> Counts:
    score = own["meaning"].to_numpy()
    promoters, detractors = int(np.count_nonzero(score >= 9)), int(np.count_nonzero(score <= 6))
    return promoters, len(score) - promoters - detractors, detractors


def _told(
    found: Answers,
    at: int,
    by: str,
    group: str,
    counts: Counts,
    figure: Figure,
    before: Counts | None = None,
    aim: float = 0.0,
) -> NetPromoter:
    wave, n = found.waves[at], sum(counts)
    return NetPromoter(
        survey=wave.survey,
        wave=wave.id,
        kind=wave.kind,
        by=by,
        group=group,
        promoters=counts[0],
        passives=counts[1],
        detractors=counts[2],
        figure=figure,
        interval="adjusted" if n and is_adjusted(counts[0], counts[2], n) else "wald",
        previous=net_promoter(*before) if before else None,
        change=_change(counts, before, aim) if before else None,
    )


def _change(counts: Counts, before: Counts, aim: float) -> Figure:
    """Return the change with its verdict; where too few answered, how many a year would show the change aimed at."""
    found = judged(change(net_promoter(*counts), net_promoter(*before)), f">= {aim:g}")
    if found.verdict != "too_few" or not aim:
        return found
    spread = [variance(one[0], one[2], sum(one)) for one in (counts, before)]
    return replace(found, needed=needed(aim, *spread))
