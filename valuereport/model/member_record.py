"""All that is known of one member, as whoever has the member on the phone sees it at one look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from valuereport.model.correction import Correction
from valuereport.model.delivery import Delivery
from valuereport.model.directory import ListedMember, LookAlike, ToVerify
from valuereport.model.flywheel import Ask, Thanks, Tier
from valuereport.model.member import Alias, Member
from valuereport.model.suppression import Suppression
from valuereport.model.valuation import FeeBasis, Unit, Valuation

NoTier = Literal["not_scored", "objects", "no_insights", "not_listed"]
"""Why there is no tier: nobody answers for scoring; the member wants none; the newest insights have no tiers, or there
are none; they do not list the member, for there is no evidence of a tier above passive."""


LowCode = Literal["not_matched", "waits", "few", "other_years", "capped", "not_priced", "cautious"]
"""Rows that nobody has look like the member's; extreme amounts that nobody has confirmed; few engagements; activities
used in other years only; more of an activity than its cap counts; what no price is known for; the cautious estimate,
which the statement leads with, is far below the best one."""


@dataclass(frozen=True, slots=True)
class LowReason:
    """Why a figure may be lower than the member thinks: of how many rows, uses or activities (ids) it holds."""

    code: LowCode
    count: int
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """One engagement: a row of an export, or of corrections.csv."""

    date: date
    title: str
    quantity: float
    contact: str  # the name of the person who acted for a firm; empty: the member
    waits: bool  # counts as zero because an extreme amount is not confirmed
    source: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class YearOfUses:
    """How often, and how much of it, an activity was used in one calendar year, outside the period."""

    year: int
    times: int
    quantity: float


@dataclass(frozen=True, slots=True)
class ActivityHistory:
    """What a member did or received of one activity: `uses` in the period, the newest first; `years`: at other times.

    `quantity`: of the period, in `unit`.
    """

    activity: str  # id in the taxonomy
    unit: Unit
    quantity: float
    last: date  # the newest one, in the period or not
    uses: tuple[Use, ...]
    years: tuple[YearOfUses, ...]  # the newest first


@dataclass(frozen=True, slots=True)
class Advocacy:
    """The tier that a member has reached by the newest insights, and what staff may ask next."""

    tier: Tier
    next: Ask
    thanks: tuple[Thanks, ...]  # what the member should be thanked for
    run: str  # whose insights say so


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether a member may be written to: why no email and no letter goes out now, empty where one does.

    `suppressions`: of any of the member's addresses, that are in force.
    """

    no_email: str
    no_print: str
    no_scoring: bool
    suppressions: tuple[Suppression, ...]


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One member: who it is, what it did, what that was worth, and what it was sent.

    `valuation`: the figures with their evidence; None where `obstacle` says why there are none. `no_statement`: why a
    batch would make none. `sent`: the newest first, also under former ids.
    """

    member: Member
    listed: ListedMember  # with every address and id, and those of the contacts
    phone: str
    employer: str
    parent: str  # the name of the firm whose branch this one is
    period: tuple[date, date] | None  # the first day, and the day after the last one; None: it has no year of its own
    currency: str
    fee: float  # unrounded
    fee_basis: FeeBasis
    fee_source: str
    obstacle: str
    no_statement: str
    valuation: Valuation | None
    history: tuple[ActivityHistory, ...]  # the last used first
    consent: Consent
    sent: tuple[Delivery, ...]
    corrections: tuple[Correction, ...]
    aliases: tuple[Alias, ...]
    unmatched: tuple[LookAlike, ...]
    verify: tuple[ToVerify, ...]
    advocacy: Advocacy | None
    no_tier: NoTier | Literal[""]
    signed: tuple[Alias, ...] = ()  # that people signed: ids, addresses, names that are this member's
    low: tuple[LowReason, ...] = ()  # why the figures may be lower than the member thinks

    @property
    def uses(self) -> tuple[tuple[str, Use], ...]:
        """Return each use in the period with its activity, the newest first."""
        found = [(one.activity, use) for one in self.history for use in one.uses]
        return tuple(sorted(found, key=lambda one: one[1].date, reverse=True))
