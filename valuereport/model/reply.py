"""What a member's reply says is wrong: a correction that is proposed until a person accepts or declines it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

ReplyState = Literal["open", "accepted", "declined"]
REPLY_COLUMNS: Final = ("reply", "state", "by", "on", "note")
"""The columns of replies.csv: what a person decided, and no member in it."""


@dataclass(frozen=True, slots=True)
class ProposedCorrection:
    """`id`: the same however often the reply is exported. `words`: the member's own, "" where none were given."""

    id: str
    member_id: str
    name: str
    day: date
    words: str
    state: ReplyState = "open"
    by: str = ""
    on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WrittenSuggestion:
    """What a reply suggests, in the member's own words; whose it is, is not needed to answer it."""

    day: date
    words: str
