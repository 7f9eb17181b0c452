"""Workers on many machines, by Dask. What they need is in the run's folder, which all of them can read."""

from __future__ import annotations

import logging
import pickle
import re
import socket
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from uuid import uuid4

import valuereport
from valuereport.batch.workers import Worker, WorkerLostError
from valuereport.errors import RESUME, RunError, ValuereportError
from valuereport.files import PARTIAL_SUFFIX, digest, write_atomically
from valuereport.storage import storage_path

_SETUP_FILE: Final = f".worker{PARTIAL_SUFFIX}"
_CONNECT_SECONDS: Final = 10
_PATIENCE_SECONDS: Final = 120
"""How long a batch waits where there is no worker: a cluster may be starting machines."""
_POLL_SECONDS: Final = 2.0
_ADDRESS: Final = re.compile(r"(?:(?:tcp|tls|wss?)://)?(?:\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):\d{1,5}")
_GO_ON: Final = "what is made so far is kept: go on"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerSetupRef:
    """The file with a worker's setup, and its SHA-256: a worker unpickles nothing but what the parent wrote.

    `batch` is new for each batch, so that a worker is prepared again for each parent.
    """

    path: str
    sha256: str
    version: str
    batch: str


class Cluster:
    """The workers of a Dask scheduler, by its executor of concurrent.futures.

    Dask hands the tasks of a dead worker to another one, and gives up on a task that killed several. A statement that
    is made twice is the same bytes in the same file.
    """

    chunks = True

    def __init__(
        self, address: str, prepare: Callable[[], Worker], folder: Path, patience: float = _PATIENCE_SECONDS
    ) -> None:
        """`prepare` returns the worker's function; `folder` is the run's and exists before the first task."""
        self._address, self._prepare, self._folder, self._patience = address, prepare, folder, patience
        self._setup: WorkerSetupRef | None = None
        self._count, self._polled, self._seen = 0, 0.0, time.monotonic()

    def __enter__(self) -> Self:
        """Connect, and wait until there is a worker. Raises RunError."""
        self._client = _connect(self._address)
        self._executor: Executor = self._client.get_executor(pure=False)
        try:
            self._seen = time.monotonic()
            if not self.workers():
                _log.warning("no worker has joined %s yet: waiting %g seconds", self._address, self._patience)
            while not self.workers():
                time.sleep(min(_POLL_SECONDS, self._patience))
        except BaseException:
            self._disconnect(finished=False)
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        self._disconnect(finished=raised[0] is None)

    def submit(self, chunk: list[Any]) -> Future[Any]:
        # Pickled here, so that Dask neither looks into it nor shows it in a log.
        packed = pickle.dumps(chunk)
        self._setup = self._setup or self._write_setup()
        try:
            return self._executor.submit(run_chunk, self._setup, packed)
        except Exception as error:
            raise self._unreachable(error) from None

    def answers(self, future: Future[Any]) -> list[Any]:
        from distributed import KilledWorker

        try:
            done, answers = pickle.loads(future.result())  # noqa: S301 - from a worker of ours
        except KilledWorker:
            raise WorkerLostError from None
        except (CancelledError, OSError) as error:
            raise self._unreachable(error) from None
        except Exception as error:
            raise RunError(
                f"the Dask scheduler {self._address} or a worker of it cannot run what it is given "
                f"({_first_line(error)}): it needs the same valuereport as this machine; {_GO_ON}",
                RESUME,
            ) from None
        if not done:
            raise RunError(f"{answers}; {_GO_ON}", RESUME)
        return list(answers)

    def workers(self) -> int:
        now = time.monotonic()
        if now - self._polled > _POLL_SECONDS:
            try:
                self._count = len(self._client.nthreads(callback_timeout=_CONNECT_SECONDS))
            except Exception as error:
                raise self._unreachable(error) from None
            self._polled = now
            if self._count:
                self._seen = now
            elif now - self._seen > self._patience:
                raise RunError(
                    f"no worker has been at the Dask scheduler {self._address} for {self._patience:g} seconds: "
                    f"start some with dask worker {self._address} --nthreads 1; {_GO_ON}",
                    RESUME,
                )
        return self._count

    def _write_setup(self) -> WorkerSetupRef:
        data, path = pickle.dumps(self._prepare), self._folder / _SETUP_FILE
        try:
            write_atomically(path, data)
        except OSError as error:
            raise RunError(f"{path} cannot be written: {error.strerror}; {_GO_ON}", RESUME) from None
        return WorkerSetupRef(str(path), digest(data), valuereport.__version__, uuid4().hex)

    def _unreachable(self, error: BaseException) -> RunError:
        return RunError(
            f"the Dask scheduler {self._address} does not answer any more ({_first_line(error)}); {_GO_ON}", RESUME
        )

    def _disconnect(self, *, finished: bool) -> None:
        # The scheduler may be gone by now; that error has been reported already.
        with suppress(Exception):
            if not finished:
                self._executor.shutdown(wait=False)
        with suppress(Exception):
            self._client.close(timeout=_POLL_SECONDS)
        if self._setup:
            with suppress(OSError):
                storage_path(self._setup.path).unlink(missing_ok=True)


def _connect(address: str) -> Any:  # noqa: ANN401 - Dask has no types
    """Return a client of a scheduler. Raises RunError."""
    if not _ADDRESS.fullmatch(address):
        raise RunError(f"{address} is no address of a Dask scheduler, such as tcp://scheduler:8786")
    try:
        import dask

        # Its log would repeat, with tracebacks, what our message says.
        quiet = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application", "asyncio")
        dask.config.set({"logging": dict.fromkeys(quiet, "critical")})
        from distributed import Client
    except ImportError:
        raise RunError(
            "Dask needs a package that is not installed: python -m pip install 'valuereport[dask]'"
        ) from None
    try:
        with warnings.catch_warnings(action="ignore"):  # about versions: ours are compared later
            return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except Exception as error:
        raise RunError(
            f"the Dask scheduler {address} cannot be reached ({_first_line(error)}): check the address, such as "
            "tcp://scheduler:8786, and that dask scheduler runs there"
        ) from None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0] or type(error).__name__


_one_at_a_time = threading.Lock()  # a Dask worker may have several threads; layout and templates are not thread-safe
_prepared: tuple[WorkerSetupRef, Worker] | None = None


def run_chunk(setup: WorkerSetupRef, packed: bytes) -> bytes:
    """Run a chunk of tasks, in the worker. Returns, pickled: True and the answers, or False and the reason."""
    with _one_at_a_time:
        try:
            worker = _worker_for(setup)
            return pickle.dumps((True, [worker(task) for task in pickle.loads(packed)]))  # noqa: S301 - from our parent
        except Exception as error:
            words = str(error) if isinstance(error, ValuereportError) else f"{type(error).__name__}: {error}"
            return pickle.dumps((False, f"the worker on {socket.gethostname()} cannot take part: {words}"))


def _worker_for(setup: WorkerSetupRef) -> Worker:
    """Return the worker's function; it is prepared once for a batch. Raises RunError."""
    global _prepared
    if _prepared is None or _prepared[0] != setup:
        if setup.version != valuereport.__version__:
            raise RunError(f"it has valuereport {valuereport.__version__}, and the batch is of {setup.version}")
        try:
            data = storage_path(setup.path).read_bytes()
        except OSError as error:
            raise RunError(
                f"it cannot read {setup.path} ({error.strerror}): a run on many machines needs an output folder that "
                "all of them see under the same name, such as s3://bucket/folder"
            ) from None
        if digest(data) != setup.sha256:
            raise RunError(f"{setup.path} is not what the batch wrote: another batch is under way in the same run")
        _prepared = setup, pickle.loads(data)()  # noqa: S301 - what our own parent wrote, to the byte
    return _prepared[1]
