"""What a long action tells while it works, and how it is asked to stop: one protocol for every action and stage."""

from __future__ import annotations

from typing import Final, Protocol

from valuereport.errors import StoppedError


class Events(Protocol):
    """Who started an action: is told how far it is, and may want it to stop. Called from the action's own thread."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Hear that `done` of `total` units of a stage are finished; `total` is 0 where nobody knows it.

        The stages: composed, plates and statements of a batch; statements of a preview; messages; letters; languages;
        files of a mapping; the records of a pull, by their names.
        """

    def warned(self, text: str) -> None:
        """Hear what a person should read before the action goes on."""

    def stopped(self) -> bool:
        """Return whether the action shall stop: it finishes the unit in hand and keeps what is done."""


class Silent:
    """Nobody who listens, and nobody who stops anything."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Ignore it."""

    def warned(self, text: str) -> None:
        """Ignore it."""

    def stopped(self) -> bool:
        """Return False."""
        return False


SILENT: Final = Silent()


def step(events: Events, stage: str, done: int, total: int) -> None:
    """Tell how far an action is. Raises StoppedError where it shall stop, for actions that keep nothing half done."""
    events.progress(stage, done, total)
    if events.stopped():
        raise StoppedError(f"stopped after {done:,} of {total:,} {stage}")
