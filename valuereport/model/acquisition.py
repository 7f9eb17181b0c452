"""acquisition.csv: what it cost to win members, by channel and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

COLUMNS: Final = ("channel", "year", "from", "until", "spend", "hours", "rewards", "currency")


@dataclass(frozen=True, slots=True)
class ChannelSpend:
    """One row: `spend` is None where it is not known; hours and rewards that are not given are none."""

    channel: str
    starts: date
    ends: date  # the day after the last one
    spend: float | None
    hours: float  # of staff
    rewards: float  # to members who brought others
    currency: str  # "": the organisation's
    file: str
    row: int
