"""Workers act on tasks and answer one by one; a worker that dies costs what it held, which is tried again, alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import Any, Final, Protocol, Self, TypeVar

Worker = Callable[[Any], Any]
Task = TypeVar("Task")
_AHEAD_EACH: Final = 3
"""Chunks handed out ahead for each worker: enough to keep it busy, few enough to stop soon."""
_LOOK_SECONDS: Final = 2.0


class WorkerLostError(Exception):
    """The worker that held a chunk is gone, and with it the answers."""


class Machines(Protocol):
    """Where workers are, behind an executor of concurrent.futures: this process, processes, other machines."""

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
    """Hands out tasks. Once `stopped` says so, nothing more is begun; what is in hand is finished."""

    def __init__(self, machines: Machines, stopped: Callable[[], bool]) -> None:
        self._machines, self._stopped = machines, stopped

    def act(self, tasks: Iterable[Task], died: Callable[[Task], Any], together: int = 1) -> Iterator[Any]:
        """Yield an answer to each task, in the order of completion; `died` answers for what killed a worker twice.

        `together`: how many tasks are handed out at once.
        """
        source = iter(tasks)
        while True:
            lost: list[Task] = []
            yield from self._drain(source, together if self._machines.chunks else 1, lost)
            if not lost:
                return
            yield from self._alone(lost, died)

    def _drain(self, tasks: Iterator[Any], together: int, lost: list[Any]) -> Iterator[Any]:
        """Yield answers until the tasks are used up, or a worker died: then `lost` holds what it was given."""
        flying: dict[Future[Any], list[Any]] = {}
        while True:
            room = max(self._machines.workers(), 1) * _AHEAD_EACH if self._machines.chunks else 1
            while len(flying) < room and not lost and not self._stopped():
                chunk = list(islice(tasks, together))
                if not chunk:
                    break
                try:
                    flying[self._machines.submit(chunk)] = chunk
                except WorkerLostError:
                    lost += chunk
            if not flying:
                return
            done, _ = wait(flying, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = flying.pop(future)
                try:
                    answers = self._machines.answers(future)
                except WorkerLostError:
                    lost += chunk
                else:
                    yield from answers

    def _alone(self, tasks: Iterable[Any], died: Callable[[Any], Any]) -> Iterator[Any]:
        """Yield the answer to each task, which nothing else runs beside: so a worker's death is surely this task's."""
        for task in tasks:
            try:
                future = self._machines.submit([task])
                while not wait([future], timeout=_LOOK_SECONDS).done:
                    self._machines.workers()  # raises where nobody is left to answer
                yield from self._machines.answers(future)
            except WorkerLostError:
                yield died(task)
