"""One member's figures in a run, and as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from valuereport.model.correction import Correction


@dataclass(frozen=True, slots=True)
class StatementFigures:
    """What a statement says, as it says it; figures are None where there are none. `problem`: why there is none."""

    edition: str
    currency: str
    fee: Decimal | None
    low: Decimal | None
    central: Decimal | None
    high: Decimal | None
    benefit_cost_ratio: Decimal | None
    engagements: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """A benefit line's best estimate in both, in the member's currency; None where the line is not there."""

    benefit: str
    line: str  # the activity's or the policy win's id
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """Return by how much the estimate has grown."""
        return (self.after or Decimal()) - (self.before or Decimal())


@dataclass(frozen=True, slots=True)
class MemberComparison:
    """A member's figures in a run (`before`) and now (`after`), the lines that changed, and what was corrected since.

    `no_lines`: why lines are not compared, or empty.
    """

    member_id: str
    name: str
    run: str
    before: StatementFigures
    after: StatementFigures
    lines: tuple[LineChange, ...]
    no_lines: str
    corrections: tuple[Correction, ...]
