"""What is proposed for a file: the table that it feeds, where each canonical column comes from, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from valuereport.mapping.profile import Mark, Order, Profile
from valuereport.mapping.table import Table
from valuereport.presets import Feeds


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a canonical column comes from, as in [source.columns], and why."""

    reason: str
    headings: tuple[str, ...] = ()
    value: str = ""
    above: str = ""
    map: Mapping[str, str] | None = None
    separator: str = ""
    contains: str = ""
    unit: str = ""
    prefix: str = ""
    suffix: str = ""
    drop_zeros: bool = False
    bare_ids: bool = False  # the members' ids without their common beginning


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file's table and its columns. `table` None: it is no source, `why` says so. `name`: short, of the source."""

    found: Table
    profiles: Mapping[str, Profile]
    table: Feeds | None
    why: str
    columns: Mapping[str, Origin] = field(default_factory=dict)
    doubtful: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # column -> headings that may be it
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where_not: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Order | None = None
    order_reason: str = ""
    decimal: Mark | None = "."
    decimal_reason: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)  # heading -> why
    name: str = ""
    files: tuple[str, ...] = ()  # of a series, all of them
    never: Mapping[str, str] = field(default_factory=dict)  # headings that only look like a column -> why
