"""Every figure of one member: dated evidence x assumption x discounts = value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from valuereport.actions.calculated import calculated
from valuereport.actions.member_ids import resolve_member
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, write
from valuereport.audit.member import member_workbook
from valuereport.model.correction import Correction
from valuereport.model.member import Member
from valuereport.model.valuation import Valuation
from valuereport.pipeline import calculation
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.member_lookup import find_member
from valuereport.settings import Period


@dataclass(frozen=True, slots=True)
class Explanation:
    """A member, and the valuation with the evidence and assumptions behind each figure."""

    member: Member
    valuation: Valuation
    period: Period
    low_error: float | None  # of the simulation, in the total's low estimate, where it was asked for
    corrections: tuple[Correction, ...] = ()  # of this member, that people signed


@needs("member-services")
def explain(workspace: Workspace, member: str, workbook: Path | None = None, *, low_error: bool = True) -> Explanation:
    """Explain the figures of a member (an id, a former one, or an address). Raises RunError, SourceError.

    `workbook`: where a workbook is written in which the best estimate is a formula of the assumptions. `low_error`:
    whether the error of the simulation is worked out, which takes eight sets of draws.
    """
    valued = calculated(workspace)
    row = find_member(valued.history, resolve_member(workspace, valued.history, member))
    valuation, period = calculation.explain(valued, row), valued.settings_of(row).workspace.period
    if workbook:
        write(workbook, _workbook(valued, row, valuation, period))
    error = calculation.low_error(valued, row) if low_error else None
    corrections = tuple(one for one in valued.history.corrections if one.member == valuation.member_id)
    return Explanation(valued.roster[row], valuation, period, error, corrections)


@needs("member-services")
def explanation_workbook(workspace: Workspace, member: str) -> bytes:
    """Return the workbook of an explanation. Raises RunError, SourceError."""
    valued = calculated(workspace)
    row = find_member(valued.history, resolve_member(workspace, valued.history, member))
    return _workbook(valued, row, calculation.explain(valued, row), valued.settings_of(row).workspace.period)


def _workbook(valued: CalculatedMembers, row: int, valuation: Valuation, period: Period) -> bytes:
    apart = valued.settings.workspace.calculation.policy == "apart"
    return member_workbook(valued.roster[row], valuation, period, apart=apart)
