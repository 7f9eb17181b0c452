"""The flywheel: who joins, uses, is delighted and recommends, what a new member costs, and what members give others.

Figures and reasons as values; the words come in compose. Counts of rows are whole numbers; None: too few to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from valuereport.model.insight import Figure, Withheld

Stage = Literal["attract", "engage", "delight", "advocate"]
"""attract: joined; engage: had a meaningful use; delight: used an activity of an attractive feature; advocate: brought
a member, or used another activity by which members give to others. Each of the last three within a year of joining."""

Tier = Literal["passive", "satisfied", "promoter", "referrer", "contributor"]
"""The tiers of advocates, the lowest first: the highest one for which there is evidence."""

Ask = Literal["what_is_missing", "what_to_improve", "referral", "contribution", "story", "nothing"]
"""What a member may be asked next; "nothing": thank, and leave in peace (asked too often, or wants no mail)."""

Thanks = Literal["referral", "contribution", "story", "rating"]
"""What a member should be thanked for: for bringing a member, for what it gives to others, its story, a kind rating."""


# ---- Conversion


@dataclass(frozen=True, slots=True)
class Step:
    """How many of a group have reached a stage through all before it, and how many of the stage before that is.

    `conversion`: of those at the stage before (of attract: without a value). `beside`: who have reached it without the
    stage before it. `withheld`: why nothing can be said.
    """

    stage: Stage
    members: int | None
    conversion: Figure
    beside: int | None = None
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """One row of the conversion table: all who joined, a cohort of them, or a segment.

    `by`: "" (all), "cohort", or a field of members; `label`: "2024", "2024-Q2", a word of that field, "" where that is
    not recorded, "other" for the small groups together. `not_due`: joined less than a year ago, so that they do not
    count yet. `promoters`: of those who answered how likely they would recommend us, who said 9 or 10; their latest
    answer. `loses`: the stage whose conversion is below that of the cohort before by more than chance (Newcombe's 95 %
    interval of the difference excludes zero), the one with the largest loss; "" for none. `narrowest`: the stage with
    the lowest conversion.
    """

    by: str
    label: str
    steps: tuple[Step, ...]  # of all stages, in their order
    not_due: int | None
    promoters: Figure | Withheld
    narrowest: Stage | Literal[""] = ""
    loses: Stage | Literal[""] = ""
    lost: Figure | None = None  # the difference of that stage's conversion to the cohort before


# ---- Referrals


@dataclass(frozen=True, slots=True)
class Referrals:
    """How many of those who joined in the run's period a member has brought.

    joins = referred + elsewhere + unknown. `rate` goes from `least` (referred / joins) to `most` ((referred + unknown)
    / joins); its value is the former, its bounds are the lower one of `least` and the upper one of `most`, and more
    joins need not decide what is not asked.
    """

    joins: int
    referred: int  # the member who brought them is named, and known
    elsewhere: int  # another source is recorded
    unknown: int  # no source is recorded, or a referral by nobody who is known
    least: Figure
    most: Figure
    rate: Figure
    previous: Figure | None
    k: Figure  # joins a member and year that members bring: low and high hold the unknown sources, too; n: referred
    k_most: float  # with every unknown source as a referral
    amplification: Figure  # 1 / (1 - k): all who come through one who joins, with those whom these bring
    cycle: Figure  # median days from a referring member's joining to that of the one referred
    longest: int  # generations of the longest chain of referrals, of all years
    members: float  # mean number of members in the period


# ---- Cost


@dataclass(frozen=True, slots=True)
class ChannelCost:
    """What a new paying member costs through one channel.

    `channel`: as acquisition.csv or the members' export writes it; "referral", "unknown", "other" (small ones together)
    and "" (all) are ours. `staff` = hours x the value of an hour; `total` = spend + staff + rewards; None: not known.
    `cost`: total / joins; its interval holds the chance in the number of joins (Garwood's of a Poisson number) and the
    range of an hour's value. `share`: of all new paying members.
    """

    channel: str
    joins: int | None  # new paying members
    share: Figure
    spend: float | None
    hours: float | None
    staff: float | None
    rewards: float | None
    total: float | None
    cost: Figure | Withheld
    previous: Figure | None = None


@dataclass(frozen=True, slots=True)
class HourValue:
    """What an hour of staff's time is taken for: an assumption, in the run's currency."""

    assumption: str
    low: float
    central: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class Acquisition:
    """The cost of a new paying member in the run's period: of all channels together, and by channel."""

    whole: ChannelCost
    channels: tuple[ChannelCost, ...]  # the cheapest first; what cannot be had behind them
    hour: HourValue | None


# ---- Churn


@dataclass(frozen=True, slots=True)
class Churn:
    """The share of memberships due that lapsed, and what goes with having been delighted: an association.

    `needed`: memberships due in each of the two years that would show the change aimed at, with a chance of 80 %.
    `difference`: lapse rate of those who used an activity of an attractive feature in the year that ends 90 days before
    the membership was due - of the others, within tenure and grade (Mantel-Haenszel).
    """

    rate: Figure
    previous: Figure | None
    needed: int | None
    delighted: Figure | None
    others: Figure | None
    difference: Figure | None
    withheld: Withheld | None = None  # why it cannot be compared


# ---- Contribution


@dataclass(frozen=True, slots=True)
class ContributionPart:
    """An activity by which members give to others: its weight (they add up to 1), and the uses that count fully."""

    activity: str
    weight: float
    cap: float  # the 95th percentile of those who used it in the base year


@dataclass(frozen=True, slots=True)
class ContributionYear:
    """The index of one year: the mean of its members' scores from 0 to 100, by sum and by product.

    A part's score is ln(1 + uses, at most cap) / ln(1 + cap). `linear`: 100 x sum(weight x score); `geometric`:
    100 x (product((1 + score) ^ weight) - 1), which rewards who gives in several ways.
    """

    label: str
    members: int
    contributors: Figure  # the share who gave anything
    linear: Figure
    geometric: Figure


@dataclass(frozen=True, slots=True)
class ContributionGroup:
    """The index of a group in the newest year, its rank (1: the highest), and the ranks under other weights."""

    by: str
    label: str
    members: int
    linear: float
    geometric: float
    rank: int
    best: int  # the least rank while one weight is a quarter more or less
    worst: int


@dataclass(frozen=True, slots=True)
class ContributionIndex:
    """What members give to others, on a scale that is fixed by one year."""

    base: str  # the label of that year
    parts: tuple[ContributionPart, ...]
    years: tuple[ContributionYear, ...]  # in the order of time; the newest one holds the verdict
    groups: tuple[ContributionGroup, ...]
    left_out: tuple[str, ...] = ()  # activities that nobody used in that year


@dataclass(frozen=True, slots=True)
class Reuse:
    """What members contributed by one activity in the run's period, and how others used it."""

    activity: str
    used_by: tuple[str, ...]  # activities that use it
    items: int
    reused: Figure  # the share of items that another member used
    uses: int  # by others
    users: int | None  # different members


# ---- All of it


@dataclass(frozen=True, slots=True)
class Flywheel:
    """How members turn into those who bring members, in the run's period."""

    conversions: tuple[Conversion, ...]  # all, then cohorts in the order of time, then segments
    delighters: tuple[str, ...]  # activities of attractive features
    referrals: Referrals | Withheld
    acquisition: Acquisition | Withheld
    churn: Churn | Withheld
    contribution: ContributionIndex | Withheld
    reuse: tuple[Reuse, ...] | Withheld
    nps: Figure | Withheld  # of the newest answer of each member, in points


# ---- Advocates


@dataclass(frozen=True, slots=True)
class TierCount:
    """How many members have reached a tier and no higher one, and what they are asked next."""

    tier: Tier
    members: int | None
    share: Figure
    ask: Ask


@dataclass(frozen=True, slots=True)
class Advocates:
    """The members by tier, without any name."""

    tiers: tuple[TierCount, ...]  # the lowest first
    moved_up: int | None  # since a year ago, of those who were members then
    moved_down: int | None
    consents: int | None  # members with a signed consent in force
    opted_out: int  # members who want no scoring
    since: date  # the day of a year ago with which is compared


TIERS: Final[tuple[Tier, ...]] = ("passive", "satisfied", "promoter", "referrer", "contributor")

ASKS: Final[Mapping[Tier, Ask]] = {
    "passive": "what_is_missing",
    "satisfied": "what_to_improve",
    "promoter": "referral",
    "referrer": "contribution",
    "contributor": "story",
}
"""The next ask of each tier."""
