"""What a process that lives long keeps of a workspace, so that it is not read again for each question."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Value:
    key: object
    value: object
    made_at: datetime


class Kept:
    """Values by name, each with the key of what it was made of; one that has another key is made anew.

    Any number of threads may ask: one makes a value, those who want the same one wait. An error is kept by nobody.
    """

    def __init__(self) -> None:
        self._values: dict[str, _Value] = {}
        self._making: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)
        self._lock = threading.Lock()  # guards the two above for a moment at a time

    def get(self, name: str, key: object, make: Callable[[], T]) -> T:
        """Return the value of a name; made where there is none of this key. Raises what `make` raises."""
        with self._lock:
            making = self._making[name]
        with making:
            known = self._values.get(name)
            if known is None or known.key != key:
                self._values.pop(name, None)  # the memory of the old one is free while the new one is made
                known = _Value(key, make(), datetime.now(UTC))
                self._values[name] = known
            return cast("T", known.value)

    def made_at(self, name: str) -> datetime | None:
        """Return when the value of a name was made (UTC); None where there is none."""
        known = self._values.get(name)
        return known.made_at if known else None

    def clear(self) -> None:
        """Forget all values: a database does not say that it has changed."""
        self._values.clear()
