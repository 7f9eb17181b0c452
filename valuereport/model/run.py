"""What a batch plans and what came of it: one of each a member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from valuereport.errors import Problem
from valuereport.model.member import Member
from valuereport.model.valuation import Earlier, Valuation

Action = Literal["render", "skip"]
Status = Literal["rendered", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Planned:
    """What shall become of one member, decided before anything is made."""

    row: int  # in History.members
    member_id: str
    locale: str
    edition: str
    file: str  # relative to the run
    action: Action
    reason: str = ""  # why the member is skipped


@dataclass(frozen=True, slots=True)
class Job:
    """One statement to make: all that a worker needs besides the settings. Picklable."""

    planned: Planned
    member: Member
    valuation: Valuation
    folder: str  # of the run
    earlier: Earlier | None = None  # what the run before said, where it is compared


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one member. `problem`: why it failed. `halt`: why the whole run cannot go on (a full disk)."""

    member_id: str
    status: Status
    pages: int = 0
    bytes: int = 0
    sha256: str = ""
    problem: str = ""
    problems: tuple[Problem, ...] = ()
    halt: str = ""
