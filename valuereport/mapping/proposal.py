"""What is proposed for a file: the table that it feeds, where each canonical column comes from, and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from valuereport.mapping.looked import Looked
from valuereport.mapping.notation import decimal_of, order_of
from valuereport.mapping.origin import Origin
from valuereport.mapping.profile import Mark, Order, Profile
from valuereport.mapping.table import Table
from valuereport.presets import Feeds, Preset


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
    instead: Proposal | None = None  # what it feeds where its rows mean something else
    never: Mapping[str, str] = field(default_factory=dict)  # headings that only look like a column -> why


def proposal(
    one: Looked,
    table: Feeds | None,
    why: str,
    columns: Mapping[str, Origin],
    doubtful: Mapping[str, Sequence[str]] | None = None,
    preset: Preset | None = None,
) -> Proposal:
    """Return a file's proposal, with how it writes dates and numbers and what is left out of it."""
    order, order_reason = order_of(one, table, columns)
    decimal, decimal_reason = decimal_of(one, table, columns)
    used = {heading for origin in columns.values() for heading in origin.headings}
    there = {*one.table.columns, *(preset.unpivot.names if preset and preset.unpivot else ())}
    where, where_not = (_words(preset.where), _words(preset.where_not)) if preset else ({}, {})
    return Proposal(
        one.table,
        one.profiles,
        table,
        why,
        columns,
        {name: tuple(headings) for name, headings in (doubtful or {}).items()},
        {name: words for name, words in where.items() if name in there},
        {name: words for name, words in where_not.items() if name in there},
        order,
        order_reason,
        decimal,
        decimal_reason,
        {heading: "nothing in it is used" for heading in one.table.columns if heading not in used},
        slug(one.table.file),
    )


def slug(file: str) -> str:
    """Return the short name of a file, without the numbers in it, so that next month's file has the same one."""
    stem = PurePath(file).stem.casefold()
    letters = unicodedata.normalize("NFKD", re.sub(r"\d{2,}", "", stem)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "file"


def _words(found: Mapping[str, str | tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return {heading: (words,) if isinstance(words, str) else tuple(words) for heading, words in found.items()}
