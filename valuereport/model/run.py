"""The plan and the result of a batch, one of each for a member; and a finished run on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from valuereport.errors import Problem
from valuereport.model.compact_pickle import compact_pickle
from valuereport.model.member import Member
from valuereport.model.statement_order import BY_VALUE, StatementOrder
from valuereport.model.valuation import Earlier, FeeBasis, Valuation

VALUE_MODEL: Final = 2
"""The edition of the value model by which figures are worked out (docs/value-model.md); run.json holds it."""

Action = Literal["render", "skip"]
Status = Literal["rendered", "skipped", "failed"]
Way = Literal["direct", "plate"]


@compact_pickle
@dataclass(frozen=True, slots=True)
class Planned:
    """The plan for one member, decided before any statement is made."""

    row: int  # in History.members
    member_id: str
    locale: str
    edition: str
    file: str  # relative to the run
    action: Action
    reason: str = ""  # why the member is skipped, or why the statement must not be delivered for now


@compact_pickle
@dataclass(frozen=True, slots=True)
class Job:
    """One statement to make: all that a worker needs besides the settings. Picklable."""

    planned: Planned
    member: Member
    valuation: Valuation
    folder: str  # of the run
    earlier: Earlier | None = None  # the figure of an earlier run, where one is compared
    own_year: tuple[date, date] | None = None  # the member's, [start, end); None: the period of the settings
    feedback_token: str = field(default="", repr=False)  # empty where the statement has no way to answer


@compact_pickle
@dataclass(frozen=True, slots=True)
class Result:
    """The result for one member. `problem`: why it failed. `halt`: why the whole run cannot go on (a full disk).

    `direct_reason`: why it was laid out directly, for this member alone, and not filled into plates.
    """

    member_id: str
    status: Status
    pages: int = 0
    bytes: int = 0
    sha256: str = ""
    problem: str = ""
    problems: tuple[Problem, ...] = ()
    halt: str = ""
    way: Way = "direct"  # laid out for this member alone, or filled into plates that many share
    direct_reason: str = ""
    details: str = ""  # of an unexpected error: only for the run's log


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One row of a finished run's manifest; figures are None where there are none."""

    member_id: str
    status: Status
    locale: str
    edition: str
    file: str  # relative to the run
    pages: int
    bytes: int
    sha256: str
    currency: str
    fee: Decimal | None
    low: Decimal | None
    central: Decimal | None
    high: Decimal | None
    benefit_cost_ratio: Decimal | None
    problem: str
    low_without_policy: Decimal | None = None
    ratio_without_policy: Decimal | None = None
    fee_basis: FeeBasis = "paid"
    engagements: int | None = None  # in the period; None in runs of older versions
    own_year: tuple[date, date] | None = None  # [start, end), where each member has a year of its own


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A finished run on disk. `digest` is of run.json and manifest.csv; an approval is valid for this digest only."""

    folder: Path
    start: date
    end: date
    digest: str
    rows: tuple[ManifestRow, ...]
    value_model: int = 1  # which edition of the value model its figures are from
    own_years: bool = False  # each member has its own: start and end are those of the span of all
    order: StatementOrder = BY_VALUE  # of its statements

    @property
    def name(self) -> str:
        """Return the run's name."""
        return self.folder.name

    @property
    def other_value_model(self) -> str:
        """Return why the run's figures cannot stand beside those of today, or nothing."""
        if self.value_model == VALUE_MODEL:
            return ""
        return f"the figures of the run {self.name} are from edition {self.value_model} of the value model"

    @property
    def last_day(self) -> date:
        """Return the last day of the period, or of the last member's year."""
        return self.end - timedelta(days=1)

    def year_of(self, row: ManifestRow) -> tuple[date, date]:
        """Return the period `[start, end)` of one member's statement."""
        return row.own_year or (self.start, self.end)

    def period_of(self, row: ManifestRow) -> str:
        """Return it as the ledger writes it."""
        return "/".join(day.isoformat() for day in self.year_of(row))

    @property
    def periods(self) -> tuple[str, ...]:
        """Return each period of the run's statements once, as the ledger writes it; they are one but for own years."""
        if not self.own_years:
            return (f"{self.start.isoformat()}/{self.end.isoformat()}",)
        return tuple(sorted({self.period_of(row) for row in self.rows if row.status == "rendered"}))
