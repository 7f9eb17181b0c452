"""A batch that is killed, interrupted, or out of disk is resumed to the bytes of one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.commands import ROOT, SAMPLE, manifest, run, tree
from tests.faults.conftest import FEW


def arguments(output: Path, workers: int = 1) -> list[str]:
    """Return a batch: in processes where it shall be disturbed, in one where only its bytes are wanted."""
    return ["batch", *FEW, "--output", str(output), "--workers", str(workers)]


@contextmanager
def started(output: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a batch in a process group of its own; whatever is left of it at the end is ended."""
    command = [sys.executable, "-m", "valuereport", *arguments(output, workers=2)]
    with subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def processes_of(session: int) -> list[tuple[int, str]]:
    """Return the number and command of each process of a session, as the kernel tells them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            status = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(status[3]) == session:
                found.append((int(folder.name), (folder / "cmdline").read_text()))
    return found


def until(reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while not reached() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert reached(), process.communicate()


@pytest.fixture(scope="module")
def undisturbed(undisturbed_run: Path) -> dict[str, str]:
    return tree(undisturbed_run)


def test_killed_at_once_and_resumed(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    with started(tmp_path) as process:
        until((tmp_path / "r" / "run.json").exists, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert_resumed(tmp_path, undisturbed)


def test_no_process_outlives_a_parent_that_is_killed_and_the_rest_is_resumed(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    with started(tmp_path) as process:
        until(lambda: len(list((tmp_path / "r" / "statements").rglob("*.pdf"))) >= 4, process)
        process.kill()
        deadline = time.monotonic() + 30
        process.wait()
        while processes_of(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert processes_of(process.pid) == []  # they ended wherever they were
    assert_resumed(tmp_path, undisturbed)


def assert_resumed(output: Path, undisturbed: dict[str, str]) -> None:
    """A killed batch has no manifest, and resumed it ends as one that was not."""
    assert not (output / "r" / "manifest.csv").exists()
    assert run(*arguments(output), "--resume").returncode == 1
    assert tree(output / "r") == undisturbed


def test_ctrl_c_finishes_what_is_in_hand_and_says_how_to_go_on(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    with started(tmp_path) as process:
        until(lambda: len(list(tmp_path.rglob("*.pdf"))) >= 1, process)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Traceback" not in errors
    assert "valuereport batch --resume --run r" in errors
    made = [row for row in manifest(tmp_path / "r") if row["status"] == "rendered"]
    assert 1 <= len(made) < int(FEW[FEW.index("--limit") + 1])
    assert run(*arguments(tmp_path), "--resume").returncode == 1
    assert tree(tmp_path / "r") == undisturbed


def test_a_dead_worker_costs_nobody_a_statement(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    with started(tmp_path) as process:
        until(lambda: len(list(tmp_path.rglob("*.pdf"))) >= 2, process)
        forked = [pid for pid, command in processes_of(process.pid) if "forkserver" in command]
        assert len(forked) >= 3  # the fork server and its two workers
        os.kill(max(forked), signal.SIGKILL)
        _, errors = process.communicate(timeout=120)
    assert "Traceback" not in errors
    assert process.returncode == 1
    assert tree(tmp_path / "r") == undisturbed


def test_a_full_disk_is_said_and_resumed_elsewhere(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    small, rescued = tmp_path / "small", tmp_path / "rescued"
    small.mkdir()
    rescued.mkdir()
    script = 'mount -t tmpfs -o size=200k none "$0" && { "${@:2}"; code=$?; cp -a "$0/." "$1"; exit $code; }'
    space = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if subprocess.run([*space, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    command = [sys.executable, "-m", "valuereport", *arguments(small, workers=2)]
    done = subprocess.run(
        [*space, "bash", "-c", script, small, rescued, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 2, done.stderr
    assert "No space left on device" in done.stderr
    assert "--resume" in done.stderr
    assert run(*arguments(rescued), "--resume").returncode == 1
    assert tree(rescued / "r") == undisturbed


@pytest.mark.parametrize("command", [["check"], ["batch", "--limit", "1"], ["statement", "M1037"]])
def test_an_unwritable_output_folder_is_said(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run(*command, "--config", SAMPLE, "--output", tmp_path / "file" / "output")
    assert done.returncode == 2
    assert str(tmp_path / "file") in done.stderr
