"""Workers act on tasks and answer one by one; a worker that dies costs what it held, which is tried again, alone."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from types import TracebackType
from typing import Any, Final, Self, TypeVar

Worker = Callable[[Any], Any]
Task = TypeVar("Task")
_IN_FLIGHT_EACH: Final = 3
"""Chunks handed out ahead for each worker: enough to keep it busy, few enough to stop soon."""


class Workers:
    """This process where there is one worker (one statement, tests), else processes that were prepared once.

    `prepare` makes the function that acts. Once `stopped` says so, nothing more is begun; what is in hand is finished.
    """

    def __init__(self, prepare: Callable[[], Worker], workers: int, stopped: Callable[[], bool]) -> None:
        self._prepare, self._workers, self._stopped = prepare, workers, stopped
        self._work: Worker | None = None
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown()

    def act(self, tasks: Iterable[Task], died: Callable[[Task], Any], together: int = 1) -> Iterator[Any]:
        """Yield an answer to each task, in the order of completion; `died` answers for what killed a worker twice.

        `together`: how many tasks are handed out at once; a message costs about as much as a small task.
        """
        source = iter(tasks)
        return self._serial(source) if self._workers <= 1 else self._parallel(source, died, together)

    def _serial(self, tasks: Iterator[Any]) -> Iterator[Any]:
        self._work = self._work or self._prepare()
        for task in tasks:
            if self._stopped():
                return
            yield self._work(task)

    def _parallel(self, tasks: Iterator[Any], died: Callable[[Any], Any], together: int) -> Iterator[Any]:
        while True:
            lost: list[Any] = []
            self._pool = self._pool or _pool(self._prepare, self._workers)
            yield from self._drain(self._pool, tasks, together, lost)
            if not lost:
                return
            # A worker died and took the pool with it: what was in hand is tried once more, each task alone.
            self._pool.shutdown()
            self._pool = None
            yield from self._alone(lost, died)

    def _drain(self, pool: Executor, tasks: Iterator[Any], together: int, lost: list[Any]) -> Iterator[Any]:
        """Yield answers until the tasks are used up, or the pool broke: then `lost` holds what it was given."""
        flying: dict[Future[list[Any]], list[Any]] = {}
        while True:
            while len(flying) < self._workers * _IN_FLIGHT_EACH and not lost and not self._stopped():
                chunk = list(islice(tasks, together))
                if not chunk:
                    break
                try:
                    flying[pool.submit(_work, chunk)] = chunk
                except BrokenProcessPool:
                    lost += chunk
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                chunk = flying.pop(future)
                try:
                    yield from future.result()
                except BrokenProcessPool:
                    lost += chunk

    def _alone(self, tasks: Iterable[Any], died: Callable[[Any], Any]) -> Iterator[Any]:
        pool = _pool(self._prepare, 1)
        try:
            for task in tasks:
                try:
                    yield pool.submit(_work, [task]).result()[0]
                except BrokenProcessPool:
                    yield died(task)
                    pool.shutdown()
                    pool = _pool(self._prepare, 1)
        finally:
            pool.shutdown()


def _pool(prepare: Callable[[], Worker], workers: int) -> ProcessPoolExecutor:
    # A fork server: this process has threads by now (NumPy, Arrow), and forking a process with threads can deadlock.
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(prepare,))


_worker: Worker | None = None


def _begin(prepare: Callable[[], Worker]) -> None:
    # Ctrl-C reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _worker
    _worker = prepare()


def _work(chunk: list[Any]) -> list[Any]:
    if _worker is None:
        raise RuntimeError("the worker process was not prepared")
    return [_worker(task) for task in chunk]
