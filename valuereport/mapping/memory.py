"""What earlier mappings said of a file: the same headings are not asked about again, changed ones are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from valuereport.mapping.origin import Origin
from valuereport.mapping.proposal import Proposal

_ALIKE = 0.6  # of the headings: the same export in another version


@dataclass(frozen=True, slots=True)
class Remembered:
    """An export as it was mapped: its name, its headings, and which fed which column."""

    name: str
    headings: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """How the headings of an export differ from those of before. `lost`: those that fed a column."""

    file: str
    name: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    lost: tuple[str, ...]


def read_memory(data: Mapping[str, Any]) -> tuple[Remembered, ...]:
    """Return what answers.toml holds of earlier exports."""
    return tuple(
        Remembered(
            name,
            tuple(one.get("headings", ())),
            {column: tuple(headings) for column, headings in one.get("columns", {}).items()},
        )
        for name, one in data.items()
        if isinstance(one, dict) and isinstance(one.get("headings"), list) and isinstance(one.get("columns"), dict)
    )


def remembered(found: Sequence[Proposal]) -> tuple[Remembered, ...]:
    """Return what is to be kept of the exports that feed anything; files of one export share a name."""
    by_name = {
        one.name: Remembered(
            one.name, one.found.headings, {name: o.headings for name, o in one.columns.items() if o.headings}
        )
        for one in found
        if one.table
    }
    return tuple(by_name.values())


def recalled(
    found: Sequence[Proposal], memory: Sequence[Remembered], answers: Mapping[str, str]
) -> tuple[tuple[Proposal, ...], tuple[Change, ...]]:
    """Return the proposals with their earlier names and columns, and what has changed since."""
    named: list[Proposal] = []
    changes: list[Change] = []
    for one in found:
        before = _before(one, memory)
        if before is None:
            named.append(one)
            continue
        change = _change(one, before)
        if change.added or change.removed:
            changes.append(change)
        named.append(_with_earlier(one, before, change, answers))
    return tuple(named), tuple(changes)


def _before(one: Proposal, memory: Sequence[Remembered]) -> Remembered | None:
    """Return the same export of before: with the same headings, else with most of them."""
    headings = {*one.found.headings}

    def alike(other: Remembered) -> float:
        both = headings | {*other.headings}
        return len(headings & {*other.headings}) / len(both) if both else 0.0

    best = max(memory, key=lambda other: (alike(other), other.name == one.name), default=None)
    return best if best is not None and alike(best) >= _ALIKE else None


def _change(one: Proposal, before: Remembered) -> Change:
    now, then = one.found.headings, before.headings
    removed = tuple(heading for heading in then if heading not in now)
    used = {heading for headings in before.columns.values() for heading in headings}
    return Change(
        one.found.file,
        before.name,
        tuple(heading for heading in now if heading and heading not in then),
        removed,
        tuple(heading for heading in removed if heading in used),
    )


def _with_earlier(one: Proposal, before: Remembered, change: Change, answers: Mapping[str, str]) -> Proposal:
    """Return a proposal with the columns of before, where their headings are there or were renamed."""
    renamed = {heading: answers.get(f"renamed.{before.name}.{heading}", "") for heading in change.lost}
    columns = dict(one.columns)
    for name, headings in before.columns.items():
        now = tuple(renamed.get(heading, heading) for heading in headings)
        known = columns.get(name, Origin("as before"))
        if all(heading in one.found.columns for heading in now) and now != known.headings:
            columns[name] = replace(known, headings=now, reason="as before")
    return replace(one, name=before.name, columns=columns)


def likely_new_name(heading: str, added: Sequence[str]) -> str:
    """Return the new heading that is most like a lost one; "" where there is none."""
    return max(added, key=lambda one: SequenceMatcher(None, heading.casefold(), one.casefold()).ratio(), default="")
