"""Who is still there: each sender holds a lock that the system frees when its process ends, however it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa
from filelock import FileLock, Timeout

from valuereport.deliver.ledger.engine import name_of, outside_of_transactions
from valuereport.errors import LedgerError
from valuereport.files import make_folder, make_private


class Liveness(Protocol):
    """How a sender shows that it lives, and how it sees that another does."""

    def hold(self, sender: str) -> None:
        """Take the sender's lock, or see that it is still held."""

    def is_dead(self, sender: str) -> bool:
        """Whether nobody holds that sender's lock any more."""

    def bury(self, sender: str) -> None:
        """Clear away what a dead sender left."""

    def release(self) -> None:
        """Give back the lock, where one is held."""


def liveness_for(engine: sa.Engine) -> Liveness:
    """Return the way of this kind of database."""
    return LockFiles(engine) if engine.dialect.name == "sqlite" else ServerLocks(engine)


class LockFiles:
    """A locked file a sender, beside the ledger's: for SQLite."""

    def __init__(self, engine: sa.Engine) -> None:
        self._folder = Path(f"{engine.url.database}.senders")
        self._held: FileLock | None = None

    def hold(self, sender: str) -> None:
        """Make and lock the sender's file; one that somebody removed is made anew. Raises LedgerError."""
        if self._held is not None and not self._file(sender).exists():
            self._held.release()
            self._held = None
        if self._held is None:
            try:
                make_folder(self._folder)
                lock = self._lock(sender)
                lock.acquire()
                make_private(self._file(sender))
            except (OSError, Timeout, NotImplementedError) as error:
                raise LedgerError(
                    f"{self._folder} cannot hold the lock of a sender ({_why(error)}); the ledger has to lie in a"
                    " folder that may be written, on a drive that knows locks"
                ) from None
            self._held = lock

    def is_dead(self, sender: str) -> bool:
        """Whether the sender's file can be locked; one that is not there was cleared away by its sender."""
        if not self._file(sender).exists():
            return True
        lock = self._lock(sender)
        try:
            lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            raise LedgerError(
                f"Whether the sender of {self._file(sender)} still runs cannot be seen ({_why(error)});"
                " ask for the right to write that file"
            ) from None
        lock.release()
        return True

    def bury(self, sender: str) -> None:
        """Remove the sender's file."""
        self._file(sender).unlink(missing_ok=True)

    def release(self) -> None:
        """Unlock and remove our own file."""
        if self._held is not None:
            Path(self._held.lock_file).unlink(missing_ok=True)
            self._held.release()
            self._held = None

    def _file(self, sender: str) -> Path:
        return self._folder / f"{sender}.lock"

    def _lock(self, sender: str) -> FileLock:
        # No fallback: a lock that is only a file outlives its process.
        return FileLock(self._file(sender), blocking=False, thread_local=False, fallback_to_soft=False)


class ServerLocks:
    """An advisory lock of a session a sender: for PostgreSQL."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = outside_of_transactions(engine)
        self._held: sa.Connection | None = None

    def hold(self, sender: str) -> None:
        """Lock on a connection of its own; one that was lost meanwhile is made anew. Raises LedgerError."""
        if self._held is not None:
            try:
                self._held.execute(sa.select(1))
            except sa.exc.DBAPIError:
                self._held.invalidate()
                self._held = None
            else:
                return
        connection = self._engine.connect()
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_key(sender)))).scalar():
            connection.close()
            raise LedgerError(f"{name_of(self._engine)} still holds the lock of a lost connection. Start again")
        self._held = connection

    def is_dead(self, sender: str) -> bool:
        """Whether the sender's lock is free."""
        with self._engine.connect() as connection:
            free = bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(_key(sender)))).scalar())
            if free:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_key(sender))))
            return free

    def bury(self, sender: str) -> None:
        """Nothing is left of a session that has ended."""

    def release(self) -> None:
        """Unlock; the session itself would be ended some moments after we have gone."""
        if self._held is not None:
            held, self._held = self._held, None
            held.execute(sa.select(sa.func.pg_advisory_unlock_all()))
            held.close()


def _key(sender: str) -> int:
    """Return the number of a sender's advisory lock: 64 bits of its id, signed."""
    return int.from_bytes(UUID(hex=sender).bytes[:8], signed=True)


def _why(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
