"""What a pull is to hold, what it adds to, and since when each endpoint is asked for changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from valuereport.connect.clock import CLOCK, Clock
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.limits import Budget, Limiter
from valuereport.connect.system import System
from valuereport.events import SILENT, Events
from valuereport.pulls import newest, pulls_of, read_about
from valuereport.settings import Connection

_PATIENCE: Final = 300.0  # seconds that one call waits; longer, and the pull is interrupted


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pull is to hold: by records, the headings that are read; `full`: everything, though there is a base.

    `since`: what has changed since then, in place of since the pull before.
    """

    records: Mapping[str, Sequence[str]]
    full: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What a pull would do: `base` as in Frozen, `resumes`: the pull that it goes on with, `endpoints` in order with
    the moment since when (None: everything); `calls`: what the pull before took, None where there was none."""

    base: str
    resumes: str
    endpoints: tuple[tuple[str, datetime | None], ...]
    calls: int | None
    used_today: int
    a_day: int | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a pull needs of the world: the folder of the connection's pulls, the time, and who listens."""

    folder: Path
    version: str
    clock: Clock = CLOCK
    events: Events = SILENT
    patience: float = _PATIENCE


def plan_of(connection: Connection, system: System, wanted: Wanted, around: Surroundings) -> Planned:
    """Return what a pull would do, without asking the system anything. Raises SourceError."""
    resumes = _under_way(connection, system, wanted, around.folder)
    endpoints = system.endpoints_for(wanted.records)
    base = read_about(around.folder / resumes).base if resumes else _base(connection, endpoints, wanted, around.folder)
    before = newest(around.folder)
    calls = read_about(around.folder / before).calls if before else None
    budget = Budget(around.folder, around.clock)
    a_day = Limiter(system.limits, budget, around.clock, around.patience).a_day
    moments = tuple(
        (one.name, since)
        for one in endpoints
        if (since := since_of(one, base, wanted, around.folder)) or not (one.changes and one.changes.alone)
    )
    return Planned(base, resumes, moments, calls, budget.used(), a_day)


def since_of(endpoint: Endpoint, base: str, wanted: Wanted, folder: Path) -> datetime | None:
    """Return the moment since when an endpoint is asked for changes; None: for everything."""
    if not base or endpoint.changes is None or wanted.full or (endpoint.forgets and not _has(base, endpoint, folder)):
        return None
    return endpoint.changes.begin(wanted.since or datetime.fromisoformat(read_about(folder / base).started))


def adds(endpoint: Endpoint, base: str, wanted: Wanted, folder: Path) -> bool:
    """Return whether what an endpoint gives comes to what the pulls before have of it."""
    had = endpoint.forgets and bool(base) and _has(base, endpoint, folder)
    return had or since_of(endpoint, base, wanted, folder) is not None


def _has(pull: str, endpoint: Endpoint, folder: Path) -> bool:
    return endpoint.name in read_about(folder / pull).pages


def _base(connection: Connection, endpoints: Sequence[Endpoint], wanted: Wanted, folder: Path) -> str:
    """Return the pull that a new one adds to; empty where it is to hold everything.

    After `keep` pulls that add to one another everything is read again, so that old ones need not be kept for ever,
    and what no feed of changes has told is put right. What the system itself keeps for a while only is never let go.
    """
    name = newest(folder)
    if name and {**read_about(folder / name).options} != {**connection.options}:
        return ""  # another survey or account, say: what it had before would be missing
    if name and any(one.forgets for one in endpoints):
        return name
    if wanted.full or not name:
        return ""
    chain = chain_of(name, folder)
    for each in chain:
        asked = read_about(each).asked
        if any(list(asked.get(records, ())) != sorted(headings) for records, headings in wanted.records.items()):
            return ""  # other fields are read now: of what has not changed they would be missing
    return name if len(chain) < connection.keep else ""


def chain_of(name: str, folder: Path) -> tuple[Path, ...]:
    """Return a pull, and those that it adds to, the oldest first; nothing where the name is empty."""
    found: list[Path] = []
    while name:
        found.append(folder / name)
        name = read_about(folder / name).base
    return tuple(reversed(found))


def _under_way(connection: Connection, system: System, wanted: Wanted, folder: Path) -> str:
    """Return the pull that was begun for the same, and can be gone on with; empty where there is none."""
    for name in reversed(pulls_of(folder)):
        about = read_about(folder / name)
        if about.is_finished:
            return ""
        same = {each: sorted(headings) for each, headings in wanted.records.items()} == {**about.asked}
        same = same and about.system == system.name and {**about.options} == {**connection.options}
        if same and not (wanted.full and about.base):
            return name
    return ""
