"""What contradicts the day on which a feature was launched: it was used or rated before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.insights.surveys.adoption import used_by
from valuereport.insights.surveys.answers import Answers
from valuereport.model.histories import Histories
from valuereport.settings.surveys import Feature, Surveys

Days = NDArray[np.datetime64]


def launch_problems(histories: Histories, found: Answers, wanted: Surveys) -> Iterator[Problem]:
    """Yield a warning for each launched feature that has uses, and one for each that has ratings, of earlier days.

    What members would feel if it were there may be asked before; how satisfied they are with it may not.
    """
    ratings = found.asking("csat")
    used_on = histories.engagements["date"].to_numpy().astype("datetime64[D]")
    rated_on = ratings["date"].to_numpy().astype("datetime64[D]")
    activity = histories.engagements["activity"].to_numpy()
    for feature in wanted.feature:
        if feature.launched is None:
            continue
        uses = used_on[used_by(feature, wanted, histories)[activity]]
        action = "adoption counts uses from this day on; correct it, or name activities that began with the feature"
        yield from _earlier(feature, uses, "uses", action)
        action = "the ratings are counted; correct the day, or the question that they answer"
        yield from _earlier(feature, rated_on[(ratings["feature"] == feature.id).to_numpy()], "ratings", action)


def _earlier(feature: Feature, days: Days, what: str, action: str) -> Iterator[Problem]:
    early = days[days < np.datetime64(feature.launched, "D")]
    if len(early):
        day, name = str(feature.launched), f"feature.{feature.id}"
        reason = f"{name}: {len(early):,} {what} lie before its launch on {day}, the first on {early.min()}"
        yield Problem("insights", "warning", reason, action, "surveys.toml", None, f"{name}.launched", day)
