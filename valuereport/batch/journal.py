"""The journal of a run that is under way: one line for each result, so that a resumed run makes nothing twice."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from valuereport.batch.pieces import pieces_in
from valuereport.errors import RESUME, Problem, RunError
from valuereport.files import make_private, write_atomically
from valuereport.model.run import Result
from valuereport.storage import remote_path

_FILE, _PIECES = "journal.jsonl", "journal"
_KEYS: Final = {"direct_reason": "detour"}
"""Keys of a line that are not the field's name: journals of runs that were stopped earlier have them."""
_FIELDS: Final = {key: name for name, key in _KEYS.items()}
_PIECE_RESULTS: Final = 100
_PIECE_SECONDS: Final = 5.0


class Journal(Protocol):
    """Takes results one by one, and keeps them at the latest when it is closed. Raises RunError."""

    def __enter__(self) -> Self: ...

    def add(self, result: Result) -> None:
        """Add one result."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def journal_of(folder: Path) -> Journal:
    """Return a run's journal, to be opened for adding results."""
    return _RemoteJournal(folder / _PIECES) if remote_path(folder) else _LocalJournal(folder / _FILE)


def has_journal(folder: Path) -> bool:
    """Return whether a run is under way, or was stopped before its end."""
    return bool(pieces_in(folder / _PIECES)) if remote_path(folder) else (folder / _FILE).exists()


def read_journal(folder: Path) -> Iterator[Result]:
    """Yield the results in a run's journal. Raises OSError."""
    for file in _files(folder):
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            continue
        for line in lines:
            try:
                data = json.loads(line)
                problems = tuple(Problem(**problem) for problem in data.pop("problems"))
                yield Result(**{_FIELDS.get(key, key): value for key, value in data.items()}, problems=problems)
            except (ValueError, TypeError, KeyError):
                continue  # the line that was being written when the run was killed


def remove_journal(folder: Path) -> None:
    """Remove the journal of a run that is done. Raises OSError."""
    for file in _files(folder):
        file.unlink(missing_ok=True)


def forget_in_journal(folder: Path, ids: Collection[str]) -> bool:
    """Remove the lines about these members from a run's journal; return whether there were any. Raises OSError."""
    changed = False
    for file in _files(folder):
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            continue
        kept = b"".join(line for line in data.splitlines(keepends=True) if not _is_about(line, ids))
        if kept != data:
            write_atomically(file, kept)  # an empty one stays: the run is not finished
            changed = True
    return changed


def _files(folder: Path) -> Sequence[Path]:
    return pieces_in(folder / _PIECES) if remote_path(folder) else (folder / _FILE,)


def _is_about(line: bytes, ids: Collection[str]) -> bool:
    try:
        return json.loads(line)["member_id"] in ids
    except (ValueError, TypeError, KeyError):
        return True  # a torn line may be about anybody, and no result is read from it


class _LocalJournal:
    """Appends to a file. It is not forced to disk at each line: a lost result is made again, to the same bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            # A torn last line must not swallow the next one.
            torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
            if not self._path.exists():
                self._path.touch(0o600)
                make_private(self._path)
            self._stream = self._path.open("ab", buffering=0)
            if torn:
                self._stream.write(b"\n")
        except OSError as error:
            raise _not_written(self._path, error) from None
        return self

    def add(self, result: Result) -> None:
        try:
            self._stream.write(_line(result))
        except OSError as error:
            raise _not_written(self._path, error) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


class _RemoteJournal:
    """Writes numbered files, as nothing can be appended to a file in a store. A lost result is made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        try:
            numbers = [int(piece.stem) for piece in pieces_in(self._folder) if piece.stem.isdigit()]
        except OSError as error:
            raise _not_written(self._folder, error) from None
        self._number = max(numbers, default=0)
        self._start_piece()
        return self

    def add(self, result: Result) -> None:
        self._lines.append(_line(result))
        if len(self._lines) >= _PIECE_RESULTS or time.monotonic() - self._started > _PIECE_SECONDS:
            self._write_piece()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._write_piece()
        except RunError:
            if error is None:  # else the first error is the one that matters
                raise

    def _write_piece(self) -> None:
        if not self._lines:
            return
        self._number += 1
        piece = self._folder / f"{self._number:06}.jsonl"
        try:
            write_atomically(piece, b"".join(self._lines))
        except OSError as error:
            raise _not_written(piece, error) from None
        self._start_piece()

    def _start_piece(self) -> None:
        self._lines: list[bytes] = []
        self._started = time.monotonic()


def _line(result: Result) -> bytes:
    line = {_KEYS.get(name, name): value for name, value in asdict(result).items()}
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _not_written(path: Path, error: OSError) -> RunError:
    return RunError(
        f"{path} cannot be written: {error.strerror}; what is made so far is kept: make that good and go on",
        RESUME,
    )
