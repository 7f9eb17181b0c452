"""The time, and waiting: a value, so that a test can move it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """`now`: the moment, in UTC; `sleep`: waits for some seconds."""

    now: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep


CLOCK: Final = Clock()
