"""The lock on the stories of all runs beside one another: those of one run are protected against all others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from valuereport.errors import RunError


@contextmanager
def locked_runs(place: Path) -> Iterator[None]:
    """Lock the stories of all runs in `place`: those of one run are protected against all others. Raises RunError."""
    lock = FileLock(place / ".stories.lock", blocking=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise RunError(f"stories in {place} are just being made by another command; try again when it ends") from None
    except OSError as error:
        raise RunError(f"{place} cannot be written: {error.strerror}; no stories are made") from None
    try:
        yield
    finally:
        lock.release()
