"""A terminal shows what exports hold, and obeys none of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.workspaces import edited, worked_example
from valuereport.cli import cli

TRICK = "\x1b[2J\x1b]0;title\x07Wilma\x08\x9b31m"


TITLE = "\x1b[1A\u200eTitle"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    config = worked_example(tmp_path)
    edited(tmp_path / "members.csv", "Wilma Worked", TRICK)
    edited(tmp_path / "history.csv", "Appointment letter", TITLE)
    return config


@pytest.mark.parametrize("command", [["check"], ["explain", "W1"], ["batch", "--run", "r", "--workers", "1"]])
def test_no_command_moves_the_cursor(config: Path, command: list[str]) -> None:
    result = CliRunner().invoke(cli, [*command, "--config", str(config)])
    assert result.exit_code in (0, 1), result.output
    assert not {"\x1b", "\x07", "\x08", "\x9b", "\u200e"}.intersection(result.output)
    if command[0] == "explain":
        assert "\\u001b[2J" in result.output


def test_a_program_gets_what_is_in_the_export(config: Path) -> None:
    result = CliRunner().invoke(cli, ["explain", "W1", "--json", "--config", str(config)])
    titles = [one["title"] for line in json.loads(result.output)["lines"] for one in line["evidence"]]
    assert TITLE in titles
