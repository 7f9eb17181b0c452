"""What a person signed about the exports, in corrections.csv."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An extreme amount of a member that is right; what is None or empty need not be equal."""

    member: str  # an id or address
    amount: float  # as the export has it
    activity: str
    day: date | None  # of the engagement
    currency: str
    reference: str
    by: str
    on: date
    why: str
    file: str
    row: int
