"""Who is at work in a workspace: one writer, or several of a kind that go on beside one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Work = Literal[
    "approve",
    "assumptions",
    "batch",
    "correct",
    "email",
    "feedback",
    "forget",
    "insights",
    "ledger adopt",
    "map",
    "print",
    "pull",
    "push",
    "settings",
    "statement",
    "stories",
]
"""What somebody is at work on, called as the command is."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody who is at work now: who, on what, since when (UTC), in which process, and how far.

    `run`: the name of the run, "" where there is none or it is not known yet. `done` of `total` units of `stage` (see
    Events) are finished; total is 0 where nothing was counted yet. `stopping`: somebody has asked it to stop.
    """

    id: str
    work: Work
    who: str
    since: datetime
    process: int
    machine: str
    run: str = ""
    stage: str = ""
    done: int = 0
    total: int = 0
    stopping: bool = False
