"""Every assumption in use: its figures, who answers for it, what it moves, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from valuereport.model.valuation import Grade

UNSIGNED: Final = "signed by nobody"


@dataclass(frozen=True, slots=True)
class AssumptionUse:
    """One assumption, as an auditor looks at it; money in the organisation's currency.

    `editions_changed`: how many members would have another edition at its low or at its high. `switching`: the figure
    at which the organisation's cautious total falls to the sum of the fees; None where no figure does.
    """

    id: str
    unit: str
    low: float
    central: float
    high: float
    mean: float
    grade: Grade
    source: str
    url: str
    year: int
    signed_by: str
    signed_on: date | None
    valid_until: date | None
    price_year: int | None
    adjustment: str  # what brought it to the currency and price level
    used_by: tuple[str, ...]  # activities and policy wins
    members: int  # in whose value it is
    total_at_low: float
    total_at_high: float
    editions_changed: int
    switching: float | None
    changed: str  # since the previous run; empty where nothing is, or none was named

    @property
    def swing(self) -> float:
        """Return how far it moves the organisation's best estimate."""
        return abs(self.total_at_high - self.total_at_low)

    def age(self, last_day: date) -> int:
        """Return how many years before the period's last day its figure belongs to."""
        return last_day.year - self.year

    def concerns(self, last_day: date) -> tuple[str, ...]:
        """Return what somebody should look at before they approve. `last_day`: of the period."""
        return concerns(self.signed_by, self.valid_until, last_day, self.changed)


def concerns(signed_by: str, valid_until: date | None, last_day: date, changed: str) -> tuple[str, ...]:
    """Return what somebody should look at before they approve an assumption."""
    return (
        *([f"expired on {valid_until}"] if valid_until and valid_until < last_day else []),
        *([UNSIGNED] if not signed_by else []),
        *([f"changed since the previous run: {changed}"] if changed else []),
    )


@dataclass(frozen=True, slots=True)
class LineTotal:
    """One formula of one benefit over all members: the organisation's weight in each of its terms."""

    benefit: str
    name: str  # of the activity or the policy win
    terms: tuple[tuple[float, int], ...]  # weight, and the term's number in the contributions
    total: float  # the best estimate


@dataclass(frozen=True, slots=True)
class AssumptionReport:
    """All assumptions in use, the largest swing first, and what the organisation's totals are."""

    run: str  # empty: the exports as they are now
    currency: str
    last_day: date
    members: int
    fees: float
    total: float  # best estimate
    low: float  # the cautious estimate of the whole: P10 of its own draws
    low_error: float  # the simulation's error in a member's cautious estimate, as a share: the median of members
    assumptions: tuple[AssumptionUse, ...]
    previous: str = ""
