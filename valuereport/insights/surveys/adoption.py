"""Whether members take up what was launched: adopters of those who were members on that day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from valuereport.insights.renewals import Renewals
from valuereport.insights.statistics.means import mean
from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.insights.surveys.presence import members_on
from valuereport.insights.uses import uses
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, Withheld
from valuereport.model.listening import Adoption, KanoClass, Satisfaction
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Feature, Surveys

Flags = NDArray[np.bool_]


def adoption(
    histories: Histories,
    terms: Renewals,
    wanted: Surveys,
    rules: InsightRules,
    classes: Mapping[str, KanoClass],
    ratings: Sequence[Satisfaction],
) -> Iterator[Adoption]:
    """Yield the adoption of each feature that was launched and has activities, its parts' included.

    Adopters of all who were members at the launch: who left within the days is no adopter, since "still a member" would
    look at what came later. Before the days are over the share is so far, and no verdict. Targets stand beside what
    members take for attractive.
    """
    positive = {one.feature: one.figure for one in ratings if one.kind == "members" and not one.by}
    begin = uses(histories.engagements).begin
    for feature in wanted.feature:
        used = used_by(feature, wanted, histories)
        if feature.launched is None or feature.launched >= histories.as_at or not used.any():
            continue
        delights = classes.get(feature.id) == "attractive"
        targets = (wanted.targets.adoption, wanted.targets.positive) if delights else ("", "")
        told = Adoption(
            feature=feature.id,
            launched=feature.launched,
            days=wanted.targets.adoption_days,
            delighter=delights,
            figure=judged(Figure(None), targets[0]),
            uses_per_adopter=Figure(None),
            positive=judged(positive.get(feature.id, Figure(None, n=0)), targets[1]),
        )
        if terms.terms.empty:
            yield replace(told, withheld=Withheld("no_memberships"))
        elif not begin <= np.datetime64(feature.launched, "D"):  # NaT, too: nothing was recorded then
            yield replace(told, withheld=Withheld("no_engagements"))
        else:
            yield _told(told, histories, terms, rules, used, targets[0])


def _told(
    told: Adoption, histories: Histories, terms: Renewals, rules: InsightRules, used: Flags, target: str
) -> Adoption:
    there = members_on(histories, terms, rules, told.launched)
    if there.sum() < rules.smallest:
        return replace(told, withheld=Withheld("too_few", rules.smallest, int(there.sum())))
    until = told.launched + timedelta(days=told.days)
    day = histories.engagements["date"].to_numpy().astype("datetime64[D]")
    within = (day >= np.datetime64(told.launched)) & (day < np.datetime64(until))
    counted = within & used[histories.engagements["activity"].to_numpy()]
    times = np.bincount(histories.engagements["member"].to_numpy()[counted], minlength=len(there))[there]
    figure = judged(proportion(int((times > 0).sum()), len(times)), target)
    if until > histories.as_at:
        figure = replace(figure, verdict="not_due", needed=None)
    adopters = times[times > 0]
    each = mean(adopters) if len(adopters) >= rules.smallest else Figure(None, verdict="too_few")
    return replace(told, figure=figure, uses_per_adopter=each)


def used_by(feature: Feature, wanted: Surveys, histories: Histories) -> Flags:
    """Return of each activity whether its uses are uses of a feature, or of what is a part of it."""
    parts = {feature.id}
    while more := {one.id for one in wanted.feature if one.part_of in parts} - parts:
        parts |= more
    activities = {name for one in wanted.feature if one.id in parts for name in one.activities}
    return np.array([name in activities for name in histories.activities], dtype=np.bool_)
