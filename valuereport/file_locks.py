"""Locks of the operating system on files, released when the last process that holds them ends, however it ends.

Unlike the locks of filelock these can be shared, and a child process can inherit one. A file system that knows no locks
is an OSError; a lock that is only a file would stay when its process has ended.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from valuereport.files import make_private

_PAUSE: Final = 0.02  # seconds between two attempts


def lock_file(file: Path, *, shared: bool = False, wait: float = 0.0) -> int:
    """Return a descriptor that holds the lock on a file, which is made where it is not there; closing it releases.

    `shared`: others may hold it at the same time, who share it, too. `wait`: seconds. Raises BlockingIOError where
    another holds it, other processes and other threads alike; FileNotFoundError where there is no folder; OSError.
    """
    until = time.monotonic() + wait
    while True:
        try:
            return _locked(file, shared)
        except (BlockingIOError, PermissionError):  # the second is of a file whose rights are just being set
            if time.monotonic() >= until:
                raise
        time.sleep(_PAUSE)


def _locked(file: Path, shared: bool) -> int:
    made = not file.exists()
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        if not _is_at(file, handle):  # it was removed meanwhile, and the lock is on nothing
            raise BlockingIOError
        if made:
            make_private(file)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _is_at(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def unlock_file(handle: int, file: Path) -> None:
    """Release a lock, and remove its file where nobody else holds it; whoever waits for it notices."""
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.unlink(missing_ok=True)
    os.close(handle)


def is_locked(file: Path) -> bool:
    """Return whether somebody holds the lock on a file, this process too; False where there is no such file.

    Raises OSError.
    """
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
