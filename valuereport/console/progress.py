"""A progress bar with rate and time left, on stderr; plain lines where stderr is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_EVERY_SECONDS = 10.0
_WORDS = {
    "composed": "statements worded",
    "plates": "page designs laid out",
    "statements": "statements finished",
}


class _Rate(ProgressColumn):
    """Statements a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f} a second" if task.speed else "")


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that takes (stage, done, total): a bar for each stage, the one under the other."""
    console = Console(stderr=True)
    if not console.is_terminal:
        lines: dict[str, Callable[[int, int], None]] = {}
        yield lambda stage, done, total: lines.setdefault(stage, _lines(_WORDS.get(stage, stage)))(done, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_WORDS.get(stage, stage), total=None)
            bar.update(tasks[stage], completed=done, total=total or None)

        yield show


def _lines(label: str) -> Callable[[int, int], None]:
    began = last = time.monotonic()
    first: int | None = None

    def say(done: int, total: int) -> None:
        nonlocal last, first
        now = time.monotonic()
        first = done if first is None else first
        if now - last < _EVERY_SECONDS and (done < total or not total):
            return
        last = now
        rate = (done - first) / (now - began) if now - began > 1 else 0.0  # before, it says nothing
        speed = f", {rate:.1f} a second" if rate else ""
        left = f", {(total - done) / rate:.0f} s left" if rate and done < total else ""
        of = f" of {total:,}" if total else ""
        sys.stderr.write(f"{label}: {done:,}{of}{speed}{left}\n")

    return say
