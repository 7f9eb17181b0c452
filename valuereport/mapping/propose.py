"""Files -> what each feeds: first the members, then whatever names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from valuereport.mapping.looked import Looked, looked_at
from valuereport.mapping.member_ids import with_ids
from valuereport.mapping.members import OF_MEMBERS, known_to, members_in
from valuereport.mapping.origin import Origin
from valuereport.mapping.other_tables import other_table
from valuereport.mapping.overlap import Known
from valuereport.mapping.preset_columns import of_preset
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.table import Table


def propose(tables: Sequence[Table]) -> tuple[Proposal, ...]:
    """Return a proposal for each table, in the same order."""
    looked = [looked_at(one) for one in tables]
    members = {at: made for at, one in enumerate(looked) if (made := _list_of_members(one)) is not None}
    if not members:
        return tuple(other_table(one, Known()) for one in looked)
    first = max(members.values(), key=_completeness)
    lists = {
        at: one for at, one in members.items() if one.found.preset or _completeness(one) * 2 >= _completeness(first)
    }
    elsewhere = [one for at, one in enumerate(looked) if at not in lists]
    lists = {at: with_ids(one, elsewhere) for at, one in lists.items()}
    known = known_to([*lists.values()])
    others = {at: other_table(one, known) for at, one in enumerate(looked) if at not in lists}
    if any(origin.bare_ids for one in others.values() for origin in one.columns.values()):
        lists = {at: _with_bare_ids(one, known.prefix) for at, one in lists.items()}
    return tuple(lists.get(at) or others[at] for at in range(len(looked)))


def _list_of_members(one: Looked) -> Proposal | None:
    """Return the proposal of a list of members, None where it is none."""
    preset = one.table.preset
    if preset is None:
        return members_in(one)
    return of_preset(one, preset) if preset.table == "members" else None


def _with_bare_ids(one: Proposal, prefix: str) -> Proposal:
    """Return a list of members with their ids without what all begin with as further ids."""
    if "other_ids" in one.columns or "member_id" not in one.columns:
        return one
    headings = one.columns["member_id"].headings
    why = "other files write the ids without their beginning"
    cells = [cell for heading in headings for cell in one.found.columns[heading] if cell]
    written = next((cell[: len(prefix)] for cell in cells), prefix)
    return replace(one, columns={**one.columns, "other_ids": Origin(why, headings, prefix=written)})


def _completeness(one: Proposal) -> int:
    """Return how much a list says of members alone."""
    return 3 * len(one.columns.keys() & OF_MEMBERS) + len(one.columns)
