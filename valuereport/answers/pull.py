"""What pulling would do, what came of it, and which pulls there are; as JSON by dataclasses.asdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from valuereport.pulls import Frozen


@dataclass(frozen=True, slots=True)
class PlannedPull:
    """What a pull of one connection would do.

    `records`: by name, the headings that are read. `base`: the pull that it adds to, empty where everything is fetched;
    `resumes`: the one that it goes on with. `endpoints`: in order, since when each is asked (None: for everything).
    `calls`: what the pull before took, None where there was none. `a_day`: calls that the system allows, where it does
    not allow any number; `used_today`: of these. `unverified`: what nobody has tried at the real service.
    """

    connection: str
    system: str
    records: Mapping[str, tuple[str, ...]]
    base: str
    resumes: str
    endpoints: tuple[tuple[str, datetime | None], ...]
    calls: int | None
    used_today: int
    a_day: int | None
    unverified: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a pull brought of some records, against the pull before it; `there`: how many there are now."""

    records: str
    there: int
    new: int
    gone: tuple[str, ...]
    merged: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PulledConnection:
    """One connection's pull: what it says about itself, what it brought, and what it cost.

    `aliases`: former ids that were written to aliases.csv. `failed`: why nothing came of it, empty where it went well.
    """

    connection: str
    name: str
    about: Frozen | None
    changes: tuple[Changes, ...]
    aliases: tuple[str, ...]
    removed: tuple[str, ...]
    failed: str = ""


@dataclass(frozen=True, slots=True)
class KnownConnection:
    """A connection as it stands.

    `reads`: the records that sources read of it. `missing`: variables of the environment that hold its secrets, and are
    not set. `newest`: its newest finished pull, by name and as it says of itself, with what it brought (`changes`);
    `under_way`: a pull that is begun and not finished. `used_today` of the `a_day` calls that the system allows.
    `unverified`: what nobody has tried at the real service.
    """

    connection: str
    system: str
    reads: tuple[str, ...]
    missing: tuple[str, ...]
    newest: str
    about: Frozen | None
    changes: tuple[Changes, ...]
    under_way: Frozen | None
    used_today: int
    a_day: int | None
    unverified: str


@dataclass(frozen=True, slots=True)
class ListedPull:
    """A pull that is there, its size in bytes, and the sources that read it."""

    connection: str
    name: str
    about: Frozen
    size: int
    read_by: tuple[str, ...]
