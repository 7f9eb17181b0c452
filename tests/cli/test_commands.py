"""The commands: found by name, listed without being imported, documented from themselves."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

import valuereport
from tests.commands import commands
from valuereport.cli import cli
from valuereport.cli.reference import reference

CLI = Path(valuereport.__file__).parent / "cli"


def test_every_command_is_the_file_of_its_name() -> None:
    found = dict(commands())
    assert {"batch", "ledger list", "print"} <= set(found)
    for name, command in found.items():
        assert (CLI / f"{name.replace(' ', '/')}.py").is_file()
        assert command.name == name.split()[-1]
        assert command.help
        assert str(command.short_help).endswith(".")
        assert "--verbose" in {option for param in command.params for option in param.opts}


def test_help_lists_every_command() -> None:
    text = CliRunner().invoke(cli, ["--help"]).output
    for name, command in commands():
        if " " not in name:
            assert f"{name} " in text
            assert str(command.short_help) in text
    assert "list" in CliRunner().invoke(cli, ["ledger", "-h"]).output


def test_a_misspelt_command_is_told() -> None:
    result = CliRunner().invoke(cli, ["bacth"])
    assert result.exit_code == 2
    assert "No such command 'bacth'" in result.output


@pytest.mark.parametrize(
    ("words", "incomplete", "expected"),
    [
        ([], "st", {"statement", "stories"}),
        (["ledger"], "sup", {"suppress", "suppressions"}),
        (["batch"], "--dr", {"--dry-run"}),
    ],
)
def test_a_shell_completes_commands_and_options(words: list[str], incomplete: str, expected: set[str]) -> None:
    complete = ShellComplete(cli, {}, "valuereport", "_VALUEREPORT_COMPLETE")
    assert {item.value for item in complete.get_completions(words, incomplete)} == expected


def test_the_version_names_what_the_bytes_depend_on() -> None:
    lines = CliRunner().invoke(cli, ["--version"]).output.splitlines()
    assert lines[0] == f"valuereport {valuereport.__version__}"
    assert {line.split()[0] for line in lines[1:]} >= {"python", "weasyprint", "uharfbuzz", "pango"}


def test_no_two_options_of_a_command_have_one_name() -> None:
    for name, command in commands():
        opts = [option for param in command.params if isinstance(param, click.Option) for option in param.opts]
        assert len(opts) == len(set(opts)), name


def test_the_page_of_the_commands_is_theirs() -> None:
    page = Path(valuereport.__file__).parent.parent / "docs" / "commands.md"
    assert page.read_text(encoding="utf-8") == reference()
