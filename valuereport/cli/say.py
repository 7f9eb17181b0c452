"""What a command says to a person or a program: nothing in it moves the cursor or turns a line."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from valuereport.errors import ExitCode, Problem
from valuereport.notation.characters import printable


def say(text: str, *, err: bool = False) -> None:
    """Write a line to stdout, or to stderr. Exports and mail servers have a part in what it says."""
    click.echo(printable(text), err=err)


def say_json(data: object) -> None:
    """Answer on stdout, for a program."""
    say(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def say_problems(problems: Iterable[Problem]) -> None:
    """Write a line for each problem to stderr: where it is known, whose, why, and what was done."""
    for one in problems:
        where = f"{one.file}, row {one.row}: " if one.file and one.row else f"{one.file}: " if one.file else ""
        whose = f"{one.member_id}: " if one.member_id else ""
        say(f"{one.severity}: {where}{whose}{one.reason} -> {one.action}", err=True)


def code_of(problems: Iterable[Problem]) -> ExitCode:
    """Return the exit code of a command that reached its end."""
    return ExitCode.PROBLEMS if any(True for _ in problems) else ExitCode.DONE
