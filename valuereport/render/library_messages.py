"""What WeasyPrint and fontTools say while they work."""

from __future__ import annotations

import logging
import threading
from typing import Final

_one_at_a_time: Final = threading.RLock()


class LibraryMessages(logging.Handler):
    """Collects what WeasyPrint and fontTools say, each message once, and keeps it from the console.

    One thread collects at a time and others wait, so that a message is never another member's. Two threads would not be
    faster: layout holds Python's lock.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self._loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
        self._propagated: list[bool] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message not in self.messages:
            self.messages.append(message)

    def __enter__(self) -> LibraryMessages:
        _one_at_a_time.acquire()
        self._propagated = [logger.propagate for logger in self._loggers]
        for logger in self._loggers:
            logger.addHandler(self)
            logger.propagate = False
        return self

    def __exit__(self, *error: object) -> None:
        for logger, propagated in zip(self._loggers, self._propagated, strict=True):
            logger.removeHandler(self)
            logger.propagate = propagated
        _one_at_a_time.release()
