"""Spoilt files of a workspace, a few of the many: `python -m tests.faults.mutate --count 3000` runs the rest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.mutate import Ended
from tests.faults.oddities import SECRET

ROOT = Path(__file__).parents[2]


def test_spoilt_files_end_no_command_with_a_traceback_an_abort_a_hang_or_a_secret(
    request: pytest.FixtureRequest,
) -> None:
    count = 300 if request.config.getoption("--whole") else 6
    command = [sys.executable, "-m", "tests.faults.mutate", "--count", str(count)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{count} cases, 0 failed; exit codes: {{1: " in ended.stdout  # some were readable


@pytest.mark.parametrize(
    ("code", "out", "err", "fault"),
    [
        (-6, "", "", "exit code -6"),
        (-14, "", "", "a hang"),
        (-24, "", "", "a hang"),
        (1, "", "Traceback (most recent call last):", "a traceback"),
        (1, "", '/x/valuereport/files.py:12: RuntimeWarning: "x"', "a traceback"),
        (2, f"{SECRET}", "valuereport: x", "a secret"),
        (2, "", "valuereport: " + "x" * 3000, "a line of 3013 characters"),
        (2, "", "", "no word of why"),
        (2, "", "x\n" * 100, "an error of 100 lines"),
    ],
)
def test_what_counts_as_a_fault(code: int, out: str, err: str, fault: str) -> None:
    assert fault in Ended(0, (), ("check",), code, out, err, "").faults
    assert not Ended(0, (), ("check",), 2, "", "valuereport: x.toml: the file: found 'x'; allowed: TOML", "").faults
