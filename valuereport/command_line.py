"""A remedy as a command of the command line: what a screen shows, and what a process in the background is given.

It knows no command itself: which of their arguments have no option's name stands here, and a test holds it equal to them.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Final

from valuereport.errors import Remedy, RequestError

POSITIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "alerts done": ("id",),
    "alerts snooze": ("id",),
    "approve": ("run",),
    "consents ask": ("member",),
    "correct": ("member",),
    "explain": ("member",),
    "feedback accept": ("id",),
    "feedback decline": ("id",),
    "find": ("text",),
    "forget": ("member",),
    "init": ("folder",),
    "ledger adopt": ("run",),
    "ledger allow": ("address",),
    "ledger bounces": ("files",),
    "ledger resolve": ("delivery",),
    "ledger show": ("delivery",),
    "ledger suppress": ("addresses",),
    "map": ("paths",),
    "presets": ("name",),
    "preview": ("members",),
    "sample": ("folder",),
    "statement": ("member",),
    "survey draft": ("name",),
}
"""The arguments of each command that are given without a name."""
_ASKED: Final = {
    "accept_fewer_opt_outs": "REASON",
    "by": "NAME",
    "config": "PATH",
    "member": "MEMBER",
    "note": "TEXT",
    "paths": "FILE_OR_FOLDER...",
    "reissue": "REASON",
    "run": "NAME",
    "why": "REASON",
}
"""What stands for a value that only the person knows; else the argument's own name in capitals."""


def command_of(remedy: Remedy) -> str:
    """Return a remedy as a command for a terminal."""
    places = POSITIONAL.get(remedy.action, ())
    words = ["valuereport", *remedy.action.split()]
    for name, value in remedy.arguments:
        words.append(_values(name, value) if name in places else option(name, value))
    return " ".join(word for word in words if word)


def option(name: str, value: str | bool | tuple[str, ...] | None) -> str:
    """Return an argument as an option, several times where it has several values; "" where it is False."""
    written = f"--{name.replace('_', '-')}"
    if isinstance(value, bool):
        return written if value else ""
    if isinstance(value, tuple):
        return " ".join(f"{written} {_word(one)}" for one in value)
    return f"{written} {asked(name) if value is None else _word(value)}"


def asked(name: str) -> str:
    """Return what stands for the value of an argument that only the person knows."""
    return _ASKED.get(name, name.upper())


def arguments_of(remedy: Remedy) -> tuple[str, ...]:
    """Return the arguments of a process that does what the remedy says; no value is taken for an option.

    Raises RequestError for an argument whose value only a person knows.
    """
    places = POSITIONAL.get(remedy.action, ())
    options: list[str] = []
    others: list[str] = []
    for name, value in remedy.arguments:
        if value is None:
            raise RequestError(name, "nothing", "a value")
        written = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            options += [written] if value else []
        else:
            values = value if isinstance(value, tuple) else (value,)
            if name in places:
                others += values
            else:
                options += [f"{written}={one}" for one in values]
    return (*remedy.action.split(), *options, *(("--", *others) if others else ()))


def _values(name: str, value: str | bool | tuple[str, ...] | None) -> str:
    if value is None:
        return asked(name)
    return " ".join(map(_word, value)) if isinstance(value, tuple) else _word(str(value))


def _word(value: str) -> str:
    return shlex.quote(value) if not value.isupper() else value
