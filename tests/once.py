"""A folder that is made once for all the processes of a test session; it is read or copied, never changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of this name, which whoever needs it first makes; the others wait."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # the folder that the processes of xdist share
    done = shared / f"{name}.done"
    with FileLock(shared / f"{name}.lock"):
        if not done.exists():
            make(shared / name)
            done.touch()
    return shared / name
