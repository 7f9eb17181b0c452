"""--verbose says what happens, and nothing stays of it when the command is over."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.workspaces import worked_example
from valuereport.cli import cli, main
from valuereport.cli.verbose import PACKAGE


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    """Take back what a command leaves to the end of its process."""
    log = logging.getLogger(PACKAGE)
    yield
    log.handlers.clear()
    log.setLevel(logging.NOTSET)


def test_lines_about_the_work_and_none_about_a_member(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    quiet = CliRunner().invoke(cli, ["explain", "W1", "--config", str(path)])
    loud = CliRunner().invoke(cli, ["explain", "W1", "--config", str(path), "--verbose"])
    assert "1 members with" in loud.stderr
    assert "Wilma" not in loud.stderr
    assert quiet.stderr == ""
    assert loud.stdout == quiet.stdout


def test_the_option_may_stand_before_the_command_too(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    loud = CliRunner().invoke(cli, ["--verbose", "explain", "W1", "--config", str(path), "--verbose"])
    assert loud.stderr.count("1 members with") == 1


def test_no_line_holds_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = worked_example(tmp_path)
    monkeypatch.setenv("VALUEREPORT_DATABASE_URL", "postgresql://ada:s3cr-et@127.0.0.1:1/x")
    loud = CliRunner().invoke(cli, ["ledger", "list", "--config", str(path), "--verbose"])
    assert "the ledger is postgresql" in loud.stderr or "VALUEREPORT_DATABASE_URL" in loud.stderr
    assert "s3cr-et" not in loud.stderr


@pytest.mark.parametrize("verbose", [True, False])
def test_the_words_of_an_error_are_kept_only_if_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verbose: bool
) -> None:
    path, words = worked_example(tmp_path), "about Wilma"

    def failing(*_: object) -> None:
        raise ZeroDivisionError(words) from ValueError(words)

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("valuereport.actions.check.stop_lists", failing)
    monkeypatch.setattr("sys.argv", ["valuereport", "check", "--config", str(path), *(["--verbose"] * verbose)])
    with pytest.raises(SystemExit):
        main()
    assert "Wilma" not in capsys.readouterr().err
    log = (tmp_path / "state" / "valuereport" / "errors.log").read_text(encoding="utf-8")
    assert ("Wilma" in log) == verbose
    assert "ZeroDivisionError" in log
    assert "ValueError" in log
    assert "in failing" in log
