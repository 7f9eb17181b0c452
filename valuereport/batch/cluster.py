"""Workers on many machines, by Dask: what they need lies in the run's folder, which all of them see."""

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
from valuereport.batch.act import Worker, WorkerLostError
from valuereport.errors import RunError, ValuereportError
from valuereport.files import PARTIAL_SUFFIX, digest, write_atomically
from valuereport.storage import storage_path

_ORDERS: Final = f".worker{PARTIAL_SUFFIX}"
_CONNECT_SECONDS: Final = 10
_PATIENCE_SECONDS: Final = 120
"""How long a batch waits where there is no worker: a cluster may be bringing up machines."""
_LOOK_SECONDS: Final = 2.0
_ADDRESS: Final = re.compile(r"(?:(?:tcp|tls|wss?)://)?(?:\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):\d{1,5}")
_GO_ON: Final = "what is made so far is kept: go on with --resume"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Orders:
    """Where a worker finds how it is prepared, and the SHA-256 of that: it obeys nothing but what the parent wrote.

    `batch` is another one each time: what a worker has told one parent, it has to tell the next one, too.
    """

    path: str
    sha256: str
    version: str
    batch: str


class Cluster:
    """The workers of a Dask scheduler, by its executor of concurrent.futures.

    Dask gives what a dead worker held to another one, and gives up on what killed several. A statement that is made
    twice is the same bytes in the same file.
    """

    chunks = True

    def __init__(
        self, address: str, prepare: Callable[[], Worker], folder: Path, patience: float = _PATIENCE_SECONDS
    ) -> None:
        """`prepare` makes the function that acts; `folder` is the run's, and is there when the first task is."""
        self._address, self._prepare, self._folder, self._patience = address, prepare, folder, patience
        self._orders: Orders | None = None
        self._count, self._looked, self._seen = 0, 0.0, time.monotonic()

    def __enter__(self) -> Self:
        """Connect, and wait until there is a worker. Raises RunError."""
        self._client = _connected(self._address)
        self._executor: Executor = self._client.get_executor(pure=False)
        try:
            self._seen = time.monotonic()
            if not self.workers():
                _log.warning("no worker has joined %s yet: waiting %g seconds", self._address, self._patience)
            while not self.workers():
                time.sleep(min(_LOOK_SECONDS, self._patience))
        except BaseException:
            self._leave(finished=False)
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        self._leave(finished=raised[0] is None)

    def submit(self, chunk: list[Any]) -> Future[Any]:
        # Packed here, so that Dask neither looks into it nor shows it in a log.
        packed = pickle.dumps(chunk)
        orders = self._orders = self._orders or self._written()
        try:
            return self._executor.submit(act_on, orders, packed)
        except Exception as error:
            raise self._gone(error) from None

    def answers(self, future: Future[Any]) -> list[Any]:
        from distributed import KilledWorker

        try:
            done, found = pickle.loads(future.result())  # noqa: S301 - from a worker of ours
        except KilledWorker:
            raise WorkerLostError from None
        except (CancelledError, OSError) as error:
            raise self._gone(error) from None
        except Exception as error:
            raise RunError(
                f"the Dask scheduler {self._address} or a worker of it cannot run what it is given "
                f"({_words(error)}): it needs the same valuereport as this machine; {_GO_ON}"
            ) from None
        if not done:
            raise RunError(f"{found}; {_GO_ON}")
        return list(found)

    def workers(self) -> int:
        now = time.monotonic()
        if now - self._looked > _LOOK_SECONDS:
            try:
                self._count = len(self._client.nthreads(callback_timeout=_CONNECT_SECONDS))
            except Exception as error:
                raise self._gone(error) from None
            self._looked = now
            if self._count:
                self._seen = now
            elif now - self._seen > self._patience:
                raise RunError(
                    f"no worker has been at the Dask scheduler {self._address} for {self._patience:g} seconds: "
                    f"start some with dask worker {self._address} --nthreads 1; {_GO_ON}"
                )
        return self._count

    def _written(self) -> Orders:
        data, path = pickle.dumps(self._prepare), self._folder / _ORDERS
        try:
            write_atomically(path, data)
        except OSError as error:
            raise RunError(f"{path} cannot be written: {error.strerror}; {_GO_ON}") from None
        return Orders(str(path), digest(data), valuereport.__version__, uuid4().hex)

    def _gone(self, error: BaseException) -> RunError:
        return RunError(f"the Dask scheduler {self._address} does not answer any more ({_words(error)}); {_GO_ON}")

    def _leave(self, *, finished: bool) -> None:
        # The scheduler may be gone by now, and what matters has been said.
        with suppress(Exception):
            if not finished:
                self._executor.shutdown(wait=False)
        with suppress(Exception):
            self._client.close(timeout=_LOOK_SECONDS)
        if self._orders:
            with suppress(OSError):
                storage_path(self._orders.path).unlink(missing_ok=True)


def _connected(address: str) -> Any:  # noqa: ANN401 - Dask has no types
    """Return a client of a scheduler. Raises RunError."""
    if not _ADDRESS.fullmatch(address):
        raise RunError(f"{address} is no address of a Dask scheduler, such as tcp://scheduler:8786")
    try:
        import dask

        # Its own lines would only repeat, with tracebacks, what we say in a sentence.
        quiet = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application", "asyncio")
        dask.config.set({"logging": dict.fromkeys(quiet, "critical")})
        from distributed import Client
    except ImportError:
        raise RunError(
            "--dask needs a package that is not installed: python -m pip install 'valuereport[dask]'"
        ) from None
    try:
        with warnings.catch_warnings(action="ignore"):  # of versions: we compare them ourselves, and refuse
            return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except Exception as error:
        raise RunError(
            f"the Dask scheduler {address} cannot be reached ({_words(error)}): check the address, such as "
            "tcp://scheduler:8786, and that dask scheduler runs there"
        ) from None


def _words(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0] or type(error).__name__


_one_at_a_time = threading.Lock()  # a worker with several threads: neither layout nor templates are made for that
_kept: tuple[Orders, Worker] | None = None


def act_on(orders: Orders, packed: bytes) -> bytes:
    """Act on a chunk of tasks, in the worker: whether it could, and the answers or the reason why not."""
    with _one_at_a_time:
        try:
            worker = _prepared(orders)
            return pickle.dumps((True, [worker(task) for task in pickle.loads(packed)]))  # noqa: S301 - from our parent
        except Exception as error:
            words = str(error) if isinstance(error, ValuereportError) else f"{type(error).__name__}: {error}"
            return pickle.dumps((False, f"the worker on {socket.gethostname()} cannot take part: {words}"))


def _prepared(orders: Orders) -> Worker:
    """Return the function that acts, made once for a batch. Raises RunError."""
    global _kept
    if _kept is None or _kept[0] != orders:
        if orders.version != valuereport.__version__:
            raise RunError(f"it has valuereport {valuereport.__version__}, and the batch is of {orders.version}")
        try:
            data = storage_path(orders.path).read_bytes()
        except OSError as error:
            raise RunError(
                f"it cannot read {orders.path} ({error.strerror}): a run on many machines needs an output folder that "
                "all of them see under the same name, such as --output s3://bucket/folder"
            ) from None
        if digest(data) != orders.sha256:
            raise RunError(f"{orders.path} is not what the batch wrote: another batch is under way in the same run")
        _kept = orders, pickle.loads(data)()  # noqa: S301 - what our own parent wrote, to the byte
    return _kept[1]
