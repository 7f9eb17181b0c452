"""What a batch asks of its workers, and what they answer: compose and mark, make a plate, fill, make a statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuereport.errors import Problem
from valuereport.model.run import Job, Planned, Result
from valuereport.render.plates import Plate


@dataclass(frozen=True, slots=True)
class Composed:
    """A document is composed and parameterised: which plates it needs, and what this worker had not reported yet."""

    member_id: str
    parameterised: bytes  # packed; empty where it cannot be made from plates
    keys: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pages: Mapping[str, str] | None = None  # by their keys
    letters: str = ""
    problems: tuple[Problem, ...] = ()
    failed: Result | None = None


@dataclass(frozen=True, slots=True)
class PlateTask:
    """A plate to make."""

    key: str
    html: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlateAnswer:
    """A plate, or why the page is none."""

    key: str
    plate: Plate | None
    reason: str = ""
    details: str = ""  # of an error that nobody expected


@dataclass(frozen=True, slots=True)
class PlatesFile:
    """The file with a run's plates, and its SHA-256: a worker reads nothing else than what the parent wrote."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FillTask:
    """A parameterised document to fill into the run's plates."""

    planned: Planned
    folder: str
    parameterised: bytes
    problems: tuple[Problem, ...]
    plates: PlatesFile


@dataclass(frozen=True, slots=True)
class NotFilled:
    """A document that no plate can be filled with for certain, and why."""

    member_id: str
    reason: str
    details: str = ""  # of an error that nobody expected


@dataclass(frozen=True, slots=True)
class StatementTask:
    """A statement to lay out for its member alone; `direct_reason`: why it is not filled into plates."""

    job: Job
    direct_reason: str


Task = Job | PlateTask | FillTask | StatementTask
Answer = Composed | PlateAnswer | NotFilled | Result
