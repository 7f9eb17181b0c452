"""Whether the system's limit (ulimit -v) leaves room to begin: some libraries end the process where there is none."""

from __future__ import annotations

import resource
from typing import Final

from valuereport.errors import RunError

_LEAST: Final = 500_000_000  # bytes of addresses that the libraries take when they are imported


def check_memory() -> None:
    """Raise RunError where the process may not have what it takes to import the libraries of a command."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < _LEAST:
        raise RunError(
            f"about {_LEAST:,} bytes of memory are needed to begin, and the system's limit (ulimit -v) is {limit:,}"
        )
