"""What can go wrong, and how it is said.

Bad data is a value (`Problem`) and never stops a run. An exception means that the end cannot be reached:

    ValuereportError            shown to the user as one message, exit code 2
    ├── SettingsError           valuereport.toml or a file it names: file, key, found, allowed
    ├── SourceError             an export that cannot be read at all
    ├── TemplateError           a template that cannot be used: file and line
    ├── RunError                a run folder that cannot be made, resumed or written
    ├── LedgerError             a ledger that cannot be opened or written: what to do about it
    ├── UnexpectedError         an error that nobody thought of; its details are in a log
    └── DeliveryError           nothing (more) can be delivered: a draft, a changed run, a mail server that refuses
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal


class ExitCode(IntEnum):
    """What the shell is told: design.md, "The command line"."""

    DONE = 0
    PROBLEMS = 1
    UNFINISHED = 2


Severity = Literal["error", "warning"]
Stage = Literal["load", "combine", "calculate", "compose", "render", "batch", "deliver", "stories"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Bad data as a value: where it stands, what it is, and what was done about it.

    `error`: something was left out or a statement was not made. `warning`: something was used, but a person
    should look. `row` counts as a spreadsheet does (the first line of the file is 1).
    """

    stage: Stage
    severity: Severity
    reason: str
    action: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    member_id: str = ""


class ValuereportError(Exception):
    """The end cannot be reached; `str()` of it is a whole message for a user."""


class SettingsError(ValuereportError):
    """A setting is wrong: names the file, the key, what was found and what is allowed."""

    def __init__(self, file: str, key: str, found: object, allowed: str) -> None:
        self.file, self.key, self.found, self.allowed = file, key, found, allowed
        super().__init__(f"{file}: {key}: found {found!r}; allowed: {allowed}")


class SourceError(ValuereportError):
    """An export cannot be read at all."""


class TemplateError(ValuereportError):
    """A template cannot be used."""


class RunError(ValuereportError):
    """A run folder cannot be made, resumed or written."""


class LedgerError(ValuereportError):
    """The ledger cannot be opened or written."""


class UnexpectedError(ValuereportError):
    """An error that nobody thought of; `str()` of it names the log with the details."""


class DeliveryError(ValuereportError):
    """Nothing, or nothing more, can be delivered."""
