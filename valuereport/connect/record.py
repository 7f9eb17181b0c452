"""A record as an API gives it, and the values in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias

from valuereport.connect.request import found_at

Record: TypeAlias = Mapping[str, Any]
Context: TypeAlias = Mapping[str, object]
"""What goes with every record of a list that hangs on another record: {"event.name": "Annual dinner"}."""


def key_of(record: Record, path: str) -> str:
    """Return the id of a record as text. Raises ValueError where it has none."""
    found = found_at(record, path)
    if isinstance(found, bool) or not isinstance(found, (str, int)) or found == "":
        raise ValueError(f"a record without {path}")
    return str(found)


def text_at(record: Record, path: str) -> str:
    """Return what stands at a dotted path as text; "" where there is nothing."""
    found = found_at(record, path) if path else None
    return "" if found is None else str(found)


def flat(record: Record, named: Mapping[str, tuple[str, str]] | None = None) -> dict[str, object]:
    """Return a record's values by dotted heading.

    A list of records becomes a list of values for each of their headings: {"emails": [{"address": "a@b.example"}]} is
    {"emails.address": ["a@b.example"]}; a list of `named` values has a heading for each name.
    """
    found: dict[str, object] = {}
    for name, value in record.items():
        if named and name in named and isinstance(value, list):
            name_at, value_at = named[name]
            for one in value:
                if called := text_at(one, name_at):
                    found[f"{name}.{called}"] = found_at(one, value_at)
        else:
            found |= _flat(name, value)
    return found


def _flat(name: str, value: Any) -> dict[str, object]:  # noqa: ANN401
    if isinstance(value, dict):
        inner = [_flat(f"{name}.{each}", one) for each, one in value.items()]
        return {heading: one for each in inner for heading, one in each.items()}
    if isinstance(value, list):
        if not any(isinstance(one, dict) for one in value):
            return {name: [one for one in value if not isinstance(one, list)]}
        lists: dict[str, list[object]] = {}
        for one in value:
            for heading, inside in (_flat(name, one) if isinstance(one, dict) else {name: one}).items():
                lists.setdefault(heading, []).extend(inside if isinstance(inside, list) else [inside])
        return dict(lists)
    return {name: value}


def first_parts(headings: Collection[str]) -> list[str]:
    """Return the first part of dotted headings, once each: what a system is asked for, where parts cannot be named."""
    return sorted({heading.partition(".")[0] for heading in headings})
