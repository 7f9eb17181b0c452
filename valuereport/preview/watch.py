"""Waiting for a file to change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import Event

import watchfiles

_LOOK_EVERY = 1000  # milliseconds: where the system tells nothing, as on network drives
_Stamp = tuple[int, int, int]


class Watch:
    """Notices changes from the moment that it is made, also while something else is being done."""

    def __init__(self, files: Callable[[], Iterable[Path]], stop: Event | None = None) -> None:
        """`files`: those to look at, asked for again each time. `stop`: ends `changes` soon after it is set."""
        self._files, self._stop = files, stop
        self._seen = self._stamps()

    def changes(self) -> Iterator[frozenset[Path]]:
        """Yield the files that were changed, made or removed, whenever there are some. Raises KeyboardInterrupt."""
        if changed := self._changed():
            yield changed
        while not (self._stop and self._stop.is_set()):
            folders = self._folders()
            woken = watchfiles.watch(
                *folders,
                watch_filter=None,
                step=100,
                rust_timeout=_LOOK_EVERY,
                yield_on_timeout=True,
                stop_event=self._stop,
                recursive=False,
            )
            for _ in woken:
                if changed := self._changed():
                    yield changed
                if self._folders() != folders:
                    break  # a folder came or went

    def _changed(self) -> frozenset[Path]:
        before, self._seen = self._seen, self._stamps()
        return frozenset(path for path in before.keys() | self._seen.keys() if before.get(path) != self._seen.get(path))

    def _stamps(self) -> Mapping[Path, _Stamp]:
        found = {}
        for path in self._files():
            try:
                status = path.stat()
            except OSError:
                continue  # not there, or not there any more
            found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
        return found

    def _folders(self) -> tuple[Path, ...]:
        return tuple(sorted({path.parent for path in self._files() if path.parent.is_dir()}))
