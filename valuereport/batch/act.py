"""Acting on a plan: jobs go to an executor, results come back one by one; one member's trouble never stops the run."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from valuereport.errors import RunError
from valuereport.model.run import Job, Result

Worker = Callable[[Job], Result]
_IN_FLIGHT_EACH = 4
"""Jobs handed out ahead for each worker: enough to keep it busy, few enough to stop soon."""


def act(
    jobs: Iterable[Job], prepare: Callable[[], Worker], workers: int, stopped: Callable[[], bool]
) -> Iterator[Result]:
    """Yield a result for each job, in the order of completion. Raises RunError where the run cannot go on.

    `prepare` makes the worker's function: in this process where `workers` is 1 (one statement, tests), else once in
    each worker process. Once `stopped` says so, nothing more is begun; what is in flight is finished and yielded.
    """
    source = _serial(jobs, prepare, stopped) if workers <= 1 else _parallel(iter(jobs), prepare, workers, stopped)
    for result in source:
        if result.halt:
            raise RunError(f"{result.halt}; what is made so far is kept: free some space and go on with --resume")
        yield result


def _serial(jobs: Iterable[Job], prepare: Callable[[], Worker], stopped: Callable[[], bool]) -> Iterator[Result]:
    work = prepare()
    for job in jobs:
        if stopped():
            return
        yield work(job)


def _parallel(
    jobs: Iterator[Job], prepare: Callable[[], Worker], workers: int, stopped: Callable[[], bool]
) -> Iterator[Result]:
    while True:
        lost: list[Job] = []
        with _pool(prepare, workers) as pool:
            yield from _drain(pool, jobs, workers * _IN_FLIGHT_EACH, stopped, lost)
        if not lost:
            return
        # A worker died and took the pool with it: what it held is tried once more, each job alone.
        for job in lost:
            yield _alone(job, prepare)


def _drain(
    pool: Executor, jobs: Iterator[Job], ahead: int, stopped: Callable[[], bool], lost: list[Job]
) -> Iterator[Result]:
    """Yield results until the jobs are used up, or the pool broke: then `lost` holds what it was given."""
    flying: dict[Future[Result], Job] = {}
    while True:
        while len(flying) < ahead and not lost and not stopped():
            job = next(jobs, None)
            if job is None:
                break
            try:
                flying[pool.submit(_work, job)] = job
            except BrokenProcessPool:
                lost.append(job)
        if not flying:
            return
        done, _ = wait(flying, return_when=FIRST_COMPLETED)
        for future in done:
            job = flying.pop(future)
            try:
                yield future.result()
            except BrokenProcessPool:
                lost.append(job)


def _alone(job: Job, prepare: Callable[[], Worker]) -> Result:
    with _pool(prepare, 1) as pool:
        try:
            return pool.submit(_work, job).result()
        except BrokenProcessPool:
            reason = "the worker process died twice while making this statement"
            return Result(job.planned.member_id, "failed", problem=reason)


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


def _work(job: Job) -> Result:
    if _worker is None:
        raise RuntimeError("the worker process was not prepared")
    return _worker(job)
