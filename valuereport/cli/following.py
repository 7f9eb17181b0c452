"""How a command follows an action: progress on stderr, and the first Ctrl-C asks it to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from valuereport.cli.say import say
from valuereport.console.progress import progress_bars
from valuereport.events import Events


@contextmanager
def watched(finishing: str = "") -> Iterator[Events]:
    """Show the progress of an action. `finishing`: what it finishes at the first Ctrl-C; the second one is final.

    Where nothing is given, the first Ctrl-C is final.
    """
    with progress_bars() as progress:
        listener = _Listener(progress, finishing)
        if not finishing or threading.current_thread() is not threading.main_thread():
            yield listener
            return
        before = signal.signal(signal.SIGINT, listener.stop)
        try:
            yield listener
        finally:
            signal.signal(signal.SIGINT, before)


class _Listener:
    def __init__(self, progress: Callable[[str, int, int], None], finishing: str) -> None:
        self.progress = progress
        self._finishing, self._asked = finishing, False

    def warned(self, text: str) -> None:
        say(text, err=True)

    def stopped(self) -> bool:
        return self._asked

    def stop(self, number: int, frame: object) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        say(f"\nStopping: finishing {self._finishing} (Ctrl-C again to stop at once).", err=True)
