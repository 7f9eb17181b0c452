"""What can go wrong, and how it is said.

Bad data is a value (`Problem`) and never stops a run. An exception means that the end cannot be reached:

    ValuereportError            shown to the user as one message, exit code 2
    ├── SettingsError           valuereport.toml or a file it names: file, key, found, allowed
    ├── SourceError             an export that cannot be read at all
    ├── TemplateError           a template that cannot be used: file and line
    ├── RequestError            what was asked for is not possible: argument, found, allowed
    ├── NotAllowedError         who asks may not do that: the person, the role, the role that is needed
    ├── RunError                a run folder that cannot be made, resumed or written
    │   ├── StoppedError        somebody stopped it before its end
    │   └── BusyError           somebody else is at work in the workspace: who, on what, and how far
    ├── LedgerError             a ledger that cannot be opened or written: what to do about it
    ├── UnexpectedError         an unexpected error; its details are in a log
    └── DeliveryError           nothing (more) can be delivered: a draft, a changed run, a mail server that refuses

What a person can do about it is a value, too (`Remedy`): the command line prints a command, the desk makes a button.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final, Literal


class ExitCode(IntEnum):
    """What the shell is told: design.md, "The command line"."""

    DONE = 0
    PROBLEMS = 1
    UNFINISHED = 2


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_LOGIN = re.compile(r"(?<=://)(?!user:password@)[^\s'\"]*@")
_VALUE, _REASON, _MESSAGE = 200, 900, 1900  # characters: each line of a terminal stays under 2,000


def shortened(text: str, most: int = _VALUE) -> str:
    """Return a text as a person is shown it: on one line, of at most `most` characters, without a URL's login.

    What would steer a terminal (escape sequences, changes of direction) is a space.
    """
    text = _LOGIN.sub("***@", _CONTROLS.sub(" ", text[: 4 * most])).strip() if text else text
    return text if len(text) <= most else f"{text[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


Severity = Literal["error", "warning"]
Stage = Literal["load", "combine", "calculate", "compose", "render", "batch", "deliver", "stories", "insights"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Bad data as a value: where it stands, what it is, and what was done about it.

    `error`: something was left out or a statement was not made. `warning`: something was used, but a person
    should look. `row` counts as a spreadsheet does (the first line of the file is 1). `rows`: how many rows one
    problem stands for; how many questionnaires, where it is about these.
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
    rows: int = 1

    def __post_init__(self) -> None:
        for name, most in (("reason", _REASON), ("action", _REASON), ("column", _VALUE), ("value", _VALUE)):
            if len(text := getattr(self, name)) > most:
                object.__setattr__(self, name, shortened(text, most))


ASK: Final = None
"""The value of a remedy's argument that only the person knows: a name, a reason."""


ArgumentValue = str | bool | tuple[str, ...] | None
"""The value of a remedy's argument; several where it may be given several times, ASK where only the person knows."""


@dataclass(frozen=True, slots=True, init=False)
class Remedy:
    """What a person can do about an error: an action by its name, and the arguments that are known.

    Without an action: the same again, with these arguments besides. Actions and arguments are called as the commands
    and their options are, with "_" for "-".
    """

    action: str
    arguments: tuple[tuple[str, ArgumentValue], ...]

    def __init__(self, action: str = "", /, **arguments: ArgumentValue) -> None:
        object.__setattr__(self, "action", action)
        object.__setattr__(self, "arguments", tuple(arguments.items()))


RESUME: Final = Remedy(resume=True)
"""Go on with the same run, where the message ends with "go on"."""


class ValuereportError(Exception):
    """The end cannot be reached; `str()` of it is a whole message for a user, on one line of sane length.

    `remedies`: what to do about it, in this order; the message ends where the first one follows.
    """

    def __init__(self, message: str = "", *remedies: Remedy) -> None:
        super().__init__(message)
        self.remedies = remedies

    def __str__(self) -> str:
        return shortened(super().__str__(), _MESSAGE)


class SettingsError(ValuereportError):
    """A setting is wrong: names the file, the key, what was found and what is allowed."""

    def __init__(self, file: str, key: str, found: object, allowed: str, *remedies: Remedy) -> None:
        self.file, self.key, self.found, self.allowed = file, shortened(key), found, allowed
        super().__init__(f"{file}: {self.key}: {_found(found, allowed)}", *remedies)


class RequestError(ValuereportError):
    """What was asked for is not possible: names the argument (see Remedy), what was found and what is allowed."""

    def __init__(self, argument: str, found: object, allowed: str) -> None:
        self.argument, self.found, self.allowed = argument, found, allowed
        super().__init__(f"{argument}: {_found(found, allowed)}")


class NotAllowedError(ValuereportError):
    """A person may not do what was asked for; nothing was done. `role`: the person's, empty where there is none."""

    def __init__(self, person: str, role: str, needed: str) -> None:
        self.person, self.role, self.needed = person, role, needed
        has = f"has the role {role} here" if role else "has no role here"
        super().__init__(
            f"{shortened(person)} may not do this: it needs the role {needed}, and {shortened(person)} {has}. Who has "
            "which role stands in desk-users.toml; a desk that is read-only makes everybody a viewer"
        )


def _found(found: object, allowed: str) -> str:
    text = str(found)
    text = text if len(text) <= _VALUE else shortened(text)
    return f"found {repr(text) if isinstance(found, str) else text}; allowed: {allowed}"


class SourceError(ValuereportError):
    """An export cannot be read at all."""


class TemplateError(ValuereportError):
    """A template cannot be used."""


class RunError(ValuereportError):
    """A run folder cannot be made, resumed or written."""


class StoppedError(RunError):
    """Somebody stopped an action before its end; what was finished by then is kept."""


class BusyError(RunError):
    """Somebody else is at work in the workspace: who, on what (model/at_work.py), since when (UTC), and how far.

    `work` is "" and `since` None where who it is cannot be seen.
    """

    def __init__(
        self,
        message: str,
        who: str = "",
        work: str = "",
        since: datetime | None = None,
        run: str = "",
        stage: str = "",
        done: int = 0,
        total: int = 0,
    ) -> None:
        super().__init__(message)
        self.who, self.work, self.since, self.run = who, work, since, run
        self.stage, self.done, self.total = stage, done, total


class LedgerError(ValuereportError):
    """The ledger cannot be opened or written."""


class UnexpectedError(ValuereportError):
    """An unexpected error; `str()` of it names the log with the details."""


class DeliveryError(ValuereportError):
    """Nothing, or nothing more, can be delivered."""
