"""Deliveries and approvals, as the ledger records them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Channel = Literal["email", "print"]
State = Literal["planned", "sending", "sent", "bounced", "rejected", "failed", "uncertain", "skipped"]

STATES: Final[dict[State, str]] = {
    "planned": "waits for its turn",
    "sending": "is being handed over",
    "sent": "was accepted by the mail server, or handed to the mail house",
    "bounced": "was accepted, and came back",
    "rejected": "was refused for good by the mail server",
    "failed": "was not accepted at any attempt; a new start tries again",
    "uncertain": "may have been accepted; a person has to find out",
    "skipped": "was not to be sent, for the reason given",
}
"""The states of a delivery, and what each means."""

CHANNELS: Final[dict[Channel, str]] = {"email": "sent by email", "print": "handed to the mail house"}
"""What was done with a delivery of each channel."""

WAITING: Final[frozenset[State]] = frozenset({"planned", "failed"})
"""A sender may take these on."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A delivery that a command would make; `reason`: why it must not be made, or empty."""

    member_id: str
    run: str
    file: str  # relative to the run
    sha256: str  # of the file as the manifest has it
    address: str  # the email address, or the postal address on one line
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One statement on its way to one member by one channel, as the ledger knows it; times are UTC."""

    id: str  # 32 hexadecimal digits; also in the Message-ID
    member_id: str
    period: str  # "2026-01-01/2027-01-01"
    channel: Channel
    issue: int  # 1, and one more for each re-issue
    reissue: str  # why it was issued again, or empty
    run: str
    file: str
    sha256: str
    address: str
    state: State
    reason: str  # why it was skipped, failed or resolved
    answer: str  # the server's, or the print file and sheet
    attempts: int
    operator: str
    planned_at: datetime
    sending_at: datetime | None  # of the last attempt
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A run's own record of one delivery, for the case that the ledger is lost."""

    ledger: str  # by its identity
    period: str
    delivery: str
    member_id: str  # empty: forgotten
    channel: Channel
    issue: int
    attempt: int  # how many there were
    state: State  # sending: the outcome was not written; planned: about to be handed over, or not handed over
    file: str = ""  # of the statement, as the run has it
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who released a run for delivery, and exactly which content."""

    run: str
    digest: str  # of the run's manifest and run.json
    operator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One step in a delivery's history, never changed once written; the time is UTC."""

    at: datetime
    state: State  # that the delivery took
    operator: str
    answer: str
    reason: str
