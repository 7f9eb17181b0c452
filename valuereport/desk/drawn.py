"""Statements that were drawn for somebody to look at: their pictures are asked for one by one, and lie on no disk."""

from __future__ import annotations

import secrets
import threading
from typing import Final

from valuereport.actions.preview_one import SeenStatement
from valuereport.errors import RequestError

_MOST: Final = 12  # statements, the newest


class Drawn:
    """The newest statements by keys that nobody can guess. Any number of threads may ask."""

    def __init__(self) -> None:
        self._kept: dict[str, SeenStatement] = {}
        self._lock = threading.Lock()

    def keep(self, seen: SeenStatement) -> str:
        """Keep a statement, and return its key."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._kept[key] = seen
            for old in list(self._kept)[:-_MOST]:
                del self._kept[old]
        return key

    def clear(self) -> None:
        """Forget all statements."""
        with self._lock:
            self._kept.clear()

    def get(self, key: str) -> SeenStatement:
        """Return a statement. Raises RequestError where it is kept no more."""
        with self._lock:
            found = self._kept.get(key)
        if found is None:
            raise RequestError("key", "this picture", "one of a statement that was drawn a moment ago: draw it again")
        return found
