"""What an engine is, and the messages between it and the comparison."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from valuereport.compose import compose
from valuereport.files import write_atomically
from valuereport.model.run import Job
from valuereport.model.statement import Document
from valuereport.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """What the first message asks for: the settings, where files go, and what a run's plates are chosen from."""

    settings: Settings
    folder: Path
    run: tuple[Job, ...]  # every statement of the run; empty for all engines that prepare nothing from them
    measured: tuple[Job, ...]  # those that are timed
    before: tuple[Job, ...]  # those that it warms up with


@dataclass(frozen=True, slots=True)
class Ready:
    """The answer to it: what starting cost, in seconds, and the versions that took part."""

    wall: float
    cpu: float
    version: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What some statements in a row cost together, in seconds."""

    statements: int
    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The last answer: the peak of memory in megabytes, and what else the engine tells of itself."""

    megabytes: float
    more: dict[str, int] = field(default_factory=dict)


class Engine(ABC):
    """Makes statements one by one. What is the same for all statements is kept."""

    packages: tuple[str, ...] = ("weasyprint",)

    def __init__(self, asked: Asked) -> None:
        self.settings, self.folder = asked.settings, asked.folder

    @property
    def version(self) -> str:
        """Return the versions of what it is made of."""
        return ", ".join(f"{name} {version(name)}" for name in self.packages)

    def make(self, job: Job) -> None:
        """Go the whole way from a member's valuation to the file."""
        document, _ = compose(job.member, job.valuation, self.settings, job.earlier)
        write_atomically(self.folder / job.planned.file, self.pdf(document))

    @abstractmethod
    def pdf(self, document: Document) -> bytes:
        """Return the PDF of a composed document."""

    def more(self) -> dict[str, int]:
        """Return what else there is to tell once all is made."""
        return {}

    def close(self) -> None:  # noqa: B027 - most have started nothing
        """End what was started."""


def made(engine: Engine, jobs: Sequence[Job]) -> int:
    """Make some statements in a row; return how many."""
    for job in jobs:
        engine.make(job)
    return len(jobs)
