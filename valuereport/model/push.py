"""What was written into a contact of another system, and what stood there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

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
