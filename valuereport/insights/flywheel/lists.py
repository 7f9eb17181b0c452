"""Lists for staff: tiers with their evidence, whom to interview, whom to ask for a story, who contributes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.insights.facts import Facts, Year
from valuereport.insights.flywheel.contribution import contribution_scale, ranks, scores_of
from valuereport.insights.flywheel.evidence import CONTENT, PASSIVE, PROMOTER, PROMOTES, Evidence, evidence
from valuereport.insights.flywheel.sources import Days, Flags, Sources, Whole
from valuereport.insights.renewals import Renewals
from valuereport.insights.windows import windows
from valuereport.model.flywheel import ASKS, TIERS, Ask, Thanks
from valuereport.model.histories import Histories
from valuereport.model.insight import Cell, MemberList, Withheld
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Surveys

ASKED: Final[Mapping[Ask, str]] = {
    "what_is_missing": "ask what is missing",
    "what_to_improve": "ask what one thing to improve",
    "referral": "ask to pass on the referral link",
    "contribution": "ask to speak, to mentor or to join a committee",
    "story": "ask for a story",
    "nothing": "ask nothing now",
}
"""How staff read what comes next."""
THANKED: Final[Mapping[Thanks, str]] = {
    "referral": "bringing a member",
    "contribution": "what they give to others",
    "story": "their story",
    "rating": "a kind rating",
}
"""How staff read what each is thanked for."""

COLUMNS: Final = (
    *("member_id", "name", "tier", "tier_a_year_ago", "moved", "rating", "rated_on", "service_rating", "service_on"),
    *("members_brought", "last_brought_on", "contributions", "last_contribution_on", "consent_since", "uses"),
    *("last_use_on", "thank_for", "next"),
)
INTERVIEWS: Final = (
    "place",
    "member_id",
    "name",
    "rating",
    "rated_on",
    "uses",
    "last_use_on",
    "tier",
    "grade",
    "sector",
)
CANDIDATES: Final = (
    *("place", "member_id", "name", "tier", "because", "rating", "rated_on", "most_used", "uses", "value_low", "value"),
    *("fee", "grade", "sector", "region", "country"),
)
CONTRIBUTORS: Final = ("member_id", "name", "index", "index_by_product", "rank", "rank_best", "rank_worst")


@dataclass(frozen=True, slots=True)
class Contacts:
    """What decides who may be asked: ids of members.

    `consents`: since when a signed consent is in force; `asked_for_story`: a draft or a withdrawal stands in
    consents.csv; `too_often`: had more surveys in a year than they should; `no_contact`: want no mail.
    """

    consents: Mapping[str, date] = field(default_factory=dict)
    asked_for_story: Collection[str] = ()
    too_often: Collection[str] = ()
    no_contact: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What all lists are made from; `member`: who may be in them."""

    histories: Histories
    rules: InsightRules
    own: FlywheelRules
    surveys: Surveys
    sources: Sources
    contacts: Contacts
    member: Whole

    def on(self, day: np.datetime64) -> Evidence:
        """Return the evidence on a day."""
        given = self.contacts.consents
        ids = self.histories.members["member_id"].tolist()
        consents = np.array([given.get(one, "NaT") for one in ids] if given else ["NaT"] * len(ids), "datetime64[D]")
        return evidence(self.histories, self.rules, self.own, self.surveys, self.sources, consents, day)

    def are(self, ids: Collection[str]) -> Flags:
        """Return which members are among some ids."""
        return self.histories.members["member_id"].isin({*ids}).to_numpy(dtype=np.bool_)

    @property
    def left_in_peace(self) -> Flags:
        """Return who is asked nothing now."""
        return self.are(self.contacts.too_often) | self.are(self.contacts.no_contact)

    def asks(self, now: Evidence) -> NDArray[np.object_]:
        """Return what each member is asked next: the ask of the tier, but no favour of who is not content."""
        asks = np.array([ASKS[one] for one in TIERS], dtype=object)[now.tier]
        told = ~np.isnat(now.consent) | self.are(self.contacts.asked_for_story)
        asks[(asks == "story") & told] = "referral"
        asks[now.dissatisfied] = "what_is_missing"
        asks[self.left_in_peace] = "nothing"
        return asks


def _rows(*columns: Sequence[Cell] | NDArray[np.object_]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(zip(*(list(one) for one in columns), strict=True))


def _cells(days: Days) -> list[date | None]:
    found: list[date | None] = days.astype("datetime64[D]").tolist()
    return found


def _whole(numbers: NDArray[np.float64]) -> list[int | None]:
    return [None if np.isnan(one) else int(one) for one in numbers.tolist()]


def advocate_list(
    known: Known, now: Evidence, before: Evidence, of_old: Flags, moved: Whole, asks: NDArray[np.object_]
) -> MemberList:
    """Return all who are more than passive, or have become so: the highest tier first."""
    member = known.member
    kept = (now.tier[member] > PASSIVE) | (moved < 0)
    order = np.flatnonzero(kept)[np.lexsort((member[kept], -now.tier[member[kept]]))]
    who = member[order]
    people = known.histories.members.iloc[who]
    tiers = np.array(TIERS, dtype=object)
    earlier = np.where(of_old[order], tiers[before.tier[who]], "")
    pleased = np.array(["", "not positive", "positive"], dtype=object)[
        np.nan_to_num(now.pleased[who], nan=-1).astype(np.int64) + 1
    ]
    rows = _rows(
        *(people["member_id"].tolist(), people["name"].tolist(), tiers[now.tier[who]], earlier),
        np.array(["down", "", "up"], dtype=object)[moved[order] + 1],
        *(_whole(now.rating[who]), _cells(now.rated[who]), pleased, _cells(now.pleased_on[who])),
        *(now.referrals.times[who].tolist(), _cells(now.referrals.last[who])),
        *(now.contributions.times[who].tolist(), _cells(now.contributions.last[who])),
        *(_cells(now.consent[who]), now.uses.times[who].tolist(), _cells(now.uses.last[who])),
        _thanks(now, who),
        [ASKED[one] for one in asks[who].tolist()],
    )
    return MemberList("advocates", COLUMNS, rows)


def _thanks(now: Evidence, who: Whole) -> NDArray[np.object_]:
    """Return what each is thanked for."""
    reasons = {
        THANKED["referral"]: now.referrals.times[who] > 0,
        THANKED["contribution"]: now.contributions.times[who] > 0,
        THANKED["story"]: ~np.isnat(now.consent[who]),
        THANKED["rating"]: now.rating[who] >= PROMOTER,
    }
    return _joined(reasons, len(who))


def _joined(reasons: Mapping[str, Flags], count: int) -> NDArray[np.object_]:
    """Return the reasons that hold for each, with semicolons."""
    found = np.full(count, "", dtype=object)
    for reason, holds in reasons.items():
        glue = np.where(found == "", "", "; ").astype(object)
        found = np.where(holds, found + glue + reason, found)
    return found


def interview_list(known: Known, now: Evidence) -> MemberList:
    """Return the most engaged of the most satisfied: the highest rating first, then the most uses."""
    member = known.member
    chosen = member[now.active[member] & (now.tier[member] >= CONTENT) & ~now.dissatisfied[member]]
    said = (now.rating[chosen] >= PROMOTER) | (now.pleased[chosen] == 1)
    chosen = chosen[said & ~known.left_in_peace[chosen]]
    rating = np.nan_to_num(now.rating[chosen], nan=-1.0)
    chosen = chosen[np.lexsort((chosen, -now.uses.times[chosen], -rating))][: known.own.interviews]
    people = known.histories.members.iloc[chosen]
    rows = _rows(
        *(range(1, len(chosen) + 1), people["member_id"].tolist(), people["name"].tolist()),
        *(_whole(now.rating[chosen]), _cells(now.rated[chosen]), now.uses.times[chosen].tolist()),
        *(_cells(now.uses.last[chosen]), np.array(TIERS, dtype=object)[now.tier[chosen]]),
        *(people["grade"].tolist(), people["sector"].tolist()),
    )
    return MemberList("interviews", INTERVIEWS, rows)


def story_list(known: Known, now: Evidence) -> MemberList:
    """Return whom to ask for a story: a tier above satisfied, not dissatisfied, active, and not asked before.

    The highest tier first, then the highest rating, then value (its low estimate) for the fee.
    """
    member, people = known.member, known.histories.members
    told = ~np.isnat(now.consent) | known.are(known.contacts.asked_for_story)
    fits = (now.tier >= PROMOTES) & now.active & ~now.dissatisfied & ~told & ~known.left_in_peace
    chosen = member[fits[member]]
    low, fee = (people[name].to_numpy(dtype=float)[chosen] for name in ("low", "fee"))
    worth = np.where((fee > 0) & ~np.isnan(low), low / np.where(fee > 0, fee, 1), 0.0)
    rating = np.nan_to_num(now.rating[chosen], nan=-1.0)
    order = np.lexsort((chosen, -worth, -rating, -now.tier[chosen]))[: known.own.candidates]
    chosen = chosen[order]
    of_them = people.iloc[chosen]
    reasons = {
        "recommends us": now.rating[chosen] >= PROMOTER,
        "brought a member": now.referrals.times[chosen] > 0,
        "gives to others": now.contributions.times[chosen] > 0,
        "rates a service well": now.pleased[chosen] == 1,
    }
    rows = _rows(
        *(range(1, len(chosen) + 1), of_them["member_id"].tolist(), of_them["name"].tolist()),
        *(np.array(TIERS, dtype=object)[now.tier[chosen]], _joined(reasons, len(chosen))),
        *(_whole(now.rating[chosen]), _cells(now.rated[chosen]), _most_used(known, chosen)),
        now.uses.times[chosen].tolist(),
        *(_money(of_them[name].to_numpy(dtype=float)) for name in ("low", "central", "fee")),
        *(of_them[name].tolist() for name in ("grade", "sector", "region", "country")),
    )
    return MemberList("story_candidates", CANDIDATES, rows)


def _money(amounts: NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(one) else round(one, 2) for one in amounts.tolist()]


def _most_used(known: Known, chosen: Whole) -> list[str]:
    """Return the activity that each used most often in the days of `active`; what the story may be about."""
    histories, names = known.histories, known.histories.activities
    uses = histories.engagements
    since = np.datetime64(histories.as_at, "s") - np.timedelta64(known.rules.active.days, "D")
    rows = uses[uses["member"].isin(chosen).to_numpy() & (uses["date"].to_numpy() >= since)]
    width = max(1, len(names))
    cells = np.bincount(
        np.searchsorted(np.sort(chosen), rows["member"].to_numpy()) * width + rows["activity"].to_numpy(),
        minlength=len(chosen) * width,
    ).reshape(len(chosen), width)
    best = np.empty(len(chosen), dtype=np.int64)
    best[np.argsort(chosen, kind="stable")] = cells.argmax(axis=1) if len(chosen) else []
    return [names[at] if names else "" for at in best.tolist()]


def contributor_list(
    histories: Histories, renewals: Renewals, rules: InsightRules, own: FlywheelRules, member: Whole
) -> MemberList | None:
    """Return the index of each member who gave anything, with the ranks that it has under other weights."""
    facts = Facts(histories, renewals, rules)
    now = Year(facts, windows(histories)[0])
    scale = contribution_scale(facts, now, own)
    if isinstance(scale, Withheld):
        return None
    scores = scores_of(now, scale)
    kept = np.isin(scores.member, member)
    own_scores = scores.linear[kept]
    rank, best, worst = ranks(scores.parts[kept], scale.weights)
    order = np.lexsort((scores.member[kept], rank))
    order = order[own_scores[order] > 0]
    people = histories.members.iloc[scores.member[kept][order]]
    rows = _rows(
        *(people["member_id"].tolist(), people["name"].tolist()),
        *(np.round(one[kept][order], 1).tolist() for one in (scores.linear, scores.geometric)),
        *(one[order].tolist() for one in (rank, best, worst)),
    )
    return MemberList("contributors", CONTRIBUTORS, rows)
