"""The attacks at full size, for a release: `scripts/test tests/faults/test_long_attacks.py --whole` (half an hour).

What they attack is attacked by short tests too, beside this file and in tests/actions/test_email.py.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.actions.test_email import (
    test_a_sending_that_is_killed_again_and_again_sends_nothing_twice_and_loses_nothing as killed_again_and_again,
)
from tests.actions.test_email import (
    test_every_member_has_one_message_or_a_state_that_says_why_not as each_has_one,
)
from tests.actions.test_email import (
    test_two_operators_who_start_the_same_send_at_once_send_each_message_once as two_operators,
)
from tests.commands import ROOT, SAMPLE, tree
from tests.commands import run_as_process as run

MEMBERS, KILLS, RESUMES = 1000, 20, 50

pytestmark = pytest.mark.usefixtures("whole")


def started(*arguments: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "valuereport", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def test_a_batch_that_is_killed_at_twenty_moments_ends_with_the_same_bytes(tmp_path: Path) -> None:
    assert run("sample", tmp_path / "workspace", "--members", str(MEMBERS)).returncode == 0
    config = tmp_path / "workspace" / "valuereport.toml"

    def arguments(name: str) -> list[str | Path]:
        return ["batch", "--config", config, "--output", tmp_path / name, "--run", "r"]

    began = time.monotonic()
    assert run(*arguments("undisturbed")).returncode == 1
    took = time.monotonic() - began
    chance = random.Random(20)  # noqa: S311 - the moments differ all the same: no two machines are equally fast
    killed = 0
    for _ in range(KILLS):
        more = ["--resume"] if (tmp_path / "killed" / "r" / "run.json").exists() else []
        with started(*arguments("killed"), *more) as process:
            try:
                process.wait(took * chance.uniform(0.05, 0.6))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                killed += 1
            else:
                break  # it came to its end between two kills
    again = run(*arguments("killed"), "--resume")
    assert again.returncode == 1, again.stderr
    assert tree(tmp_path / "killed" / "r") == tree(tmp_path / "undisturbed" / "r")
    assert killed >= KILLS // 2, killed
    print(f"{killed} kills")  # noqa: T201 - pytest -rP shows it


@pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")
def test_each_of_a_thousand_has_one_message_or_a_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    each_has_one(tmp_path, monkeypatch, MEMBERS)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")
def test_a_sending_of_a_thousand_that_is_killed_twenty_times(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, MEMBERS, KILLS)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")
@pytest.mark.parametrize("turn", range(5))
def test_two_senders_at_once(tmp_path: Path, turn: int) -> None:
    two_operators(tmp_path, 200)


def test_two_resumes_at_once_fifty_times(tmp_path: Path) -> None:
    def arguments(name: str) -> list[str | Path]:
        where = ["--config", SAMPLE, "--output", tmp_path / name, "--run", "r"]
        return ["batch", *where, "--limit", "12", "--workers", "1"]

    assert run(*arguments("undisturbed")).returncode == 1
    wanted = tree(tmp_path / "undisturbed" / "r")
    chance = random.Random(50)  # noqa: S311
    refused = 0
    for turn in range(RESUMES):
        name = f"turn{turn}"
        with started(*arguments(name)) as process:
            while not list((tmp_path / name).glob("r/statements/*/*.pdf")) and process.poll() is None:
                time.sleep(0.01)
            os.killpg(process.pid, signal.SIGKILL)
        first = started(*arguments(name), "--resume")
        time.sleep(chance.uniform(0, 1.5))
        second = started(*arguments(name), "--resume")
        codes = {first.wait(), second.wait()}
        assert codes <= {1, 2}, codes
        assert 1 in codes, codes
        refused += 2 in codes
        assert tree(tmp_path / name / "r") == wanted, turn
    print(f"{refused} of {RESUMES} refused the second")  # noqa: T201
