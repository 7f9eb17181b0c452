"""What one member's membership was worth: benefit lines with ranges, evidence and factors.

The smallest are named tuples: a member has a hundred of them, and named tuples are created and pickled several times
as fast as dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from valuereport.model.compact_pickle import compact_pickle

Benefit = Literal["time_saved", "leads", "cpd", "policy", "savings", "community"]
Grade = Literal["recorded", "reported", "estimated"]
Edition = Literal["standard", "first-year", "light-use"]
Unit = Literal["times", "hours", "year"]

PRICED: Final[tuple[Benefit, ...]] = ("time_saved", "leads", "cpd", "policy", "savings")
BENEFITS: Final[tuple[Benefit, ...]] = (*PRICED, "community")
GRADES: Final[tuple[Grade, ...]] = ("recorded", "reported", "estimated")
"""From the strongest evidence to the weakest; a line has the weakest grade among its unit values."""


class Range(NamedTuple):
    """P10, P50 and P90 of a figure (or the one exact figure thrice), unrounded, in the member's currency."""

    low: float
    central: float
    high: float


class Evidence(NamedTuple):
    """One dated engagement (or the day a policy win came into force) behind a line."""

    date: date
    title: str
    quantity: float
    counted: float  # what the activity's cap left of the quantity
    value: float  # its share of the line's central value, in the member's currency
    source: str
    file: str
    row: int | None
    contact: str = ""


class Factor(NamedTuple):
    """One number that a line was multiplied by: an assumption, a recorded price, a rate, part of a year."""

    role: str  # "hours_saved", "margin", "deadweight", "in_force", "rate", ...
    low: float
    central: float
    high: float
    unit: str
    source: str
    assumption: str = ""  # its id, where it is one
    grade: Grade | None = None


@compact_pickle
@dataclass(frozen=True, slots=True)
class BenefitLine:
    """One benefit line of a member: quantity x unit value, discounted.

    `at_central` is the same product with every assumption at its central figure: what a reader can multiply by hand.
    """

    benefit: Benefit
    activity: str  # an activity's id, or the policy win's
    variant: str  # "recorded", "assumed", ... : which unit value was used
    quantity: float
    counted: float
    unit: Unit
    evidence: tuple[Evidence, ...]
    factors: tuple[Factor, ...]
    grade: Grade
    gross: float
    at_central: float
    value: Range


@compact_pickle
@dataclass(frozen=True, slots=True)
class Suggestion:
    """An activity that members like this one use and this one does not: `users` of `peers`."""

    activity: str
    users: int
    peers: int


@compact_pickle
@dataclass(frozen=True, slots=True)
class Earlier:
    """The figure in the statement of an earlier run: its period `[start, end)` and its most likely figure."""

    start: date
    end: date
    currency: str
    central: float


@compact_pickle
@dataclass(frozen=True, slots=True)
class Valuation:
    """All figures of one member, unrounded, in `currency`."""

    member_id: str
    currency: str
    fee: float
    edition: Edition
    lines: tuple[BenefitLine, ...]
    community: tuple[tuple[str, float, int], ...]  # activity, quantity, engagements: counted, never priced
    benefits: Mapping[Benefit, Range]
    recorded: Range
    estimated: Range
    total: Range
    engagements: int
    first_meaningful_days: int | None
    suggestions: tuple[Suggestion, ...]
    peer_group: tuple[str, ...]  # which of grade, sector, region the peers share

    @property
    def benefit_cost_ratio(self) -> float | None:
        """Low estimate / fee; None where no fee was paid."""
        return self.total.low / self.fee if self.fee > 0 else None

    @property
    def roi(self) -> float | None:
        """(Low estimate - fee) / fee; None where no fee was paid."""
        return (self.total.low - self.fee) / self.fee if self.fee > 0 else None
