"""What one member's membership was worth: benefit lines with ranges, evidence and factors.

The smallest are named tuples: a member has a hundred of them, and named tuples are created and pickled several times
as fast as dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from valuereport.model.benefits import (
    DISCOUNTS,
    FORMULAS,
    MOST_YEARS,
    Benefit,
    Formula,
    Variant,
    in_force,
    roles_of,
    win_formula,
)
from valuereport.model.compact_pickle import compact_pickle
from valuereport.model.money import COMPARED

Grade = Literal["recorded", "reported", "estimated"]
Edition = Literal["standard", "below-fee", "first-year", "light-use"]
FeeBasis = Literal["paid", "invoiced", "none"]
Unit = Literal["times", "hours", "year"]

GRADES: Final[tuple[Grade, ...]] = ("recorded", "reported", "estimated")
"""From the strongest evidence to the weakest; a line has the weakest grade among its unit values."""


_YEARS: Final = {in_force(year): year for year in range(MOST_YEARS)}


class Range(NamedTuple):
    """A cautious, the best and a high estimate of a figure, unrounded, in the member's currency.

    `central` has every assumption at its mean; `low` is P10 of the draws and not above it, nor under zero, and `high`
    is P90 and not below it.
    """

    low: float
    central: float
    high: float


class Evidence(NamedTuple):
    """One dated engagement (or the day a policy win came into force) behind a line."""

    date: date
    title: str
    quantity: float
    counted: float  # what the activity's cap left of the quantity
    value: float  # its share of the line's best estimate, in the member's currency
    source: str
    file: str
    row: int | None
    contact: str = ""


class Factor(NamedTuple):
    """One number that a line was multiplied by: an assumption, a recorded price, a rate, part of a year."""

    role: str  # "hours_saved", "margin", "deadweight", "in_force", "rate", ...
    low: float
    central: float  # the most likely figure of an assumption, as the organisation wrote it
    high: float
    mean: float  # (low + 4 central + high) / 6: what the line was multiplied by
    unit: str
    source: str
    assumption: str = ""  # its id, where it is one
    grade: Grade | None = None


@compact_pickle
@dataclass(frozen=True, slots=True)
class BenefitLine:
    """One benefit line of a member: quantity x unit value, discounted.

    `value.central` is that product at the means of the assumptions: what a reader can multiply by hand.
    """

    benefit: Benefit
    activity: str  # an activity's id, or the policy win's
    variant: Variant  # which formula was used
    quantity: float
    counted: float
    unit: Unit
    evidence: tuple[Evidence, ...]
    factors: tuple[Factor, ...]
    grade: Grade
    gross: float  # before the discounts, at the means
    value: Range

    @property
    def formula(self) -> Formula:
        """Return the formula of the gross value."""
        if self.benefit != "policy":
            return FORMULAS[self.benefit, self.variant]
        roles = [factor.role for factor in self.factors]
        years = tuple(sorted(_YEARS[role] for role in roles if role in _YEARS))
        return win_formula(years, drops_off="drop_off" in roles)

    @property
    def discounts(self) -> tuple[str, ...]:
        """Return the roles of the discounts, in their order."""
        roles = {factor.role for factor in self.factors}
        return tuple(role for role in DISCOUNTS if role in roles)

    @property
    def from_records(self) -> bool:
        """Return whether the gross value is recorded prices and payments alone."""
        return not roles_of(self.formula)


@compact_pickle
@dataclass(frozen=True, slots=True)
class Suggestion:
    """An activity that members like this one use and this one does not: `users` of `peers`."""

    activity: str
    users: int
    peers: int


@compact_pickle
@dataclass(frozen=True, slots=True)
class Unpriced:
    """What a member used of one activity without a price: community, and what no price is known for."""

    benefit: Benefit
    activity: str
    quantity: float
    unit: Unit
    evidence: tuple[Evidence, ...]  # of the value 0


class EntitlementLeft(NamedTuple):
    """What a member may still use: `left` of `quantity`, in the activity's unit, up to and on the day `until`."""

    entry: int  # its place among the settings' entitlements, which say where it is had
    activity: str
    quantity: float
    used: float  # in the period; may be above the quantity of an entry that is not in this list
    left: float
    until: date


class Branch(NamedTuple):
    """What a branch of a member firm used, and the best estimate of its own statement, in the parent's currency."""

    member_id: str
    name: str
    engagements: int
    value: float | None  # None where it has no figure


@compact_pickle
@dataclass(frozen=True, slots=True)
class Earlier:
    """The figure in the statement of an earlier run: its period `[start, end)` and its best estimate."""

    start: date
    end: date
    currency: str
    central: float


class Swing(NamedTuple):
    """What one assumption moves: the total with it at its low and at its high, all others at their means."""

    assumption: str
    at_low: float
    at_high: float


@compact_pickle
@dataclass(frozen=True, slots=True)
class Valuation:
    """All figures of one member, unrounded, in `currency`."""

    member_id: str
    currency: str
    fee: float
    fee_basis: FeeBasis
    fee_source: str  # which export the fee comes from
    edition: Edition
    lines: tuple[BenefitLine, ...]
    community: tuple[tuple[str, float, int], ...]  # activity, quantity, engagements: counted, never priced
    benefits: Mapping[Benefit, Range]
    recorded: Range  # of the lines whose gross value contains no assumption: recorded prices and payments
    estimated: Range  # of all other lines
    total: Range
    without_policy: Range  # the total without policy wins
    swings: tuple[Swing, ...]  # the largest first; only assumptions that move the total
    engagements: int
    monthly: tuple[int, ...]  # the same for each calendar month that the period touches
    first_meaningful_days: int | None
    suggestions: tuple[Suggestion, ...]
    peer_group: tuple[str, ...]  # which of grade, sector, region the peers share
    unpriced: tuple[Unpriced, ...] = ()  # what is in no line, in the order of the taxonomy; community is among it
    branches: tuple[Branch, ...] = ()  # of a firm; none of their figures is in its own sums
    entitlements: tuple[EntitlementLeft, ...] = ()  # the most valuable first; no money, in no sum

    @property
    def covers_the_fee(self) -> bool:
        """Return whether there is a fee and the low estimate is not below it."""
        return self.fee > 0 and round(self.total.low, COMPARED) >= round(self.fee, COMPARED)

    @property
    def benefit_cost_ratio(self) -> float | None:
        """Low estimate / fee; None where no fee was paid."""
        return self.total.low / self.fee if self.fee > 0 else None

    @property
    def ratio_without_policy(self) -> float | None:
        """Low estimate without policy wins / fee; None where no fee was paid."""
        return self.without_policy.low / self.fee if self.fee > 0 else None

    @property
    def roi(self) -> float | None:
        """(Low estimate - fee) / fee; None where no fee was paid."""
        return (self.total.low - self.fee) / self.fee if self.fee > 0 else None
