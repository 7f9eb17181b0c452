"""Workers on many machines: who may take part, and what is said when nobody can. Without a cluster: faults/ has one."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest
from distributed import KilledWorker

import valuereport
from tests.workspaces import worked_example
from valuereport.batch import Cluster, Workers, cluster
from valuereport.batch.cluster import WorkerSetupRef, run_chunk
from valuereport.cli import cli
from valuereport.errors import RunError
from valuereport.files import digest, write_atomically
from valuereport.model.statement_order import BY_VALUE
from valuereport.pipeline.environment import prepare_remote_worker, worker_setup
from valuereport.settings import load_settings
from valuereport.storage import storage_path


def counter() -> Callable[[Any], Any]:
    """Prepare a worker that counts its tasks."""
    done: list[Any] = []

    def work(task: Any) -> tuple[Any, int]:
        done.append(task)
        return task, len(done)

    return work


def setup_ref(folder: str, **changed: str) -> WorkerSetupRef:
    data = pickle.dumps(counter)
    path = f"{folder}/.worker.partial"
    write_atomically(storage_path(path), data)
    return replace(WorkerSetupRef(path, digest(data), valuereport.__version__, "one"), **changed)


def answer(given: WorkerSetupRef, *tasks: Any) -> Any:
    return pickle.loads(run_chunk(given, pickle.dumps(list(tasks))))  # noqa: S301 - our own


def test_a_worker_is_prepared_once_a_batch() -> None:
    first = setup_ref("memory://once/r")
    assert answer(first, "a", "b") == (True, [("a", 1), ("b", 2)])
    assert answer(first, "c") == (True, [("c", 3)])
    assert answer(replace(first, batch="another"), "a") == (True, [("a", 1)])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"version": "0.0.1"}, f"it has valuereport {valuereport.__version__}, and the batch is of 0.0.1"),
        ({"sha256": "0" * 64}, "another batch is under way in the same run"),
        ({"path": "memory://elsewhere/r/x"}, "an output folder that all of them see"),
    ],
)
def test_a_worker_that_cannot_take_part_says_why(changed: dict[str, str], words: str) -> None:
    could, reason = answer(setup_ref("memory://refused/r", **changed), "a")
    assert not could
    assert words in reason


def test_the_design_comes_along_and_the_workspace_need_not_be_there(tmp_path: Path) -> None:
    config = worked_example(tmp_path / "workspace")
    folder = config.parent
    (folder / "own").mkdir()
    (folder / "own" / "statement.css").write_text("p { margin: 0 }", encoding="utf-8")
    (folder / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>', encoding="utf-8"
    )
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[files]\ntemplates = "own"\n\n[brand]\nlogo = "logo.svg"\n', encoding="utf-8")
    setup = worker_setup(load_settings(config), BY_VALUE, keep_error_text=False)
    assert set(setup.files) == {"templates/statement.css", "logo.svg"}
    shutil.rmtree(folder)
    assert callable(prepare_remote_worker(pickle.loads(pickle.dumps(setup))))  # noqa: S301 - our own


def test_a_machine_that_would_make_other_statements_refuses(tmp_path: Path) -> None:
    setup = worker_setup(load_settings(worked_example(tmp_path)), BY_VALUE, keep_error_text=False)
    other = replace(
        setup, fingerprint={**setup.fingerprint, "versions": {**setup.fingerprint["versions"], "weasyprint": "0"}}
    )
    with pytest.raises(RunError, match=r"these differ from the machine of the batch: versions: weasyprint;"):
        prepare_remote_worker(other)


class Fake:
    """A client and its executor, whose workers die of every task that `deadly` says."""

    def __init__(self, workers: int = 1, deadly: Callable[[Any], bool] = lambda task: False) -> None:
        self._workers, self._deadly = workers, deadly
        self.left = False

    def get_executor(self, **options: Any) -> Fake:
        return self

    def nthreads(self, **options: Any) -> dict[str, int]:
        return {str(number): 1 for number in range(self._workers)}

    def submit(self, run: Callable[..., bytes], given: WorkerSetupRef, packed: bytes) -> Future[bytes]:
        future: Future[bytes] = Future()
        if any(self._deadly(task) for task in pickle.loads(packed)):  # noqa: S301 - our own
            future.set_exception(KilledWorker("run_chunk", None, 3))
        else:
            future.set_result(run(given, packed))
        return future

    def shutdown(self, *, wait: bool) -> None:
        pass

    def close(self, *, timeout: float) -> None:
        self.left = True


def dask_backend(monkeypatch: pytest.MonkeyPatch, fake: Fake, folder: str) -> Cluster:
    monkeypatch.setattr(cluster, "_connect", lambda address: fake)
    monkeypatch.setattr(cluster, "_POLL_SECONDS", 0.05)
    return Cluster("tcp://x:1", counter, storage_path(folder), patience=0.2)


def test_a_task_that_kills_its_workers_costs_nobody_else_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake(2, lambda task: task == 5)
    with dask_backend(monkeypatch, fake, "memory://deadly/r") as backend:
        found = list(Workers(backend, lambda: False).run(range(12), lambda task: (task, "died"), chunk_size=3))
    assert sorted(task for task, _ in found) == list(range(12))
    assert [task for task, word in found if word == "died"] == [5]
    assert fake.left
    assert not storage_path("memory://deadly/r/.worker.partial").exists()


def test_a_cluster_without_workers_is_waited_for_and_then_said(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake(0)
    with pytest.raises(RunError, match=r"no worker has been at .* start some with dask worker tcp://x:1"):
        dask_backend(monkeypatch, fake, "memory://nobody/r").__enter__()
    assert fake.left


@pytest.mark.parametrize(
    ("address", "words"), [("scheduler", "no address of a Dask scheduler"), ("tcp://127.0.0.1:1", "cannot be reached")]
)
def test_a_scheduler_that_cannot_be_reached_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, words: str
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    with pytest.raises(RunError, match=words):
        Cluster(address, partial(int), tmp_path).__enter__()


def test_dask_or_workers_of_this_machine() -> None:
    with pytest.raises(click.UsageError, match="give one of them"):
        cli.main(["batch", "--dask", "tcp://scheduler:8786", "--workers", "2"], standalone_mode=False)
