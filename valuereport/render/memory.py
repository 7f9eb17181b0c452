"""The garbage collector waits while a statement is made: it would find nothing, and take a sixth of the time."""

from __future__ import annotations

import gc
from types import TracebackType
from typing import Final

_LAID_OUT: Final = 4  # statements between collections: what the layout of one leaves behind is some megabytes


class CollectorPaused:
    """A context in which nothing is collected; after every few of them everything is, so that memory stays flat."""

    def __init__(self, every: int = _LAID_OUT) -> None:
        self._made, self._every = 0, every
        self._was_on = False

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._made += 1
        if self._made == 1:
            gc.freeze()  # modules, fonts and styles stay; looking at them again and again is the greater part
        if self._made % self._every == 0:
            gc.collect()
        if self._was_on:
            gc.enable()
