"""What a batch asks of its workers, and what they answer: compose and mark, make a plate, make a statement."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from valuereport.errors import Problem
from valuereport.model.run import Planned, Result
from valuereport.model.statement import Document
from valuereport.render import Marked, Plate

_FAST = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A composed document on its way from one worker to another."""

    document: Document
    marked: Marked | None  # None: it is made the direct way
    problems: tuple[Problem, ...]
    figures: bytes  # as JSON, for a PDF that is archived

    def packed(self) -> bytes:
        """Return it as the parent holds it."""
        return zlib.compress(pickle.dumps(self), _FAST)

    @staticmethod
    def unpacked(data: bytes) -> Kept:
        """Return what our own worker packed."""
        kept = pickle.loads(zlib.decompress(data))  # noqa: S301 - from a process of ours, never from a file
        if not isinstance(kept, Kept):
            raise TypeError("no composed document")
        return kept


@dataclass(frozen=True, slots=True)
class Composed:
    """A document is composed: what it needs of plates, and the pages and letters that this worker had not told yet."""

    planned: Planned
    kept: bytes
    keys: tuple[str, ...]
    languages: tuple[str, ...]
    pages: Mapping[str, str]
    letters: str
    failed: Result | None = None


@dataclass(frozen=True, slots=True)
class MakePlate:
    """A plate to make."""

    key: str
    html: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadePlate:
    """A plate, or None where the page is none."""

    key: str
    plate: Plate | None


@dataclass(frozen=True, slots=True)
class PressFile:
    """The file with a run's plates, and its SHA-256: a worker reads nothing else than what the parent wrote."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MakeStatement:
    """A composed document to print, with the run's plates where there are any."""

    planned: Planned
    folder: str
    kept: bytes
    press: PressFile | None
