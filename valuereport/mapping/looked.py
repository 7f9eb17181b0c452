"""A table with what the cells of each column look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuereport.mapping.people import NameParts, name_parts
from valuereport.mapping.profile import Profile, profile_of
from valuereport.mapping.table import Table


@dataclass(frozen=True, slots=True)
class Looked:
    """A table, the profile of each of its columns, and which of them hold parts of names."""

    table: Table
    profiles: Mapping[str, Profile]
    parts: NameParts


def looked_at(table: Table) -> Looked:
    """Return a table with its profiles."""
    empty = table.preset.empty if table.preset else ()
    profiles = {heading: profile_of(cells, empty) for heading, cells in table.columns.items()}
    return Looked(table, profiles, name_parts(table.headings))
