"""A batch by Dask, in a store: whatever is killed, it ends in the bytes that this machine alone makes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clusters import DaskProcesses, Store, dask_processes, store, until
from tests.commands import ROOT, run, run_as_process
from tests.faults.conftest import FEW
from tests.workspaces import worked_example


@pytest.fixture(scope="module")
def shelf() -> Iterator[Store]:
    with store() as made:
        yield made


@pytest.fixture(scope="module")
def undisturbed(undisturbed_run: Path) -> dict[str, bytes]:
    files = [file for file in undisturbed_run.rglob("*") if file.is_file()]
    return {file.relative_to(undisturbed_run).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, shelf: Store) -> Iterator[DaskProcesses]:
    """Run a cluster for this file: its first test kills one of two workers, its second the scheduler."""
    with dask_processes(tmp_path_factory.mktemp("cluster"), shelf.environment) as made:
        yield made


@contextmanager
def started(cluster: DaskProcesses, shelf: Store, output: str, *more: str) -> Iterator[subprocess.Popen[str]]:
    where = ("--output", f"s3://{shelf.bucket}/{output}", "--dask", cluster.address)
    with subprocess.Popen(
        [sys.executable, "-m", "valuereport", "batch", *FEW, *where, *more],
        cwd=ROOT,
        env={**os.environ, **cluster.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def made(shelf: Store, output: str) -> int:
    return sum(name.endswith(".pdf") for name in shelf.names(f"{output}/r"))


def test_a_killed_worker_costs_nobody_a_statement(
    cluster: DaskProcesses, shelf: Store, undisturbed: dict[str, bytes]
) -> None:
    with started(cluster, shelf, "a") as process:
        until(lambda: made(shelf, "a") >= 3 or process.poll() is not None)
        cluster.processes[-1].kill()
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 1, errors
    assert "Traceback" not in errors
    assert shelf.files("a/r") == undisturbed


def test_a_killed_batch_and_then_a_killed_scheduler_are_resumed_and_at_last_on_this_machine(
    whole: None, cluster: DaskProcesses, shelf: Store, undisturbed: dict[str, bytes]
) -> None:
    with started(cluster, shelf, "b") as process:
        until(lambda: made(shelf, "b") >= 3 or process.poll() is not None)
        process.kill()
        process.communicate()
    assert "manifest.csv" not in shelf.names("b/r")
    shelf.client.delete_object(Bucket=shelf.bucket, Key="b/r/.worker.partial")
    with started(cluster, shelf, "b", "--resume") as process:
        # Workers finish what the killed batch had given them; the resumed one is at work when its orders are there.
        until(lambda: ".worker.partial" in shelf.names("b/r") or process.poll() is not None)
        before = made(shelf, "b")
        until(lambda: made(shelf, "b") > before or process.poll() is not None)
        cluster.processes[0].kill()
        _, errors = process.communicate(timeout=120)
    assert process.returncode == 2, errors
    assert "Traceback" not in errors
    assert cluster.address in errors
    assert "--resume" in errors
    where = ("--output", f"s3://{shelf.bucket}/b", "--workers", "1", "--resume")
    assert run_as_process("batch", *FEW, *where, **shelf.environment).returncode == 1
    assert shelf.files("b/r") == undisturbed


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("check", "--output", "s3://no-such-bucket/output"), "The specified bucket does not exist"),
        (("print", "--run", "r", "--output", "s3://members/output"), "aws s3 cp --recursive s3://members/output/r"),
        (("stories", "--run", "s3://members/output/r"), "valuereport stories --run output/r"),
    ],
)
def test_what_cannot_be_done_with_a_store_is_said(
    tmp_path: Path, shelf: Store, command: tuple[str, ...], words: str
) -> None:
    done = run(*command, "--config", worked_example(tmp_path), **shelf.environment)
    assert done.returncode == 2
    assert words in done.stderr
