"""What takes long, done once in a thread beside whoever asks for it: they get the result, or how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from valuereport.errors import UnexpectedError, ValuereportError
from valuereport.events import Events
from valuereport.unexpected import reported

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far something is: `done` of `total` units of a stage; 0 of 0 where it says nothing of it."""

    stage: str = ""
    done: int = 0
    total: int = 0


class InHand:
    """Results by name, each with the key of what it is made of; one of another key is made anew.

    What is under way for an older key is asked to stop. An error is the result of its key, too.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: dict[str, _Task] = {}

    def ask(self, name: str, key: object, make: Callable[[Events], T], wait: float = 0.0) -> T | HowFar:
        """Return what `make` returns, or how far it is after `wait` seconds. Raises what it raises, if a known error.

        Of an error that nobody expected the details go into a log, and a ValuereportError says so.
        """
        with self._lock:
            task = self._tasks.get(name)
            if task is None or task.key != key:
                if task:
                    task.stopping = True
                task = self._tasks[name] = _Task(key)
                threading.Thread(target=task.run, args=(make,), daemon=True).start()
        if not task.ended.wait(wait):
            return task.how_far
        if task.error:
            raise task.error.with_traceback(None)
        return cast("T", task.result)

    def forget(self, name: str) -> None:
        """Free the memory of a result; what is under way for it is asked to stop."""
        with self._lock:
            if task := self._tasks.pop(name, None):
                task.stopping = True

    def clear(self) -> None:
        """Free the memory of all results."""
        for name in list(self._tasks):
            self.forget(name)


class _Task:
    """One result in the making; it is its own Events."""

    def __init__(self, key: object) -> None:
        self.key, self.ended, self.stopping = key, threading.Event(), False
        self.how_far = HowFar()
        self.result: object = None
        self.error: ValuereportError | None = None

    def run(self, make: Callable[[Events], object]) -> None:
        try:
            self.result = make(self)
        except ValuereportError as error:
            self.error = error
        except Exception as error:
            self.error = UnexpectedError(reported(error))
        finally:
            self.ended.set()

    def progress(self, stage: str, done: int, total: int) -> None:
        self.how_far = HowFar(stage, done, total)

    def warned(self, text: str) -> None:
        """Nobody listens: the result says what a person should read."""

    def stopped(self) -> bool:
        return self.stopping
