"""A Dask cluster and an S3 store for tests, as real processes and a real server, all on this machine's loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

ROOT = Path(__file__).parent.parent
_HURRY = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s",  # a scheduler that was killed is given up on soon
    "DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT": "1s",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",  # a hundred looks a second at what each worker does
}


def until(reached: Callable[[], Any], seconds: float = 90) -> None:
    """Wait for something to happen."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)  # each look is a request to a store, which this process serves


@dataclass(frozen=True)
class Store:
    """An S3 store with one bucket, and what a process has to know of it."""

    environment: dict[str, str]
    bucket: str = "members"

    @cached_property
    def client(self) -> Any:
        """Return an S3 client: one, as it takes longer to make than to ask."""
        keys = {"aws_access_key_id": "id", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
        return boto3.client("s3", endpoint_url=self.environment["AWS_ENDPOINT_URL"], **keys)

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder."""
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=f"{folder}/").get("Contents", [])
        return [each["Key"].removeprefix(f"{folder}/") for each in found]

    def files(self, folder: str) -> dict[str, bytes]:
        """Return every file in a folder with its content."""
        read = self.client.get_object
        return {name: read(Bucket=self.bucket, Key=f"{folder}/{name}")["Body"].read() for name in self.names(folder)}


@contextmanager
def store() -> Iterator[Store]:
    """Run an S3 store."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        made = Store(
            {
                "AWS_ACCESS_KEY_ID": "id",
                "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            }
        )
        made.client.create_bucket(Bucket=made.bucket)
        yield made
    finally:
        server.stop()


@dataclass
class DaskProcesses:
    """A scheduler and its workers, each a process of its own."""

    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return where the scheduler listens."""
        return str(json.loads(self._file.read_text())["address"])

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a scheduler or a worker."""
        log = (self.folder / f"{len(self.processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--host", "127.0.0.1", "--no-dashboard"],
                cwd=self.folder,
                env={**os.environ, **_HURRY, "PYTHONPATH": str(ROOT), **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)
        return process

    def scheduler(self) -> subprocess.Popen[bytes]:
        """Start the scheduler."""
        # Where the tests themselves are killed, nobody ends these processes: then they do so themselves.
        process = self.start("scheduler", "--port", "0", "--idle-timeout", "5m", "--scheduler-file", str(self._file))
        until(lambda: self._file.exists() and self._file.read_bytes().endswith(b"}"))
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker; a batch waits until there is one."""
        alone = ("--nthreads", "1", "--no-nanny", "--death-timeout", "60s")
        return self.start("worker", self.address, *alone, "--local-directory", str(self.folder))

    def end(self) -> None:
        """End every process."""
        for process in reversed(self.processes):
            process.send_signal(signal.SIGKILL)
        for process in self.processes:
            process.wait()


@contextmanager
def dask_processes(folder: Path, environment: dict[str, str]) -> Iterator[DaskProcesses]:
    """Run a scheduler and two workers."""
    cluster = DaskProcesses(folder, environment)
    try:
        cluster.scheduler()
        cluster.worker()
        cluster.worker()
        yield cluster
    finally:
        cluster.end()
