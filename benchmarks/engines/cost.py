"""Processor time and memory of this process and of all that it started (Linux: from /proc)."""

from __future__ import annotations

import gc
import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_PARENT, _CHILDREN_USER, _CHILDREN_SYSTEM = 1, 13, 14  # fields of /proc/PID/stat after the name
_PAUSE = 0.004  # seconds between two looks at the memory


class Stopwatch:
    """Measures wall time and processor time (user and system, all threads, all processes of the family).

    The family is looked through before the clocks start and after they have stopped, so that looking costs nothing.
    """

    def __enter__(self) -> Self:
        self._others = _cpu_of_others()
        self._own, self._began = _own_cpu(), time.perf_counter()
        self.wall = self.cpu = 0.0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wall, own = time.perf_counter() - self._began, _own_cpu()
        self.cpu = own - self._own + _cpu_of_others() - self._others


class MemoryWatch:
    """Watches what the started processes hold together while they work; `megabytes` is the peak of all.

    A page that several processes share counts once (PSS). This process itself is not sampled: Linux keeps its peak.
    """

    def __init__(self) -> None:
        self._others = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    @property
    def megabytes(self) -> float:
        """Return the peak."""
        return own_peak() + self._others / 1000

    def _watch(self) -> None:
        while not self._done.wait(_PAUSE):
            self._others = max(
                self._others, sum(_field(f"/proc/{process}/smaps_rollup", "Pss:") for process in family())
            )


def cpu_of_all() -> float:
    """Return the processor time so far, of this process and of all that it started."""
    return _own_cpu() + _cpu_of_others()


def largest_in_family() -> float:
    """Return what the largest of the started processes holds now, in megabytes."""
    return max((_field(f"/proc/{process}/status", "VmRSS:") for process in family()), default=0) / 1000


def own_peak() -> float:
    """Return the most that this process has held, in megabytes."""
    return _field("/proc/self/status", "VmHWM:") / 1000


def forget_peak() -> None:
    """Have Linux count this process's peak of memory anew, from what it holds now."""
    gc.collect()
    with suppress(OSError):  # else the peak is that of the start too
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def family() -> Iterator[int]:
    """Yield every process that this one started, and those that they did."""
    children: dict[int, list[int]] = {}
    for process, fields in _processes():
        children.setdefault(int(fields[_PARENT]), []).append(process)
    waiting = children.get(os.getpid(), [])
    while waiting:
        process = waiting.pop()
        yield process
        waiting += children.get(process, [])


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                yield int(folder.name), _stat(folder)
            except OSError:
                continue  # it has ended meanwhile


def _stat(folder: Path) -> list[str]:
    return (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def _own_cpu() -> float:
    """Return the time of this process and of those that it started and that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _cpu_of_others() -> float:
    """Return the time of every living process of the family, and of those that had ended in it."""
    seconds = 0.0
    for process in family():
        try:
            # The clock of another process, as clock_getcpuclockid(3) makes its number: stat's is a tenth as fine.
            seconds += time.clock_gettime((~process << 3) | 2)
            fields = _stat(Path("/proc") / str(process))
        except OSError:
            continue
        seconds += _TICK * (int(fields[_CHILDREN_USER]) + int(fields[_CHILDREN_SYSTEM]))
    return seconds


def _field(file: str, name: str) -> int:
    """Return a size in kB from a file of /proc; 0 where the process is gone."""
    try:
        for line in Path(file).read_text(encoding="ascii").splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
