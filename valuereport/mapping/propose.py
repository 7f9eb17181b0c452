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
from valuereport.mapping.people import name_parts
from valuereport.mapping.preset_columns import of_preset
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.table import Table


def propose(tables: Sequence[Table]) -> tuple[Proposal, ...]:
    """Return a proposal for each table, in the same order."""
    looked = [looked_at(one) for one in tables]
    members = {at: made for at, one in enumerate(looked) if (made := _list_of_members(one)) is not None}
    if not members:
        return _named([other_table(one, Known()) for one in looked])
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
    if any(origin.by_name for one in others.values() for origin in one.columns.values()):
        lists = {at: _with_names_as_ids(one) for at, one in lists.items()}
    return _named([lists.get(at) or others[at] for at in range(len(looked))])


def _named(found: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the proposals with names of their own; files with the same headings share one."""
    taken: dict[str, tuple[str, ...]] = {}
    named = []
    for one in found:
        name, number = one.name, 1
        while taken.setdefault(name, one.found.headings) != one.found.headings:
            number += 1
            name = f"{one.name}-{number}"
        named.append(replace(one, name=name))
    return tuple(named)


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


def _with_names_as_ids(one: Proposal) -> Proposal:
    """Return a list of firms with their names as further ids: other files name them so."""
    name = one.columns["name"].headings
    if name != (name_parts(one.found.headings).organisation,):
        return one
    ids = one.columns.get("other_ids", Origin(""))
    if ids.prefix:
        return one
    why = "other files name firms by their name"
    return replace(one, columns={**one.columns, "other_ids": replace(ids, headings=(*ids.headings, *name), reason=why)})


def _completeness(one: Proposal) -> int:
    """Return how much a list says of members alone."""
    return 3 * len(one.columns.keys() & OF_MEMBERS) + len(one.columns)
