"""What a process that lives long keeps of a workspace, so that it is not read again for each question."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from valuereport.files import stamps_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Value:
    key: object
    clearing: int  # how often all was forgotten before it was made
    value: object


class Kept:
    """Values by name, each with the key of all that it was made of; one of another key is made anew.

    Any number of threads may ask: one makes a value, those who want the same one wait. A value is never changed. An
    error is kept by nobody: the next one who asks tries again.
    """

    def __init__(self) -> None:
        self._values: dict[str, _Value] = {}
        self._making: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)
        self._naming = threading.Lock()
        self._clearing = 0

    def get(self, name: str, key: object, make: Callable[[], T]) -> T:
        """Return the value of a name; made where there is none of this key. Raises what `make` raises."""
        with self._naming:
            making = self._making[name]
        with making:
            known = self._values.get(name)
            if known is None or known.clearing != self._clearing or known.key != key:
                self._values.pop(name, None)  # its memory is free while the new one is made
                del known
                clearing = self._clearing
                known = _Value(key, clearing, make())
                self._values[name] = known
            return cast("T", known.value)

    def forget(self, name: str) -> None:
        """Free the memory of one value."""
        self._values.pop(name, None)

    def known(self, name: str, key: object) -> object | None:
        """Return the value of a name at once; None where there is none of this key, or it is being made."""
        known = self._values.get(name)
        return known.value if known and known.key == key and known.clearing == self._clearing else None

    def clear(self) -> None:
        """Forget all values, those being made at this moment, too."""
        self._clearing += 1
        self._values.clear()


def of_file(kept: Kept | None, name: str, file: Path, read: Callable[[Path], T]) -> T:
    """Return what a file says, kept under a name as long as the file does not change. Raises what `read` raises."""
    return kept.get(name, stamps_of([file]), lambda: read(file)) if kept else read(file)
