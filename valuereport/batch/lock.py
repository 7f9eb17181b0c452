"""One command at a time in a run: a lock that the system releases when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from valuereport.errors import RunError
from valuereport.files import make_folder, make_private
from valuereport.storage import remote_path

LOCK: Final = ".lock"
_WAIT: Final = 0.5  # seconds: for a command that is just ending


@contextmanager
def working_in(folder: Path, *, begun: bool = True) -> Iterator[None]:
    """Lock a run's folder against other commands; a folder that is not `begun` is made. Raises RunError.

    In a store there is no such lock: no store releases one when its holder dies, and with a lock that is only a file a
    killed run could not be resumed.
    """
    if remote_path(folder) or not _can_hold(folder, begun):
        yield  # an error of the folder is reported where the run is read or begun
        return
    file = folder / LOCK
    # No fallback: a lock that is only a file stays when its process has ended.
    lock = FileLock(file, timeout=_WAIT, thread_local=False, fallback_to_soft=False)
    try:
        if not begun:
            make_folder(folder)
        lock.acquire()
    except Timeout:
        raise RunError(
            f"{folder}: another command is working on this run{_holder(file)}; start again when it has ended"
        ) from None
    except (OSError, NotImplementedError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or type(error).__name__
        raise RunError(
            f"{folder}: the run folder cannot be written: {why}; it has to lie on a drive that may be written and that "
            "knows locks"
        ) from None
    try:
        with suppress(OSError):  # on a full disk the lock is held, and only the name of its holder is missing
            make_private(file)
            now = datetime.now(UTC)
            file.write_text(
                f"process {os.getpid()} on {socket.gethostname()}, since {now:%Y-%m-%d %H:%M} UTC\n", encoding="utf-8"
            )
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)  # while the lock is held; whoever waits for it notices the new file
        lock.release()


def is_worked_in(folder: Path) -> bool:
    """Return whether a command is working in a run's folder now; never in a store, where nothing tells that."""
    if remote_path(folder):
        return False
    try:
        descriptor = os.open(folder / LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # a command that begins just now waits for longer
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _can_hold(folder: Path, begun: bool) -> bool:
    try:
        return folder.is_dir() or not (begun or folder.exists())
    except OSError:
        return False


def _holder(file: Path) -> str:
    with suppress(OSError, ValueError):
        if holder := file.read_text(encoding="utf-8").strip():
            return f" ({holder})"
    return ""
