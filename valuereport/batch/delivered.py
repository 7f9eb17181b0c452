"""A run's own record of its deliveries, for the case that the ledger is lost, emptied, replaced or an older copy.

A line is written before each hand-over and after it. The record is not part of what was approved.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self
from uuid import uuid4

from valuereport.batch.pieces import pieces_in
from valuereport.errors import RunError
from valuereport.files import write_atomically
from valuereport.model.delivery import HandOver
from valuereport.storage import remote_path

FILE: Final = "delivered.jsonl"
_PIECES: Final = "delivered"
_PIECE_LINES: Final = 100


class Delivered(Protocol):
    """Takes hand-overs one by one; each is stored when `add` returns. Raises RunError."""

    def __enter__(self) -> Self: ...

    def add(self, handovers: Iterable[HandOver]) -> None:
        """Add what is about to be handed over, or the outcome."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def delivered_from(folder: Path) -> Delivered:
    """Return a run's record, to be opened for adding."""
    return _RemoteRecord(folder) if remote_path(folder) else _LocalRecord(folder)


def read_delivered(folder: Path) -> tuple[HandOver, ...]:
    """Return the last line of each delivery from a run; nothing where there was none. Raises RunError."""
    last: dict[str, HandOver] = {}
    try:
        for file in _files(folder):
            for line in file.read_bytes().splitlines():
                if handover := _read(line, file):
                    last[handover.delivery] = handover
    except OSError as error:
        raise RunError(f"{folder}: what was delivered from this run cannot be read: {error.strerror}") from None
    return tuple(last.values())


def rewrite_delivered(folder: Path, handovers: Iterable[HandOver]) -> None:
    """Replace all lines. Raises RunError."""
    old = _files(folder)
    new = folder / _PIECES / f"{len(old) + 1:06}-{uuid4().hex}.jsonl" if remote_path(folder) else folder / FILE
    try:
        write_atomically(new, b"".join(map(_line, handovers)))
        for file in old:
            if file.name != new.name:
                file.unlink()
    except OSError as error:
        raise _not_written(new, error) from None


def forget_delivered(folder: Path, member_ids: Collection[str]) -> bool:
    """Remove the ids of a forgotten member from a run's record; return whether there were any. Raises RunError."""
    before = read_delivered(folder)
    if not any(one.member_id in member_ids for one in before):
        return False
    rewrite_delivered(folder, [replace(one, member_id="") if one.member_id in member_ids else one for one in before])
    return True


def _files(folder: Path) -> list[Path]:
    if not remote_path(folder):
        return [folder / FILE] if (folder / FILE).exists() else []
    return pieces_in(folder / _PIECES)


def _read(line: bytes, file: Path) -> HandOver | None:
    """Return what a line says; None for a torn one: that hand-over had not begun."""
    if not line.strip():
        return None
    try:
        return HandOver(**json.loads(line))
    except (ValueError, TypeError):
        if line.startswith(b"{"):
            return None
        raise RunError(
            f"{file} is damaged, so that nobody can say who has had a statement of this run. Put the file back from a "
            "backup; nothing is delivered before that"
        ) from None


class _LocalRecord:
    """Appends to a file and forces each line to the disk; several commands may do so at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def __enter__(self) -> Self:
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            size = os.fstat(self._file).st_size
            if size and os.pread(self._file, 1, size - 1) != b"\n":  # a torn line must not swallow the next one
                os.write(self._file, b"\n")
        except OSError as error:
            raise _not_written(self._path, error) from None
        return self

    def add(self, handovers: Iterable[HandOver]) -> None:
        try:
            os.write(self._file, b"".join(map(_line, handovers)))
            os.fsync(self._file)
        except OSError as error:
            raise _not_written(self._path, error) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)


class _RemoteRecord:
    """Writes files of its own, each again and again until it is full: nothing can be appended to a file in a store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _PIECES
        self._lines: list[bytes] = []

    def __enter__(self) -> Self:
        self._names = self._numbered()
        self._name = next(self._names)
        return self

    def add(self, handovers: Iterable[HandOver]) -> None:
        self._lines += map(_line, handovers)
        piece = self._folder / self._name
        try:
            write_atomically(piece, b"".join(self._lines))
        except OSError as error:
            raise _not_written(piece, error) from None
        if len(self._lines) >= _PIECE_LINES:
            self._lines, self._name = [], next(self._names)

    def _numbered(self) -> Iterator[str]:
        # Files are read in the order of their names: later lines after earlier ones, also those of a later command.
        sender, number = uuid4().hex, len(_files(self._folder.parent))
        while True:
            number += 1
            yield f"{number:06}-{sender}.jsonl"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Every line is in the store already."""


def _line(one: HandOver) -> bytes:
    line = {name: value for name, value in asdict(one).items() if name not in ("file", "sha256")}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _not_written(path: Path, error: OSError) -> RunError:
    return RunError(
        f"{path} cannot be written: {error.strerror}. Nothing is handed over that the run could not remember: "
        "make that good and give the same command again"
    )
