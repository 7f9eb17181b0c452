"""Workers on this machine: this process, or processes that were prepared once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any, Self

from valuereport.batch.act import Machines, Worker, WorkerLostError


def local_backend(prepare: Callable[[], Worker], workers: int) -> Machines:
    """Return this process where there is one worker (one statement, tests), else processes.

    `prepare` makes the function that acts.
    """
    return _ThisProcess(prepare) if workers <= 1 else _Processes(prepare, workers)


class _ThisProcess:
    chunks = False

    def __init__(self, prepare: Callable[[], Worker]) -> None:
        self._prepare = prepare
        self._work: Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def submit(self, chunk: list[Any]) -> Future[Any]:
        """Act at once."""
        self._work = self._work or self._prepare()
        future: Future[Any] = Future()
        future.set_result([self._work(task) for task in chunk])
        return future

    def answers(self, future: Future[Any]) -> list[Any]:
        return list(future.result())

    def workers(self) -> int:
        return 1


class _Processes:
    chunks = True

    def __init__(self, prepare: Callable[[], Worker], workers: int) -> None:
        self._prepare, self._workers = prepare, workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._pool:
            self._pool.shutdown()

    def submit(self, chunk: list[Any]) -> Future[Any]:
        self._pool = self._pool or self._started()
        try:
            return self._pool.submit(_act_on, chunk)
        except BrokenProcessPool:
            raise self._broken() from None

    def answers(self, future: Future[Any]) -> list[Any]:
        try:
            return list(future.result())
        except BrokenProcessPool:
            raise self._broken() from None

    def workers(self) -> int:
        return self._workers

    def _broken(self) -> WorkerLostError:
        # One dead process takes the whole pool with it; what it held is handed to a new one.
        if self._pool:
            self._pool.shutdown()
            self._pool = None
        return WorkerLostError()

    def _started(self) -> ProcessPoolExecutor:
        # A fork server: this process has threads by now (NumPy, Arrow), and to fork one with threads can deadlock.
        context = multiprocessing.get_context("forkserver")
        return ProcessPoolExecutor(self._workers, context, initializer=_begin, initargs=(self._prepare,))


_worker: Worker | None = None
_unprepared: Exception | None = None


def _begin(prepare: Callable[[], Worker]) -> None:
    # Ctrl-C reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _worker, _unprepared
    try:
        _worker = prepare()
    except Exception as error:  # the pool itself would print a traceback, and tell the parent nothing
        _unprepared = error


def _end_with_parent() -> None:
    """Wait until the parent is gone, killed perhaps, and end: nobody would, and a worker would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _act_on(chunk: list[Any]) -> list[Any]:
    if _worker is None:
        raise _unprepared or RuntimeError("the worker process was not prepared")
    return [_worker(task) for task in chunk]
