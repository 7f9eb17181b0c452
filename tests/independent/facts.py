"""What an organisation knows, as plain data: cells are texts as they stand in an export, numbers are exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Roles = dict[str, str]


@dataclass(frozen=True)
class Assumption:
    """A number with its range; exact where low, central and high are one."""

    low: str
    central: str
    high: str
    unit: str = "GBP"
    grade: str = "estimated"
    currency: str = ""
    price_year: int | None = None

    @property
    def exact(self) -> bool:
        """Return whether there is nothing to draw."""
        return self.low == self.high


@dataclass(frozen=True)
class Activity:
    """What is counted, and the names of the assumptions that give it a value."""

    id: str
    benefit: str
    unit: str = "times"
    roles: Roles = field(default_factory=dict)
    cap_per_year: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Win:
    """A policy win: since when, for how many years, for whom, and what a year of it is worth."""

    id: str
    in_force: date
    worth: str
    roles: Roles = field(default_factory=dict)
    duration_years: int = 1
    exposure: str = ""
    segment: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    """A member as the members' table has it."""

    id: str
    currency: str = "GBP"
    grade: str = "Member"
    sector: str = "Housing"
    region: str = "North"
    country: str = "GB"
    kind: str = "person"
    joined: date = date(2015, 3, 1)
    hourly_value: str = ""
    size: str = ""
    fee: str = ""


@dataclass(frozen=True)
class Fee:
    """A row of the fees' table."""

    member: str
    amount: str
    paid: date
    currency: str = ""
    reference: str = ""
    kind: str = ""
    starts: date | None = None
    until: date | None = None
    year: str = ""
    source: str = "fees"
    file: str = "fees.csv"


@dataclass(frozen=True)
class Use:
    """A row of the engagements' table, a contact's where one acted; prices and amounts are those of the whole row."""

    member: str
    activity: str
    day: date
    quantity: str = ""
    title: str = ""
    amount: str = ""
    list_price: str = ""
    price_paid: str = ""
    currency: str = ""
    reference: str = ""
    contact: str = ""
    source: str = "history"
    file: str = "history.csv"


@dataclass(frozen=True)
class Rate:
    """What one unit of a currency is in the organisation's, from a day on."""

    currency: str
    rate: str
    since: date


@dataclass(frozen=True)
class Confirmation:
    """A row of the corrections by which somebody confirms an extreme amount."""

    member: str
    activity: str
    day: date
    amount: str
    reference: str = ""
    title: str = ""


@dataclass(frozen=True)
class Vat:
    """Whether a source's amounts hold value-added tax, and at which rate (a share)."""

    kind: str
    rate: str


@dataclass(frozen=True)
class Organisation:
    """Everything that the figures of one organisation's members depend on."""

    name: str
    shows: tuple[str, ...]
    members: tuple[Member, ...]
    fees: tuple[Fee, ...]
    uses: tuple[Use, ...]
    assumptions: Mapping[str, Assumption]
    activities: tuple[Activity, ...]
    hourly_value: str = "hour"
    hourly_value_of_grade: Mapping[str, str] = field(default_factory=dict)
    wins: tuple[Win, ...] = ()
    start: date = date(2026, 1, 1)
    end: date = date(2027, 1, 1)
    currency: str = "GBP"
    rates: tuple[Rate, ...] = ()
    price_index: tuple[tuple[int, str], ...] = ()
    confirmed: tuple[Confirmation, ...] = ()
    vat: Mapping[str, Vat] = field(default_factory=dict)
    kind_words: Mapping[str, str] = field(default_factory=dict)
    fee_basis: str = ""
    paid_from: date | None = None
    paid_until: date | None = None
    correlation: str = "0.5"
    policy: str = ""
    extreme: str = ""
    light_use_below: int = 3
