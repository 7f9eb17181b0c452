"""A workspace's exports, loaded, combined and calculated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from valuereport.calculator import Valuations
from valuereport.combine import Roster
from valuereport.errors import Problem
from valuereport.files import Stamps, stamps_of
from valuereport.insights.statement_order import order_problems
from valuereport.model.history import History
from valuereport.model.statement_order import BY_VALUE, StatementOrder
from valuereport.pipeline.explainers import Explainers
from valuereport.settings import Settings
from valuereport.settings.data_files import data_files
from valuereport.settings.member_periods import MemberPeriods


@dataclass(frozen=True, slots=True)
class DataRead:
    """When the exports were read (UTC), and what their files were like then (`stamps_of`).

    A database says nothing of that kind: only the time tells how old its rows may be.
    """

    at: datetime
    files: Stamps


def read_now(settings: Settings) -> DataRead:
    """Return what the exports are like at this moment: to be taken before they are read."""
    return DataRead(datetime.now(UTC), stamps_of(data_files(settings)))


@dataclass(frozen=True, slots=True)
class CalculatedMembers:
    """A workspace's exports, loaded, combined and calculated.

    Where members have years of their own, an assumption in money may have several figures, by the rates and prices of a
    year: `parts` holds the valuations of each set of figures, the latest last, and `part_of` which member is in which.
    `settings` are those of the span of all years, with the latest figures.
    """

    settings: Settings
    inputs: Mapping[str, str]
    history: History
    roster: Roster
    parts: tuple[Valuations, ...]
    part_of: Sequence[int]
    read: DataRead
    order: StatementOrder = BY_VALUE
    explainers: Explainers = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Let the members be explained one by one, as the order of the statement asks for it."""
        object.__setattr__(self, "explainers", Explainers(self.parts, self.order))

    @property
    def valuations(self) -> Valuations:
        """Return the totals and editions of every member; its lines have the latest figures of the assumptions."""
        return self.parts[-1]

    @property
    def periods(self) -> MemberPeriods:
        """Return the period of each member."""
        return self.valuations.periods

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return every problem so far."""
        settings, features = self.settings, self.settings.surveys.feature
        of_order = order_problems(features, self.order, settings.workspace.files.surveys)
        found = (*settings.problems, *self.history.problems, *_of_parts(self), *of_order)
        return tuple(dict.fromkeys(found)) if len(self.parts) > 1 else found

    def own_year(self, row: int) -> tuple[date, date] | None:
        """Return the first day of a member's own year and the day after its last; None where all have one period."""
        period = self.periods[row]
        return (period.start, period.end) if period and period.own else None

    def settings_of(self, row: int) -> Settings:
        """Return the settings of one member's period."""
        period = self.periods[row]
        return self.settings.of(period) if period else self.settings


def _of_parts(valued: CalculatedMembers) -> list[Problem]:
    """Return the calculator's problems, each with the figures of its member's own year."""
    if len(valued.parts) == 1:
        return list(valued.valuations.problems)
    ids = valued.history.members["member_id"].tolist()
    part = dict(zip(ids, valued.part_of, strict=True))
    number = len(valued.parts)
    reason = f"exchange rates or prices change between the members' years: assumptions have {number} sets of figures"
    action = "each member's are those of the own year; a review shows the latest"
    return [
        Problem("calculate", "warning", reason, action, valued.settings.workspace.files.assumptions),
        *(
            one
            for number, each in enumerate(valued.parts)
            for one in each.problems
            if part.get(one.member_id, number) == number
        ),
    ]
