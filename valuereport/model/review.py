"""What a person should see of a finished run before releasing it: figures without any form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from valuereport.errors import Severity
from valuereport.model.correction import Correction
from valuereport.model.run import ManifestRow, Status


@dataclass(frozen=True, slots=True)
class Count:
    """So many members (or whatever is counted) of one kind."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Group:
    """The members of one status, and for which reasons they have it; nothing but a count for the rendered ones."""

    status: Status
    members: int
    reasons: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One member's best estimate in the earlier run and in this one; `share` is 0.25 for a quarter more."""

    row: ManifestRow
    before: Decimal
    now: Decimal
    share: float | None  # None where there was nothing before

    @property
    def difference(self) -> Decimal:
        """Return by how much the figure has grown."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class InCurrency:
    """The statements in one currency: sums, the ends of the scale, and the largest changes in money."""

    currency: str
    members: int
    fee: Decimal
    low: Decimal
    central: Decimal
    high: Decimal
    ratio: float | None  # the sum of low / the sum of fee
    largest: tuple[ManifestRow, ...]  # by the best estimate, the largest first
    smallest: tuple[ManifestRow, ...]  # above nothing, the smallest first
    changes: tuple[Change, ...]  # the largest first, up or down


@dataclass(frozen=True, slots=True)
class Compared:
    """This run beside an earlier one, over the members who have a statement in either."""

    run: str
    start: date
    end: date
    both: int
    new: int  # had none before
    gone: int  # have none now
    other_currency: int  # of both: not compared
    changes: tuple[Change, ...]  # the largest in percent first, up or down


@dataclass(frozen=True, slots=True)
class Outlier:
    """A member whose value for the fee is far from the others' in `group`; `score` is the modified z-score."""

    row: ManifestRow
    group: str  # an edition, or "all editions"
    score: float


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How often one kind of problem was met."""

    severity: Severity
    reason: str
    action: str
    number: int


@dataclass(frozen=True, slots=True)
class ReviewedAssumptions:
    """What to look at before approving: assumptions with a concern, and how firm the totals stand.

    `most`: the assumption that moves the total most; `switching`: its figure at which the cautious estimate of the
    whole falls to the fees, None where no figure does it or it is not above them; `above_fees`: whether it is above.
    """

    digest: str
    number: int  # in use
    concerns: tuple[tuple[str, str], ...]  # id, and what
    most: str
    unit: str
    mean: float
    switching: float | None
    above_fees: bool
    low_error: float  # of the simulation in a member's cautious estimate, as a share: the median of members
    fee_sources: tuple[Count, ...]  # which export gave how many fees


@dataclass(frozen=True, slots=True)
class Review:
    """A finished run at a glance."""

    run: str
    start: date
    end: date
    digest: str
    groups: tuple[Group, ...]
    failed: tuple[ManifestRow, ...]
    editions: tuple[Count, ...]
    locales: tuple[Count, ...]
    currencies: tuple[InCurrency, ...]
    having_fee: int  # statements with a fee and a value
    below_fee: tuple[Count, ...]  # by edition: of these, the low estimate is below the fee
    zero: tuple[Count, ...]  # by edition: the best estimate is nothing
    outliers: tuple[Outlier, ...]  # the farthest first
    compared: Compared | None
    problems: tuple[ProblemCount, ...]  # errors first, then the commonest
    weak_secrets: tuple[tuple[str, str], ...] = ()  # member id and why, where statements are encrypted
    still_sample: tuple[str, ...] = ()  # what members would see of the sample organisation
    assumptions: ReviewedAssumptions | None = None  # None: the run does not hold them
    corrections: tuple[Correction, ...] = ()  # that the statements rest on
    not_compared: str = ""  # why the run of the year before is not compared
    own_years: bool = False  # each member has its own: start and end are those of the span of all

    @property
    def members_below_fee(self) -> int:
        """Return how many members have a cautious estimate below their fee."""
        return sum(one.number for one in self.below_fee)

    @property
    def mostly_below_fee(self) -> bool:
        """Return whether that is more than half of those with a fee: the first thing that a reviewer must know."""
        return 2 * self.members_below_fee > self.having_fee
