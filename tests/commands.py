"""The command line as tests call it: in this process, or as a process of its own where that is the point."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import click
from click.testing import CliRunner, Result

from valuereport.cli import cli, main
from valuereport.cli.remedies import message
from valuereport.errors import ValuereportError
from valuereport.files import digest_of_file

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "sample_data" / "valuereport.toml"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Done:
    """Run a command in this process, which spares two seconds of imports; a traceback is a failure.

    A batch that shall use worker processes is started by `run_as_process`.
    """
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        chdir(cwd),
        patch.dict(os.environ, environment),
        patch.object(sys, "argv", ["valuereport", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return _without_traceback(Done(code, out.getvalue(), err.getvalue()))


def run_as_process(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Done:
    """Run a command as a user does; a traceback is a failure whatever the test is about."""
    done = subprocess.run(
        [sys.executable, "-m", "valuereport", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return _without_traceback(Done(done.returncode, done.stdout, done.stderr))


def manifest(folder: Path) -> list[dict[str, str]]:
    """Return the rows of a run's manifest."""
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def tree(folder: Path) -> dict[str, str]:
    """Return every file below a folder with its hash, hidden ones too."""
    return {str(file.relative_to(folder)): digest_of_file(file) for file in folder.rglob("*") if file.is_file()}


def _without_traceback(done: Done) -> Done:
    assert "Traceback" not in done.stderr, done.stderr
    return done


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
