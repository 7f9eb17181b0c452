"""A remedy as a command of the command line: what a screen shows, and what a process in the background is given.

It knows no command itself: which of their arguments is given without a name stands here, and a test holds it equal.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Final

from valuereport.errors import ArgumentValue, Remedy, RequestError

POSITIONAL: Final[Mapping[str, str]] = {
    "alerts done": "id",
    "alerts snooze": "id",
    "approve": "run",
    "consents ask": "member",
    "correct": "member",
    "explain": "member",
    "feedback accept": "id",
    "feedback decline": "id",
    "find": "text",
    "forget": "member",
    "init": "folder",
    "ledger adopt": "run",
    "ledger allow": "address",
    "ledger bounces": "files",
    "ledger resolve": "delivery",
    "ledger show": "delivery",
    "ledger suppress": "addresses",
    "map": "paths",
    "presets": "name",
    "preview": "members",
    "pull": "name",
    "sample": "folder",
    "statement": "member",
    "survey draft": "name",
}
"""The argument of a command that is given without a name."""
_ASKED: Final = {
    "accept_fewer_opt_outs": "REASON",
    "by": "NAME",
    "config": "PATH",
    "member": "MEMBER",
    "paths": "FILE_OR_FOLDER...",
    "reissue": "REASON",
    "run": "NAME",
}
"""What stands for a value that only the person knows; TEXT where the name of the option says enough."""


def command_of(remedy: Remedy) -> str:
    """Return a remedy as a command for a terminal."""
    place = POSITIONAL.get(remedy.action)
    words = ["valuereport", *remedy.action.split()]
    last: list[str] = []
    for name, value in remedy.arguments:
        if name != place:
            words += option(name, value)
        elif value is None:
            words.append(_ASKED["paths"] if name == "paths" else name.upper())
        elif any(one.startswith("-") for one in _texts(value)):  # it would be taken for an option
            last = ["--", *map(shlex.quote, _texts(value))]
        else:
            words += map(shlex.quote, _texts(value))
    return " ".join((*words, *last))


def option(name: str, value: ArgumentValue) -> tuple[str, ...]:
    """Return the words of an option for a terminal; one of several values is given several times."""
    written = f"--{name.replace('_', '-')}"
    if isinstance(value, bool):
        return (written,) if value else ()
    if value is None:
        return (written, _ASKED.get(name, "TEXT"))
    return tuple(word for one in _texts(value) for word in (written, shlex.quote(one)))


def arguments_of(remedy: Remedy) -> tuple[str, ...]:
    """Return the arguments of a process that does what a remedy says; no value is taken for an option.

    Raises RequestError for an argument whose value only a person knows.
    """
    place = POSITIONAL.get(remedy.action)
    options: list[str] = []
    last: tuple[str, ...] = ()
    for name, value in remedy.arguments:
        written = f"--{name.replace('_', '-')}"
        if value is None:
            raise RequestError(name, "nothing", "a value")
        if isinstance(value, bool):
            options += [written] if value else []
        elif name == place:
            last = ("--", *_texts(value))
        else:
            options += [f"{written}={one}" for one in _texts(value)]
    return (*remedy.action.split(), *options, *last)


def _texts(value: str | tuple[str, ...] | bool) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)
