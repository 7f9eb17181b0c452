"""The command line as tests use it: every command, and one given in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner, Result

from valuereport.cli import cli
from valuereport.cli.remedies import message
from valuereport.errors import ValuereportError


def commands(group: click.Group = cli, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command by its whole name, `ledger list` for one."""
    context = click.Context(group)
    for each in group.list_commands(context):
        command = group.get_command(context, each)
        assert command is not None
        whole = f"{name} {each}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, whole)
        else:
            yield whole, command


def call(path: Path, *arguments: str, answer: str = "") -> Result:
    """Give a command about a workspace; a refusal is its exception."""
    return CliRunner().invoke(cli, [*arguments, "--config", str(path)], input=answer)


def said(path: Path, *arguments: str, answer: str = "") -> str:
    """Give a command that must reach its end, and return what it says."""
    result = call(path, *arguments, answer=answer)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def refused(path: Path, *arguments: str) -> str:
    """Give a command that must be refused, and return the message as the terminal shows it."""
    result = call(path, *arguments)
    assert isinstance(result.exception, ValuereportError), (result.output, result.exception)
    return message(result.exception)
