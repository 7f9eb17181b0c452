"""Notes of who is at work: a file for each in one folder, locked by its writer, so that a dead one's says nothing.

Beside a note a file may ask its writer to stop.
"""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from valuereport.errors import shortened
from valuereport.events import Events
from valuereport.file_locks import is_locked, lock_file, unlock_file
from valuereport.files import PARTIAL_SUFFIX
from valuereport.model.at_work import AtWork, Work

JOB: Final = "VALUEREPORT_JOB"
"""The environment of a process in the background: the folder of its job (background.py). Its note has the job's id."""
STOP: Final = "stop"
"""The name of the file in a job's folder that asks it to stop."""
_EVERY: Final = 0.5  # seconds between two notes of how far the work is
_BYTES: Final = 4096  # of a note: it is written in place, in one call


@dataclass(slots=True)
class Note:
    """What others see of one who is at work, written anew at most twice a second."""

    folder: Path
    at_work: AtWork
    _file: int | None = field(default=None, init=False)
    _counted: float = field(default=-_EVERY, init=False)

    def open(self) -> None:
        """Make the file, with its lock held before anybody sees it. Raises OSError."""
        partial = self.folder / f".{self.at_work.id}{PARTIAL_SUFFIX}"
        self._file = lock_file(partial)
        self.write()
        partial.replace(_note_file(self.folder, self.at_work.id))

    def write(self, **changes: str | int) -> None:
        """Write what has changed; where the disk is full, others see what was written before."""
        self.at_work = replace(self.at_work, **changes)  # type: ignore[arg-type]
        data = json.dumps({**asdict(self.at_work), "since": self.at_work.since.isoformat()}).encode()
        if self._file is not None and len(data) <= _BYTES:
            with suppress(OSError):
                os.pwrite(self._file, data.ljust(_BYTES), 0)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Write how far the work is, where that was not done just before."""
        now = time.monotonic()
        if now - self._counted >= _EVERY:
            self._counted = now
            self.write(stage=stage, done=done, total=total)

    def stopping(self) -> bool:
        """Return whether somebody has asked this work to stop."""
        job = os.environ.get(JOB)
        return _stop_file(self.folder, self.at_work.id).exists() or bool(job and (Path(job) / STOP).exists())

    def close(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            _stop_file(self.folder, self.at_work.id).unlink(missing_ok=True)
        if self._file is not None:
            unlock_file(self._file, _note_file(self.folder, self.at_work.id))
            self._file = None


@dataclass(frozen=True, slots=True)
class NotedEvents:
    """The events of an action that others see, too, and can ask to stop."""

    events: Events
    note: Note

    def progress(self, stage: str, done: int, total: int) -> None:
        """Note it, and pass it on."""
        self.note.progress(stage, done, total)
        self.events.progress(stage, done, total)

    def warned(self, text: str) -> None:
        """Pass it on."""
        self.events.warned(text)

    def stopped(self) -> bool:
        """Return whether somebody has asked for it."""
        return self.note.stopping() or self.events.stopped()


def new_note(folder: Path, work: Work, run: str, who: str) -> Note:
    """Return the note of who begins now, not written yet."""
    job = os.environ.get(JOB)
    name = Path(job).name if job else uuid4().hex
    began, machine = datetime.now(UTC), socket.gethostname()
    return Note(folder, AtWork(name, work, shortened(who), began, os.getpid(), machine, shortened(run)))


def ask_to_stop(folder: Path, name: str) -> None:
    """Ask the writer of a note to stop. Raises OSError."""
    _stop_file(folder, name).touch(mode=0o600)


def living_notes(folder: Path) -> tuple[AtWork, ...]:
    """Return what those note who are alive, those first who began first; nothing where it may not be read."""
    try:
        files = [file for file in folder.iterdir() if file.suffix == ".json" and is_locked(file)]
    except OSError:
        return ()
    found = [one for one in map(_read, files) if one]
    return tuple(sorted(found, key=lambda one: (one.since, one.id)))


def remove_notes(folder: Path, lock: str) -> None:
    """Remove what those left who were killed, but for the lock; to be called by who is alone at work."""
    with suppress(OSError):
        for file in folder.iterdir():
            if file.name != lock:
                file.unlink()


def _read(file: Path) -> AtWork | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        data: dict[str, Any] = json.loads(file.read_bytes())
        known = {one.name: data[one.name] for one in fields(AtWork)}
        known |= {"since": datetime.fromisoformat(known["since"])}
        return AtWork(**{**known, "stopping": _stop_file(file.parent, file.stem).exists()})
    return None


def _note_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"


def _stop_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.stop"
