"""Addresses that must not be written to, whatever the exports say; and how many members have opted out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

SuppressionReason = Literal["unsubscribe", "complaint", "bounce", "manual"]

REASONS: Final[tuple[SuppressionReason, ...]] = get_args(SuppressionReason)


@dataclass(frozen=True, slots=True)
class Suppression:
    """One address that gets no email, until a named person allows it again; times are UTC."""

    address: str  # in the form in which addresses are compared; a pseudonym once its member was forgotten
    reason: SuppressionReason
    note: str
    operator: str
    at: datetime
    lifted_at: datetime | None = None
    lifted_by: str = ""
    lifted_note: str = ""


@dataclass(frozen=True, slots=True)
class OptOuts:
    """How many of the members had opted out of email when a run was delivered."""

    run: str
    opt_outs: int
    members: int
    at: datetime | None = None  # UTC; None before it is in the ledger
    operator: str = ""
    accepted: str = ""  # why there may be far fewer than before, where somebody had to say so
