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
RunState = Literal["under-way", "stopped", "damaged", "finished", "reviewed", "approved"]
Step = Literal[
    "start",
    "pull",
    "bring-exports",
    "wait",
    "resume",
    "check",
    "preview",
    "make",
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
    """The files of one `file` of the settings, or one database, or the pulls of a connection; times are UTC.

    `old`: its newest file is more than 31 days older than the newest one of all exports. Of a connection `files` are
    its finished pulls, `newest` is when the newest of them began, and `goes_on`: one is begun and not finished.
    """

    file: str  # as in the settings: it may hold wildcards; of a database the source's name, of a pull the connection
    sources: tuple[str, ...]
    tables: tuple[Table, ...]
    files: int  # that are there
    newest: datetime | None
    state: ExportState
    is_pulled: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class KnownProblems:
    """The problems of the last check or of the run, whichever is newer; times are UTC.

    `is_current`: neither an export nor a setting has changed since.
    """

    run: str  # empty: they are of a check
    at: datetime
    errors: int  # rows that they stand for
    warnings: int
    kinds: tuple[ProblemKind, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class SeasonRun:
    """A run of the period; times are UTC. Until it is finished, the counts are those of the statements so far.

    `stopped`: in a store it may be under way as well. `changed`: exports, corrections and aliases that are not what the
    run was made of. `approved_before`: an approval that is void, because the run has changed since.
    """

    name: str
    state: RunState
    begun: datetime
    is_whole: bool  # for all members of the period, or all who are due; not for some that were named
    rendered: int = 0
    skipped: int = 0
    failed: int = 0
    reviewed: datetime | None = None
    approval: Approval | None = None
    approved_before: Approval | None = None
    changed: tuple[str, ...] = ()

    @property
    def members(self) -> int:
        """Return how many members have a result."""
        return self.rendered + self.skipped + self.failed


@dataclass(frozen=True, slots=True)
class ChannelCounts:
    """How the deliveries of the period stand by one channel; a member counts once, with the last one."""

    channel: Channel
    sent: int
    waiting: int  # planned, or failed: a new start tries again
    failed: int  # rejected or bounced
    uncertain: int  # uncertain, or being handed over
    skipped: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the run's statements.

    `reached`: members whose statement was sent by any channel. `to_email`: whose message is not planned yet, or waits.
    `to_print`: whom no email reaches, and who have no letter; where the settings print for everyone, all without a
    letter as soon as the first one is planned; nobody, where nothing names postal addresses. `in_print_file`: of these,
    in a print file that is not handed over yet.
    `corrected`: corrections that people signed since the run was made, of members who have had no newer statement.
    """

    channels: tuple[ChannelCounts, ...]
    reached: int = 0
    to_email: int = 0
    to_print: int = 0
    in_print_file: int = 0
    corrected: int = 0


@dataclass(frozen=True, slots=True)
class SeasonAlerts:
    """Alerts that are open, and how many of these are due; `withheld`: about members, and nobody answers for them."""

    open: int
    due: int
    withheld: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do: a code for its sentence, the action, and the number that the sentence may name."""

    code: Step
    remedy: Remedy | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Season:
    """Where the season stands, as far as files and ledger tell it without the exports being read.

    `run`: the newest run of the period for all its members, else the newest one. `runs`: all of the period, the newest
    first. `replies`: corrections that members propose, and that wait for a person; None where nobody knows without
    reading the exports. `uses_email`: the settings say how a member stops it, without which none is sent.
    """

    today: date
    start: date
    end: date  # the day after the period's last one
    is_sample: bool
    uses_email: bool
    exports: tuple[Export, ...]
    files_read: int  # of the exports that are there, and of the lists of who gets no mail
    problems: KnownProblems | None
    previewed: datetime | None
    run: SeasonRun | None
    runs: tuple[str, ...]
    delivered: Delivered
    alerts: SeasonAlerts
    replies: int | None
    has_insights: bool
    next_step: NextStep = NextStep("done")
