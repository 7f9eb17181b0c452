"""Translates errors of a database: a whole sentence with what to do next, never with a password or an address."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from valuereport.deliver.ledger.engine import name_of
from valuereport.errors import LedgerError

_KEEP: Final = "Do not make a new one: it would not know who has had a statement"
_SQLITE: Final = {
    sqlite3.SQLITE_READONLY: "cannot be written: the file or its folder is read-only. Ask for the right to write both",
    sqlite3.SQLITE_PERM: "cannot be written: the file or its folder is read-only. Ask for the right to write both",
    sqlite3.SQLITE_AUTH: "cannot be written: the file or its folder is read-only. Ask for the right to write both",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: its folder is missing or read-only, or it is no file. Check the path"
    " and the right to write the folder",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full. Make room on it and start again",
    sqlite3.SQLITE_IOERR: "cannot be written or read: the disk, the network drive or a quota failed. Look at the disk"
    " and the room on it, then start again",
    sqlite3.SQLITE_NOTADB: "is not a database, or a damaged one. Put back its newest backup, or name another file."
    f" {_KEEP}",
    sqlite3.SQLITE_CORRUPT: f"is damaged. Put back its newest backup. {_KEEP}",
}
_POSTGRESQL: Final = {
    "28P01": "cannot be opened: the server refuses the user or the password. Check VALUEREPORT_DATABASE_URL",
    "28000": "cannot be opened: the server refuses the user. Check VALUEREPORT_DATABASE_URL and pg_hba.conf",
    "3D000": "cannot be opened: there is no such database. Make it (createdb), or check VALUEREPORT_DATABASE_URL",
    "42501": "cannot be written: the user may not. Ask the database's keeper for the right to make and write tables",
    "3F000": "cannot be written: the user may not, or there is no such schema. Ask the database's keeper",
    "25006": "cannot be written: the server is read-only (a standby?). Check VALUEREPORT_DATABASE_URL",
    "53100": "cannot be written: the server's disk is full. Make room on it and start again",
    "53300": "cannot be opened: the server has too many connections. Try again later",
    "55P03": "is locked by another command that writes to it. Wait until that has ended, then start again",
    "40P01": "was being written by another command at the same moment. Start again",
}
_REFUSALS: Final = {  # of a connection: psycopg gives their text and no code
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "no pg_hba.conf entry": "28000",
    'role "': "28000",
    "does not exist": "3D000",
    "too many": "53300",
}
_UNREACHED: Final = "cannot be reached: the server does not answer. Check that it runs, and VALUEREPORT_DATABASE_URL"


@contextmanager
def translate_errors(engine: sa.Engine) -> Iterator[None]:
    """Turn an error of the database into a LedgerError."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise LedgerError(f"{name_of(engine)} {_cause(engine, error)}.") from None
    except sa.exc.SQLAlchemyError as error:
        raise LedgerError(f"{name_of(engine)} cannot be used: {type(error).__name__}.") from None


def _cause(engine: sa.Engine, error: sa.exc.DBAPIError) -> str:
    if engine.dialect.name == "sqlite":
        code = int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF  # the rest of the number says which kind of it
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            who = _holders(Path(str(engine.url.database)))
            return f"is locked by {who}. Wait until that has ended (or end it), then start again"
        return _SQLITE.get(code) or f"cannot be used: the database says: {_one_line(error)}"
    code_text = str(getattr(error.orig, "sqlstate", None) or "")
    if code_text in _POSTGRESQL:
        return _POSTGRESQL[code_text]
    if not code_text:
        said = str(error.orig)
        return next((_POSTGRESQL[code] for sign, code in _REFUSALS.items() if sign in said), _UNREACHED)
    if code_text.startswith(("08", "57P")):
        return _UNREACHED
    primary = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    return f"cannot be used: the database says: {primary or code_text}"


def _one_line(error: sa.exc.DBAPIError) -> str:
    return " ".join(str(error.orig).split())


def _holders(path: Path) -> str:
    """Return who holds a lock on a file, as far as this system tells (Linux: /proc/locks)."""
    try:
        inode = path.stat().st_ino
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
        holders = {int(fields[-4]) for fields in map(str.split, lines) if fields[-3].endswith(f":{inode}")}
        names = [f"{_program(pid)} (process {pid})" for pid in sorted(holders) if pid > 0]
    except (OSError, ValueError, IndexError):
        names = []
    return " and ".join(names) or "another program"


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return "a program"
