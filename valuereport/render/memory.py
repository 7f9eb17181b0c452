"""The garbage collector waits while a statement is made: it would find nothing, and take a sixth of the time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Collect nothing inside the context. What was left behind is young when it ends, and is looked for then.

    The pause holds for all threads. Of several that pause, the one that came first lets the collector go on.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
