"""Whether the system's limit (ulimit -v) leaves room to begin: some libraries end the process where there is none.

Imports nothing but what Python has loaded already: where memory is short, an import fails in many words.
"""

from __future__ import annotations

import resource

_LEAST = 500_000_000  # bytes of addresses that the libraries take when they are imported


def too_little_memory() -> str | None:
    """Return what is wrong where the process may not have the memory that the libraries of a command take."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY or limit >= _LEAST:
        return None
    return f"about {_LEAST:,} bytes of memory are needed to begin, and the system's limit (ulimit -v) is {limit:,}"
