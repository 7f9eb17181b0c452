"""How often a system may be asked: calls in a window, calls at the same time, calls a day."""

from __future__ import annotations

import json
from collections import deque
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final, TypeAlias

from valuereport.connect.clock import Clock
from valuereport.files import write_atomically

_FILE: Final = "calls.json"


@dataclass(frozen=True, slots=True)
class Window:
    """At most `calls` in any `seconds`."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class AtOnce:
    """At most `calls` at the same time."""

    calls: int


@dataclass(frozen=True, slots=True)
class ADay:
    """At most `calls` from midnight to midnight, UTC."""

    calls: int


Limit: TypeAlias = Window | AtOnce | ADay


class PausedError(Exception):
    """The system cannot be asked before `until`; what has arrived is kept, and the pull goes on from there."""

    def __init__(self, why: str, until: datetime) -> None:
        super().__init__(why)
        self.why, self.until = why, until


class Budget:
    """The calls of a day, counted in a file beside the pulls, since the day has several runs of this program."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._file, self._clock = folder / _FILE, clock

    def used(self) -> int:
        """Return how many calls there were today."""
        try:
            said = json.loads(self._file.read_bytes())
            return int(said["calls"]) if said["day"] == self._today() else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def count(self) -> None:
        """Count one more, before it is made. Raises OSError."""
        said = {"calls": self.used() + 1, "day": self._today()}
        write_atomically(self._file, json.dumps(said).encode())

    def tomorrow(self) -> datetime:
        """Return when the next day begins."""
        return datetime.combine(self._clock.now().astimezone(UTC).date() + timedelta(days=1), time(), UTC)

    def _today(self) -> str:
        return self._clock.now().astimezone(UTC).date().isoformat()


class Limiter:
    """Holds the calls to one host within its limits."""

    def __init__(self, limits: tuple[Limit, ...], budget: Budget, clock: Clock, patience: float) -> None:
        """`patience`: the longest that one call waits, in seconds; longer, and the pull is interrupted."""
        self._windows = [(one, deque[datetime](maxlen=one.calls)) for one in limits if isinstance(one, Window)]
        most = min((one.calls for one in limits if isinstance(one, AtOnce)), default=0)
        self._at_once = BoundedSemaphore(most) if most else None
        self.a_day = min((one.calls for one in limits if isinstance(one, ADay)), default=None)
        self._budget, self._clock, self._patience = budget, clock, patience

    def turn(self) -> AbstractContextManager[object]:
        """Wait until a call may be made, and count it. Raises PausedError, OSError."""
        if self.a_day is not None and self._budget.used() >= self.a_day:
            until = self._budget.tomorrow()
            raise PausedError(f"the {self.a_day:,} calls that the system allows in a day are used up", until)
        for window, calls in self._windows:
            if len(calls) == window.calls:
                self.wait((calls[0] + timedelta(seconds=window.seconds) - self._clock.now()).total_seconds())
        for _, calls in self._windows:
            calls.append(self._clock.now())
        if self.a_day is not None:
            self._budget.count()
        return self._at_once or nullcontext()

    def wait(self, seconds: float) -> None:
        """Wait for some seconds. Raises PausedError where they are too many."""
        if seconds > self._patience:
            raise PausedError("the system takes no calls for a while", self._clock.now() + timedelta(seconds=seconds))
        if seconds > 0:
            self._clock.sleep(seconds)
