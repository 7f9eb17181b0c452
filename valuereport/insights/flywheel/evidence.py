"""What members have said and done by a day, with dates: what their tiers stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.flywheel.answers import Answers, answers_to
from valuereport.insights.flywheel.sources import NOBODY, Days, Flags, Sources, Whole
from valuereport.insights.uses import days
from valuereport.model.flywheel import TIERS
from valuereport.model.histories import Histories
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Surveys, numbers_of

Numbers = NDArray[np.float64]

PROMOTER: Final = 9
SATISFIED: Final = 7
_POSITIVE: Final = 0.75
"""Of a scale: 4 and 5 of 5."""
_NEVER: Final = np.datetime64("NaT", "D")
PASSIVE, CONTENT, PROMOTES, REFERS, CONTRIBUTES = range(len(TIERS))


@dataclass(frozen=True, slots=True)
class Counted:
    """Aligned with `members`: how often something happened, and when the last time (NaT: never)."""

    times: Whole
    last: Days


@dataclass(frozen=True, slots=True)
class Evidence:
    """Aligned with `members`. Each column holds what counts on a day: nothing later, and nothing that is too old.

    `rating`: the newest answer how likely they would recommend us, `pleased`: whether the newest rating of a service
    is positive (NaN: none). `consent`: since when a signed one is in force.
    """

    rating: Numbers
    rated: Days
    pleased: Numbers
    pleased_on: Days
    referrals: Counted
    contributions: Counted
    contributes: Flags  # whether what they gave weighs enough
    uses: Counted  # of the activities that count as active, in the days of its one meaning
    active: Flags
    consent: Days

    @property
    def tier(self) -> Whole:
        """Return the place in TIERS of the highest one for which there is evidence.

        contributor: gave enough to others, or told a story with consent; referrer: brought a member; promoter: said 9
        or 10 and is active, since a rating alone is no deed; satisfied: said 7 or more, or rated a service well.
        """
        found = np.full(len(self.rating), PASSIVE, dtype=np.int64)
        found[(self.rating >= SATISFIED) | (self.pleased == 1)] = CONTENT
        found[(self.rating >= PROMOTER) & self.active] = PROMOTES
        found[self.referrals.times > 0] = REFERS
        found[self.contributes | ~np.isnat(self.consent)] = CONTRIBUTES
        return found

    @property
    def rated_at_all(self) -> Flags:
        """Return who has said how likely they would recommend us, or has rated a service."""
        return np.asarray(~np.isnan(self.rating) | ~np.isnan(self.pleased))

    @property
    def dissatisfied(self) -> Flags:
        """Return who last said 0 to 6: nobody asks them for a favour, whatever they have done."""
        return np.asarray(self.rating < SATISFIED)


def evidence(
    histories: Histories,
    rules: InsightRules,
    own: FlywheelRules,
    surveys: Surveys,
    sources: Sources,
    consents: Days,
    day: np.datetime64,
) -> Evidence:
    """Return the evidence on a day. `consents`: of each member, since when a signed one is in force (NaT: none)."""
    count = len(histories.members)
    since = day - np.timedelta64(own.evidence_days, "D")
    rating, rated = _newest(answers_to(histories, surveys, "nps"), count, since, day)
    pleased, pleased_on = _newest(_pleased(histories, surveys), count, since, day)
    brought = np.flatnonzero(sources.referrer != NOBODY)
    weights = np.array([own.weight_of(one) if one in rules.contribution else 0.0 for one in histories.activities])
    active = [at for at, one in enumerate(histories.activities) if one in (rules.active.activities or [one])]
    used, used_on = histories.engagements["activity"], days(histories.engagements["date"])
    whose = histories.engagements["member"].to_numpy(dtype=np.int64)
    weight = weights[used.to_numpy()]
    gave, counts = weight > 0, used.isin(active).to_numpy()
    recent = day - np.timedelta64(rules.active.days, "D")
    uses = _counted(whose[counts], used_on[counts], count, recent, day)
    lately = (used_on >= since) & (used_on < day)
    given = np.bincount(whose[lately], weights=weight[lately], minlength=count)
    return Evidence(
        rating=rating,
        rated=rated,
        pleased=pleased,
        pleased_on=pleased_on,
        referrals=_counted(sources.referrer[brought], sources.joined[brought], count, since, day),
        contributions=_counted(whose[gave], used_on[gave], count, since, day),
        contributes=given >= own.contributor_from,
        uses=uses,
        active=uses.times >= rules.active.uses,
        consent=np.where(consents < day, consents, _NEVER),
    )


def _pleased(histories: Histories, surveys: Surveys) -> Answers:
    """Return ratings of services as 1 (positive) and 0, each on its own scale."""
    scales = {(one.survey, one.id): numbers_of(one) for one in surveys.question if one.asks == "csat"}
    frames = []
    for scale in sorted(set(scales.values()), key=len):
        of_scale = tuple(one for one in surveys.question if scales.get((one.survey, one.id)) == scale)
        frame = answers_to(histories, surveys.model_copy(update={"question": of_scale}), "csat").frame
        share = (frame["number"].to_numpy(dtype=float) - scale[0]) / (scale[-1] - scale[0])
        frames.append(frame.assign(number=np.where(np.isnan(share), np.nan, share >= _POSITIVE)))
    return Answers(pd.concat(frames, ignore_index=True)) if frames else answers_to(histories, surveys)


def _newest(answers: Answers, count: int, since: np.datetime64, day: np.datetime64) -> tuple[Numbers, Days]:
    """Return the newest number that each member answered in some days; NaN without one. Undated answers are too old."""
    frame = answers.frame
    on = days(frame["date"])
    kept = frame[(on >= since) & (on < day) & frame["number"].notna().to_numpy()]
    newest = Answers(kept).latest
    number, date = np.full(count, np.nan), np.full(count, _NEVER)
    number[newest["member"]] = newest["number"]
    date[newest["member"]] = newest["date"].astype("datetime64[D]")
    return number, date


def _counted(member: Whole, on: Days, count: int, since: np.datetime64, day: np.datetime64) -> Counted:
    kept = (on >= since) & (on < day)
    last = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(last, member[kept], on[kept].astype(np.int64))
    return Counted(np.bincount(member[kept], minlength=count), last.astype("datetime64[D]"))
