"""Where a season stands: the exports, the run of the period, what was delivered, and the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from valuereport.errors import Remedy
from valuereport.model.delivery import Approval, Channel
from valuereport.model.problem_kind import ProblemKind
from valuereport.model.tables import Table

ExportState = Literal["there", "old", "missing", "database"]
RunState = Literal["under-way", "stopped", "finished", "reviewed", "approved", "damaged"]
Step = Literal[
    "start",
    "bring-exports",
    "check",
    "preview",
    "make",
    "wait",
    "resume",
    "make-again",
    "review",
    "approve",
    "approve-again",
    "resolve",
    "email",
    "hand-over",
    "print",
    "correct-again",
    "replies",
    "alerts",
    "insights",
    "done",
]


@dataclass(frozen=True, slots=True)
class Export:
    """The files of one entry `file` of the settings, or one database; times are UTC.

    `old`: its newest file is more than 31 days older than the newest of all exports.
    """

    file: str  # as in the settings: it may hold wildcards; empty: a database
    sources: tuple[str, ...]
    tables: tuple[Table, ...]
    files: int  # that are there
    newest: datetime | None
    state: ExportState


@dataclass(frozen=True, slots=True)
class KnownProblems:
    """The problems of the last check or of the run, whichever is newer. `current`: no export has changed since."""

    run: str  # empty: they are of a check
    at: datetime
    errors: int  # rows, as they were counted
    warnings: int
    kinds: tuple[ProblemKind, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class SeasonRun:
    """A run of the period. `members`: that are in it so far; the counts are None where it is damaged.

    `changed`: exports, corrections and aliases that are not what the run was made of.
    """

    name: str
    state: RunState
    begun: datetime
    is_whole: bool  # not for some members alone
    members: int = 0
    rendered: int = 0
    skipped: int = 0
    failed: int = 0
    reviewed: datetime | None = None
    approval: Approval | None = None
    approved_before: Approval | None = None  # an approval that is void, because the run has changed since
    changed: tuple[str, ...] = ()
    corrections: int = 0  # that people signed since it was made


@dataclass(frozen=True, slots=True)
class ChannelCounts:
    """How the deliveries of the period stand by one channel; a member counts once, with the last one."""

    channel: Channel
    sent: int = 0
    waiting: int = 0  # planned, or failed: a new start tries again
    failed: int = 0  # rejected or bounced
    uncertain: int = 0  # uncertain, or being handed over
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class SeasonAlerts:
    """Alerts that are open, and how many of these are due; `withheld`: about members, and nobody answers for them."""

    open: int
    due: int
    withheld: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do: a code for its sentence, and the action. `number`: of whatever the sentence counts."""

    code: Step
    remedy: Remedy | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Season:
    """Where the season stands, as far as the run, the ledger and the files tell it without the exports being read.

    `run`: the newest run of the period for all its members, else for some. `reached`: members of the run with a
    statement that was sent by any channel; `unreached`: with one that was not, and nobody has said why not.
    `letters`: of the run's print file, not handed over yet. `replies`: that wait for a person; None where that is not
    known without reading the exports.
    """

    today: date
    start: date
    end: date  # the day after the period's last one
    is_sample: bool
    exports: tuple[Export, ...]
    problems: KnownProblems | None
    previewed: datetime | None
    run: SeasonRun | None
    runs: tuple[str, ...]  # all of the period, the newest first
    channels: tuple[ChannelCounts, ...]
    reached: int
    unreached: int
    letters: int
    alerts: SeasonAlerts
    replies: int | None
    has_insights: bool
    next_step: NextStep = NextStep("done")
