"""--verbose says what happens, and nothing stays of it when the command is over."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.workspaces import worked_example
from valuereport.cli import cli, main


def test_lines_about_the_work_and_none_about_a_member(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    log = logging.getLogger("valuereport")
    before = list(log.handlers), log.level
    loud = CliRunner().invoke(cli, ["explain", "W1", "--config", str(path), "--verbose"])
    quiet = CliRunner().invoke(cli, ["explain", "W1", "--config", str(path)])
    assert "1 members with" in loud.stderr
    assert "Wilma" not in loud.stderr
    assert quiet.stderr == ""
    assert loud.stdout == quiet.stdout
    assert (list(log.handlers), log.level) == before
    early = CliRunner().invoke(cli, ["--verbose", "explain", "W1", "--config", str(path)])
    assert early.stderr.count("1 members with") == 1


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
