"""What marketing may publish: figures of groups, from true cells to published ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from valuereport.model.benefits import BENEFITS, PRICED, Benefit
from valuereport.model.dimensions import Dimension
from valuereport.model.statement_order import BY_VALUE, StatementOrder

Unit = Literal["members", "hours", "leads", "money", "share", "ratio", "wins"]
Rule = Literal["", "threshold", "zero", "dominance", "p-percent", "secondary"]
Segment = tuple[tuple[Dimension, str], ...]
"""Which members a figure is about: () is everybody, (("sector", "Housing"), ("region", "Munster")) a cross cell."""

BENEFIT_MEASURES: Final[Mapping[str, Benefit]] = {BENEFITS[name].measure: name for name in PRICED}
"""The measures that make up a member's value, and the benefit that each of them is the value of."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One true figure of one segment, not yet safe to show to anybody; `low` and `high` from the same draws."""

    measure: str
    segment: Segment
    members: int  # in the segment
    value: float
    low: float | None
    high: float | None
    unit: Unit
    additive: bool  # it is the sum of what its members add: `column` of the frame of contributions
    column: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """One figure as it may be shown: rounded, or hidden (all None) by a rule."""

    measure: str
    segment: Segment
    members: int | None
    value: float | None
    low: float | None
    high: float | None
    unit: Unit
    rule: Rule


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was hidden, by which rule, and why that rule applied; names no member and no figure."""

    measure: str
    segment: Segment
    rule: Rule
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """How a published figure was made: what an advertising authority would ask for."""

    measure: str
    members: int  # rounded
    period: tuple[date, date]
    assumptions: tuple[str, ...]  # their ids
    grade: str  # the weakest of its evidence


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure of everybody as it was published, period by period, the oldest first; None where it was hidden."""

    measure: str
    unit: Unit
    points: tuple[tuple[date, float | None], ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A composed case: the published medians of like members, and labelled as composed."""

    segment: Segment
    members: int  # rounded
    medians: Mapping[str, float]  # by measure, rounded


@dataclass(frozen=True, slots=True)
class Consent:
    """A member's dated permission to be named or quoted."""

    member_id: str
    name: str  # as it may be printed
    quote: str
    scope: frozenset[str]  # web, print, social
    given: date
    until: date | None
    withdrawn: date | None


@dataclass(frozen=True, slots=True)
class Stories:
    """Everything of one output: what is published, what was hidden, and on what it rests."""

    run: str
    organisation: str
    period: tuple[date, date]
    currency: str
    draft: bool
    by: tuple[Dimension, ...]
    cells: tuple[Published, ...]
    disclosures: tuple[Disclosure, ...]
    claims: tuple[Claim, ...]
    trends: tuple[Trend, ...]
    portraits: tuple[Portrait, ...]
    cases: tuple[Consent, ...]
    wins: tuple[tuple[date, str], ...]  # policy wins of the period: since when, and which (an id)
    distribution: tuple[tuple[float, float | None, int], ...]  # by value: from, to (None: open), members (rounded)
    membership: str = ""  # the key by which the run knows who is in the figures
    order: StatementOrder = BY_VALUE  # of what the page shows, as the run's statements have it
