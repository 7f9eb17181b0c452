"""Which column is the member's id: the one by which other files name members; the others are further ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from valuereport.mapping.looked import Looked
from valuereport.mapping.origin import Origin
from valuereport.mapping.overlap import split_keys
from valuereport.mapping.profile import Profile
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.words import meanings

_ID: Final = re.compile(r"[A-Za-z]{0,6}[-_./ ]?\d[\w-]{2,30}")
_LEAST: Final = 0.3  # of the different cells of another file's column
_FEW: Final = 3
_DISTINCT: Final = 0.5  # of the filled cells: contacts may have their firm's id


def with_ids(one: Proposal, others: Sequence[Looked]) -> Proposal:
    """Return a list of members with the id that other files use, and every other id that some file uses."""
    columns = [cells for other in others for cells in _distinct_cells(other)]
    hits = {heading: _hits(one.found.columns[heading], columns) for heading in _candidates(one)}
    named = sorted((heading for heading, count in hits.items() if count), key=lambda one: -hits[one])
    if not named:
        return one
    before = one.columns["member_id"].headings if "member_id" in one.columns else ()
    near = [heading for heading in named if hits[heading] * 2 >= hits[named[0]]]
    own = [heading for heading in near if _is_the_members(heading)]
    chosen = (own or [heading for heading in near if heading in before] or near)[0]
    result = dict(one.columns)
    if (chosen,) != before:
        result["member_id"] = Origin(f"{hits[chosen]} different ones stand in other files", (chosen,))
    further = tuple(heading for heading in dict.fromkeys([*before, *named]) if heading != chosen)
    known = one.columns["other_ids"].headings if "other_ids" in one.columns else ()
    if ids := tuple(dict.fromkeys([*known, *further])):
        result["other_ids"] = Origin("ids in other systems", ids)
    return replace(one, columns=result)


def _is_the_members(heading: str) -> bool:
    """Return whether a heading means the member's own id, and not any id."""
    return any(each.column == "member_id" and not each.weak for each in meanings("members", heading))


def _candidates(one: Proposal) -> Iterator[str]:
    """Yield the columns of ids: by their headings, or because nearly every cell looks like one."""
    for heading, profile in one.profiles.items():
        named = any(each.column in ("member_id", "other_ids") for each in meanings("members", heading))
        if profile.filled and profile.distinct >= _DISTINCT * profile.filled and (named or _like_ids(profile)):
            yield heading


def _like_ids(profile: Profile) -> bool:
    return profile.dates == 0 and bool(profile.examples) and all(_ID.fullmatch(cell) for cell in profile.examples)


def _distinct_cells(other: Looked) -> Iterator[frozenset[str]]:
    for heading, profile in other.profiles.items():
        if not profile.addresses and not profile.dates and profile.distinct >= _FEW:
            yield frozenset(part.casefold() for cell in {*other.table.columns[heading]} for part in split_keys(cell))


def _hits(cells: Sequence[str], columns: Sequence[frozenset[str]]) -> int:
    """Return how many different cells stand in other files' columns that hold mostly such."""
    ids = {cell.casefold() for cell in cells if len(cell) >= _FEW}
    counts = [len(ids & column) for column in columns]
    return sum(count for count, column in zip(counts, columns, strict=True) if count >= max(_FEW, _LEAST * len(column)))
