"""Workers on this machine: this process, or a pool of processes that are prepared once."""

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

from valuereport.batch.workers import Backend, Worker, WorkerLostError


def local_backend(prepare: Callable[[], Worker], workers: int) -> Backend:
    """Return this process as the backend for one worker (one statement, tests), else a pool of processes.

    `prepare` returns the worker's function.
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
        """Run the tasks at once."""
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
        self._pool = self._pool or self._start_pool()
        try:
            return self._pool.submit(_run_chunk, chunk)
        except BrokenProcessPool:
            raise self._pool_lost() from None

    def answers(self, future: Future[Any]) -> list[Any]:
        try:
            return list(future.result())
        except BrokenProcessPool:
            raise self._pool_lost() from None

    def workers(self) -> int:
        return self._workers

    def _pool_lost(self) -> WorkerLostError:
        # One dead process breaks the whole pool; its tasks are handed to a new pool.
        if self._pool:
            self._pool.shutdown()
            self._pool = None
        return WorkerLostError()

    def _start_pool(self) -> ProcessPoolExecutor:
        # A fork server: this process has threads (NumPy, Arrow), and to fork a process with threads can deadlock.
        context = multiprocessing.get_context("forkserver")
        return ProcessPoolExecutor(self._workers, context, initializer=_prepare_process, initargs=(self._prepare,))


_worker: Worker | None = None
_prepare_error: Exception | None = None


def _prepare_process(prepare: Callable[[], Worker]) -> None:
    # Ctrl-C reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _worker, _prepare_error
    try:
        _worker = prepare()
    except Exception as error:  # the pool would print a traceback and not tell the parent the reason
        _prepare_error = error


def _end_with_parent() -> None:
    """End this process when the parent has ended, also by a kill; else it would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _run_chunk(chunk: list[Any]) -> list[Any]:
    if _worker is None:
        raise _prepare_error or RuntimeError("the worker process was not prepared")
    return [_worker(task) for task in chunk]
