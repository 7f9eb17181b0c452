"""Insights: what leadership reads of a run. Figures and reasons as values; the words come in compose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Verdict = Literal["met", "missed", "close", "too_few", "not_due", "not_reached", "no_target"]
Unit = Literal["share", "count", "money", "days", "times", "points"]
Why = Literal[
    "no_memberships",  # nothing says when anybody was a member
    "one_year",  # of data only: no period to compare with
    "none_due",  # no membership has ended, grace included
    "too_few",  # `found` of `needed`
    "no_engagements",
    "no_scoring_basis",  # nobody answers for scoring persons
    "no_payments",
    "no_dates",  # nothing says when a detail was last right
    "no_surveys",
    "no_segment",  # no value recorded in that column
    "none_joined",  # nobody joined in the period
    "no_responses",  # nobody of them answered
    "no_delighters",  # no feature is named attractive, or none of these has an activity
    "no_sources",  # nothing says where any new member comes from
    "no_acquisition",  # no acquisition.csv
    "no_spend",  # no row, or no amount, of this channel and period
    "no_hour_value",  # hours are given, and no assumption says what one is worth
    "no_contribution",  # no activity by which members give to others, or nobody used one
    "no_reuse",  # nothing says which activities use what members contribute
]
Message = Literal["", "mix", "rate", "both"]
"""What moved a rate: "mix" where its groups changed and their rates did not (insights/statistics/decomposition.py)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval, the number it stands on, and what that says of its target.

    A counted figure has no interval. `value` is None where it cannot be known; `needed`: the number that would decide,
    where the verdict is too_few.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    target: str = ""  # as it is written: ">= 0.85"
    verdict: Verdict = "no_target"
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why something cannot be had."""

    why: Why
    needed: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """What a node, a group or an activity is called: a key that compose has words for, or the organisation's texts."""

    key: str
    texts: Mapping[str, str] = field(default_factory=dict)  # by language; empty: compose knows the key


# ---- The driver tree


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one direct driver, or one group's mix or rate, contributes to a change; they add up to it."""

    driver: str  # a node's id, or a group; of a node "" is what its formula does not explain
    part: Literal["", "mix", "rate"]
    value: float  # in the node's unit


@dataclass(frozen=True, slots=True)
class Group:
    """A node divided by a field of members: a group's figure now and before. Small groups are folded into `other`."""

    label: str
    figure: Figure
    previous: Figure | None


@dataclass(frozen=True, slots=True)
class View:
    """A node divided by one field: tenure, grade, engagement, or any of members'."""

    by: str
    groups: tuple[Group, ...]
    contributions: tuple[Contribution, ...]
    message: Message


@dataclass(frozen=True, slots=True)
class Node:
    """A figure of the driver tree."""

    id: str
    label: Label
    unit: Unit
    owner: str
    source: str
    formula: str  # as it is written; "" of what is measured
    figure: Figure
    previous: Figure | None
    change: float | None
    contributions: tuple[Contribution, ...]  # of the direct drivers
    views: tuple[View, ...]
    complete: float | None  # the share that is recorded of what it needs: of members, of fees, of uses
    newest: date | None  # of what it is made from
    vanity: bool = False  # no path leads from it to an outcome
    withheld: Withheld | None = None
    change_low: float | None = None  # of a share: the 95 % interval of its change
    change_high: float | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """From a driver to what it drives. Arithmetic adds up; influence is never summed and has an evidence grade."""

    source: str
    target: str
    kind: Literal["arithmetic", "influence"]
    evidence: str = ""  # of influence: association, hypothesis, study
    note: str = ""  # of influence: where the evidence is written


@dataclass(frozen=True, slots=True)
class Tree:
    """The driver tree: nodes from the outcome down, and the edges between them."""

    outcomes: tuple[str, ...]  # ids of nodes
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


# ---- Influence of activities


@dataclass(frozen=True, slots=True)
class Influence:
    """How the renewal of those who used an activity differs from that of those who did not: an association.

    `difference`: of renewal rates within groups of tenure and grade (Mantel-Haenszel), with a 95 % interval; `p` of its
    test and `p_adjusted` (Holm, over the activities of one list).
    """

    activity: str
    exposed: Figure
    others: Figure
    difference: Figure
    p: float
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class Influences:
    """The activities by the bound of the interval that is nearest zero, the strongest first, for both exposures."""

    first_days: tuple[Influence, ...]  # used in the first 30 days; outcome: the first renewal
    year: tuple[Influence, ...]  # used in the year that ends 90 days before the membership was due
    too_few: tuple[str, ...]  # activities for which there are too few users or too few others


# ---- Cohorts


@dataclass(frozen=True, slots=True)
class Renewal:
    """Of the memberships of a cohort that were due for the nth time: how many were renewed; None: too few to tell."""

    number: int  # 1: the first renewal
    figure: Figure
    renewed: int | None
    not_due: int | None


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    """The share that is still a member after the nth renewal, with its interval, and how many were at risk."""

    number: int
    figure: Figure
    at_risk: int
    interval: Literal["log-log", "wilson"]


@dataclass(frozen=True, slots=True)
class Cohort:
    """The members who joined in one year, quarter or month."""

    label: str  # 2023, 2023-Q2, 2023-04
    members: int
    renewals: tuple[Renewal, ...]
    survival: tuple[SurvivalPoint, ...]


@dataclass(frozen=True, slots=True)
class YearChange:
    """The renewal rate of one year and of the next, and what moved it: the mix of tenures, or their rates."""

    year: str
    rate: Figure
    previous: Figure
    mix: float
    rates: float
    message: Message
    first_year: Figure  # renewal of those who were due for the first time
    later: Figure


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Renewal by cohort, and survival of all."""

    kind: Literal["year", "quarter", "month"]
    cohorts: tuple[Cohort, ...]
    survival: tuple[SurvivalPoint, ...]  # of all, with the time at which each came under observation
    years: tuple[YearChange, ...]
    folded: int  # members of cohorts that are too small to be shown
    earlier: int = 0  # members who had joined before the data begin, or of whom nothing says when: in no cohort


# ---- First value


@dataclass(frozen=True, slots=True)
class FirstActivity:
    """How often an activity was the first meaningful one."""

    activity: str
    figure: Figure  # the share of those who have had a first one


@dataclass(frozen=True, slots=True)
class FirstValue:
    """Days from the first payment to the first meaningful engagement."""

    median: Figure  # verdict not_reached where it is not
    by_day_14: Figure
    by_day_30: Figure
    curve: tuple[tuple[int, float], ...]  # day, the share that still waits after it
    waiting: int
    activities: tuple[FirstActivity, ...]
    renewal_with: Figure  # among members active at day 30 whose first renewal is decided
    renewal_without: Figure
    difference: Figure


# ---- Health


PartName = Literal["recency", "breadth", "depth", "contribution", "relationship"]


@dataclass(frozen=True, slots=True)
class HealthPart:
    """A part of the score and its weight."""

    name: PartName
    weight: float  # of 100
    scale: int  # what gives all of them: activities, uses, years; of recency the days after which half are left


@dataclass(frozen=True, slots=True)
class HealthBand:
    """How many members have a score in a band, and how members with such a score 90 days before due in fact renewed."""

    low: int
    high: int
    members: int
    renewal: Figure


@dataclass(frozen=True, slots=True)
class Health:
    """The score of members from 0 to 100: its formula, its bands, its months."""

    parts: tuple[HealthPart, ...]
    bands: tuple[HealthBand, ...]
    zeros: int  # members without any use
    ties: int  # others whose score somebody else has, too
    months: tuple[tuple[str, float], ...]  # 2026-03, the median score
    opted_out: int  # members who want no scoring
    stable: float  # the share of members who stay in their fifth of the ranking whatever weight is changed by a quarter


# ---- Decay of data


@dataclass(frozen=True, slots=True)
class FieldDecay:
    """How fresh one detail of members is."""

    field: str
    known: int  # members for whom it is recorded
    dated: int  # of whom something says when it was last right
    half_life: float  # months
    basis: Literal["measured", "assumed"]  # from own bounces, or the setting
    fresh: float | None  # the expected share that is still right; None where nothing says when one was
    stale: float  # the expected number that is not


@dataclass(frozen=True, slots=True)
class Decay:
    """Freshness by field, and how much the verification queue would find."""

    fields: tuple[FieldDecay, ...]
    queue: int
    first: int  # the first of the queue that are looked at (50, or fewer)
    expected_errors: float  # among them
    first_undated: int = 0  # of them: nothing says when they were right, and one in two is taken for wrong


# ---- Alerts


@dataclass(frozen=True, slots=True)
class AlertCount:
    """How often a rule is crossed now, and in which states its alerts are."""

    rule: str
    owner: str
    about: Literal["node", "members"]
    raised: int  # now, for the first time or again
    open: int
    snoozed: int
    done: int
    limits: Mapping[str, str] = field(default_factory=dict)  # what crosses it, by node or measure: "<= 0.80"


# ---- Lists of members


Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class MemberList:
    """Rows of members, for staff alone: a CSV in `lists/`. `columns` are headings; each row has as many cells."""

    name: str  # of the file, without its end
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
