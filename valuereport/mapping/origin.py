"""Where a canonical column comes from, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from valuereport.mapping.evidence import Assigned


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
    less: str = ""  # of an amount: the heading of what is taken off, such as refunds
    prefix: str = ""
    suffix: str = ""
    drop_zeros: bool = False
    by_name: bool = False  # its cells are names of firms
    bare_ids: bool = False  # the members' ids without their common beginning


def origins(found: Assigned) -> Mapping[str, Origin]:
    """Return the columns that have enough evidence."""
    return {name: Origin(reason, (heading,)) for name, (heading, reason) in found.columns.items()}
