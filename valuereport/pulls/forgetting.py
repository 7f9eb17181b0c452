"""Erases a member from the rows of pulls. What the member's records are, whoever forgets says; pages: connect."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from valuereport.files import digest_of_file
from valuereport.pulls.rows import Row, read_rows, write_rows

SaysOf: TypeAlias = Callable[[str, Mapping[str, object]], bool]
"""Which records, and the values of one of them by heading -> whether it says something."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom pulls are to forget, of one connection.

    `named`: whether a record names one of the member's ids; `stays`: whether a record that does not is another
    member's, or holds those of several, and stays, but without the address that stands in it. `address`: finds the
    member's addresses in a text. `keys`: by records, ids of those that are the member's; the same record may name
    nobody in another pull.
    """

    named: SaysOf
    stays: SaysOf
    address: re.Pattern[str]
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def has(self, records: str, row: Row) -> bool:
        """Return whether a row is the member's."""
        keys = self.keys.get(records, frozenset())
        if row.key in keys or row.into in keys or self.named(records, row.values):
            return True
        return self.is_in([row.key, row.values]) and not self.stays(records, row.values)

    def is_in(self, value: object) -> bool:
        """Return whether an address of the member stands in a value, at any depth."""
        if isinstance(value, str):
            return "@" in value and self.address.search(value) is not None
        if isinstance(value, Mapping):
            return any(self.is_in(name) or self.is_in(each) for name, each in value.items())
        return isinstance(value, (list, tuple)) and any(map(self.is_in, value))

    def cleaned(self, value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return a value without the member's addresses: what a list has of them goes, a text is without them."""
        if isinstance(value, str):
            return self.address.sub("", value) if "@" in value else value
        if isinstance(value, Mapping):
            return {name: self.cleaned(each) for name, each in value.items() if not self.is_in(name)}
        if isinstance(value, (list, tuple)):
            return [each for each in value if not self.is_in(each)]
        return value


def has_in_rows(file: Path, records: str, sought: Sought) -> bool:
    """Return whether a file of rows has something of the member. Raises SourceError."""
    return any(sought.has(records, row) or sought.is_in(row.values) for row in read_rows(file))


def forget_in_rows(file: Path, records: str, sought: Sought) -> tuple[int, str, bool]:
    """Erase the member from a file of rows, which is left alone where it has nothing of them.

    Returns how many rows it has now, its hash, and whether it has changed. Raises SourceError, OSError.
    """
    count, changed, kept = 0, False, []
    for row in read_rows(file):
        count += 1
        if sought.has(records, row):
            changed = True
        elif sought.is_in(row.values):
            changed = True
            kept.append(replace(row, values=sought.cleaned(row.values)))
        else:
            kept.append(row)
    return (*(write_rows(file, kept) if changed else (count, digest_of_file(file))), changed)
