"""What headings mean by themselves: the synonyms of every language; an exact one, never a similar one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from valuereport.notation.headings import plain
from valuereport.presets import presets


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading may mean: a canonical column of a table; weak where the word alone does not say it."""

    table: str
    column: str
    weak: bool = False


@cache
def _synonyms() -> Mapping[str, frozenset[Meaning]]:
    found: dict[str, set[Meaning]] = {}
    for preset in presets().values():
        for column, origins in preset.columns.items():
            for origin in origins:
                if len(origin.column) == 1 and preset.table:
                    found.setdefault(plain(origin.column[0]), set()).add(Meaning(preset.table, column))
    return {heading: frozenset(meanings) for heading, meanings in found.items()}


def known_headings(heading: str) -> frozenset[Meaning]:
    """Return what a heading may mean, nothing where no language knows it."""
    return _synonyms().get(plain(heading), frozenset())
