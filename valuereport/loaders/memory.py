"""Checks the system's limit of memory (ulimit -v) before reading: Arrow ends the process where memory runs out."""

from __future__ import annotations

import resource
from pathlib import Path

from valuereport.errors import SourceError

_ALWAYS = 256_000_000  # bytes for threads and their buffers
_TIMES = 8  # a file needs this many times its size


def check_memory(what: str, size: int = 0) -> None:
    """Raise SourceError where there is a limit, and a file of `size` bytes would come near it."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return
    needed, left = _ALWAYS + _TIMES * size, limit - _used()
    if needed > left:
        raise SourceError(
            f"{what}: about {needed:,} bytes of memory are needed, and the system's limit (ulimit -v) leaves {left:,}"
        )


def _used() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):  # not on Linux: unknown
        return 0
    return pages * resource.getpagesize()
