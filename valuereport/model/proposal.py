"""What a correction would do to a member, shown to a person before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.errors import Problem
from valuereport.model.correction import Correction
from valuereport.model.member import Alias


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """What one member's statement says: money in `currency`, unrounded; `obstacle`: why there is no statement."""

    currency: str
    fee: float
    edition: str
    low: float | None
    central: float | None
    engagements: int
    obstacle: str

    @property
    def ratio(self) -> float | None:
        """Return low / fee; None where there is none."""
        return None if self.low is None or not self.fee > 0 else self.low / self.fee


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a correction would do; nothing is written yet.

    `changes`: a field, what it holds now and what it would hold. `before`, `after`: the member's figures.
    """

    member_id: str
    name: str
    row: Correction | Alias
    changes: tuple[tuple[str, str, str], ...]
    before: MemberFigures
    after: MemberFigures
    problems: tuple[Problem, ...]  # that are new, and of this member


@dataclass(frozen=True, slots=True)
class ProposedFields:
    """What corrections of several fields would do together, as `Proposed` says it of one; nothing is written yet."""

    member_id: str
    name: str
    rows: tuple[Correction, ...]
    changes: tuple[tuple[str, str, str], ...]
    before: MemberFigures
    after: MemberFigures
    problems: tuple[Problem, ...]
