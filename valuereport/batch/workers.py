"""Workers run tasks and answer them one by one. Tasks that a dead worker held are tried again, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import Any, Final, Protocol, Self, TypeVar

Worker = Callable[[Any], Any]
"""What a worker does: it takes a task and returns the answer."""
Task = TypeVar("Task")
_CHUNKS_AHEAD: Final = 3
"""Chunks handed out ahead for each worker: enough to keep it busy, few enough to stop soon."""
_POLL_SECONDS: Final = 2.0


class WorkerLostError(Exception):
    """The worker that held a chunk is gone, and with it the answers."""


class Backend(Protocol):
    """Where workers run, behind an executor of concurrent.futures: this process, processes, other machines."""

    chunks: bool
    """Whether several tasks are handed out at once; a message costs about as much as a small task."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *raised: object) -> None: ...

    def submit(self, chunk: list[Any]) -> Future[Any]:
        """Hand out a chunk of tasks. Raises WorkerLostError where the executor is broken, RunError."""

    def answers(self, future: Future[Any]) -> list[Any]:
        """Return the answers to a chunk. Raises WorkerLostError, RunError."""

    def workers(self) -> int:
        """Return how many workers there are at the moment; 0 where one has to be waited for. Raises RunError."""


class Workers:
    """Hands out tasks. When `stopped` returns True, no more tasks start; running ones are finished."""

    def __init__(self, backend: Backend, stopped: Callable[[], bool]) -> None:
        self._backend, self._stopped = backend, stopped

    def run(self, tasks: Iterable[Task], on_worker_lost: Callable[[Task], Any], chunk_size: int = 1) -> Iterator[Any]:
        """Yield an answer to each task, in the order of completion.

        `on_worker_lost` returns the answer to a task that killed a worker twice. `chunk_size` is the number of tasks
        that are handed out at once.
        """
        source = iter(tasks)
        while True:
            lost: list[Task] = []
            yield from self._run_chunks(source, chunk_size if self._backend.chunks else 1, lost)
            if not lost:
                return
            yield from self._run_singly(lost, on_worker_lost)

    def _run_chunks(self, tasks: Iterator[Any], chunk_size: int, lost: list[Any]) -> Iterator[Any]:
        """Yield answers until the tasks are used up, or a worker is lost: then `lost` holds what it was given."""
        running: dict[Future[Any], list[Any]] = {}
        while True:
            room = max(self._backend.workers(), 1) * _CHUNKS_AHEAD if self._backend.chunks else 1
            while len(running) < room and not lost and not self._stopped():
                chunk = list(islice(tasks, chunk_size))
                if not chunk:
                    break
                try:
                    running[self._backend.submit(chunk)] = chunk
                except WorkerLostError:
                    lost += chunk
            if not running:
                return
            done, _ = wait(running, timeout=_POLL_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = running.pop(future)
                try:
                    answers = self._backend.answers(future)
                except WorkerLostError:
                    lost += chunk
                else:
                    yield from answers

    def _run_singly(self, tasks: Iterable[Any], on_worker_lost: Callable[[Any], Any]) -> Iterator[Any]:
        """Yield the answer to each task. Nothing else runs meanwhile, so a worker that dies dies of this task."""
        for task in tasks:
            try:
                future = self._backend.submit([task])
                while not wait([future], timeout=_POLL_SECONDS).done:
                    self._backend.workers()  # raises where no worker is left to answer
                yield from self._backend.answers(future)
            except WorkerLostError:
                yield on_worker_lost(task)
