"""What was written into a contact of another system, and what stood there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from valuereport.errors import Problem

PushState = Literal["planned", "writing", "done", "failed", "uncertain", "skipped", "undoing", "undone"]

PUSH_STATES: Final[dict[PushState, str]] = {
    "planned": "waits for its turn",
    "writing": "is being written, or was when a command died",
    "done": "stands in the system",
    "failed": "was refused, or no contact was found; a new push tries again",
    "uncertain": "may stand there: the line broke; the next push looks first",
    "skipped": "was not to be written, for the reason given",
    "undoing": "is being set back, or was when a command died",
    "undone": "was set back to what stood there before, but for what the reason says",
}
"""The states of a push, and what each means."""


@dataclass(frozen=True, slots=True)
class Written:
    """One field of a contact: what stood there before us, and what we wrote."""

    field: str
    before: str
    ours: str


@dataclass(frozen=True, slots=True)
class Push:
    """What one run wrote about one member by one connection, as the ledger knows it; times are UTC."""

    id: str  # 32 hexadecimal digits
    connection: str
    run: str
    member_id: str
    contact: str  # its id in the system; empty while it is not known
    written: tuple[Written, ...]  # also what was only about to be written
    state: PushState
    reason: str
    attempts: int
    operator: str
    planned_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What would stand in a field, and what stands there now."""

    field: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class PlannedPush:
    """What would be written about one member; `reason`: why nothing, or why not everything is set back."""

    member_id: str
    contact: str
    changes: tuple[FieldChange, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PushPlan:
    """What a push would do in a system, member by member; `unverified`: what nobody has tried at the real service."""

    connection: str
    system: str
    planned: tuple[PlannedPush, ...]
    problems: tuple[Problem, ...]
    unverified: str


@dataclass(frozen=True, slots=True)
class PushedRun:
    """What came of a push, member by member as the ledger has it; `changed`: how many contacts were written to.

    `stopped`: why it ended early, empty where it did not; `waiting`: how many members it had not come to by then.
    """

    connection: str
    pushes: tuple[Push, ...]
    changed: int
    stopped: str
    waiting: int
    problems: tuple[Problem, ...]
