"""Other keys of members: former ids from `other_ids` of the exports, and aliases.csv, which people write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from valuereport.errors import Problem
from valuereport.model.member import Alias
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.ids import closest, key_of


def add_aliases(
    members: pd.DataFrame, contacts: pd.DataFrame, stated: Sequence[Alias]
) -> tuple[pd.DataFrame, tuple[Alias, ...], list[Problem]]:
    """Return the members with the stated aliases in `other_ids`, all their former ids, and which could not be used.

    An alias that is a current member's id, or an address that another member has, is not used: two members stay two.
    An alias without a new id ends the alias of the old id. `contacts`: their rows in the exports.
    """
    ids = [str(one) for one in members["member_id"]]
    find, row_of = closest(ids), {one: row for row, one in enumerate(ids)}
    current = {key_of(one) for one in ids}
    next_id = {alias.old_id: alias.new_id for alias in stated}
    other_ids = [[one for one in cell.split(KEY_SEPARATOR) if one] for cell in members["other_ids"]]
    ended = {alias.old_id for alias in stated if not alias.new_id}
    found, problems = [alias for alias in stated if not alias.new_id], list[Problem]()
    if ended:
        other_ids = [[one for one in others if one not in ended] for others in other_ids]
    owners = _owners(members, contacts) if any("@" in alias.old_id for alias in stated) else {}
    for alias in (one for one in stated if one.new_id):
        meant = find(_last(alias.new_id, next_id))
        if key_of(alias.old_id) in current:
            problems.append(_unused(alias, "alias", "this id is a member of its own"))
        elif len(meant) != 1:
            reason = "several members have this id, but for its case" if meant else "no member has this id"
            problems.append(_unused(alias, "member", reason))
        elif others := owners.get(key_of(alias.old_id), set()) - {key_of(meant[0])}:
            reason = f"another member has this address: {', '.join(sorted(others))}"
            problems.append(_unused(alias, "alias", reason))
        else:
            if "@" not in alias.old_id:  # an address is nobody's former id
                found.append(replace(alias, new_id=meant[0]))
            other_ids[row_of[meant[0]]].append(alias.old_id)
    found += _exported(members, other_ids, current, {alias.old_id for alias in stated})
    joined = [KEY_SEPARATOR.join(dict.fromkeys(others)) for others in other_ids]
    return members.assign(other_ids=pd.Series(joined, index=members.index, dtype="str")), tuple(found), problems


def _owners(members: pd.DataFrame, contacts: pd.DataFrame) -> dict[str, set[str]]:
    """Return the ids of the members who have each address, themselves or by a contact."""
    found: dict[str, set[str]] = {}
    for frame in (members, contacts):
        for member_id, cell in zip(frame["member_id"].tolist(), frame["emails"].tolist(), strict=True):
            for address in cell.split(KEY_SEPARATOR):
                found.setdefault(key_of(address), set()).add(key_of(member_id))
    return found


def _last(new_id: str, next_id: dict[str, str]) -> str:
    """Return the newest id of a chain: M1 became M7, and M7 became M9."""
    seen: set[str] = set()
    while (further := next_id.get(new_id)) and new_id not in seen:
        seen.add(new_id)
        new_id = further
    return new_id


def _exported(
    members: pd.DataFrame, other_ids: Sequence[Sequence[str]], current: set[str], stated: set[str]
) -> list[Alias]:
    """Return the aliases that only the exports state. An id of several members, or a current member's id, is none."""
    holders: dict[str, int] = {}
    for row, ids in enumerate(other_ids):
        for old_id in ids:
            holders[old_id] = row if holders.get(old_id, row) == row else -1
    member_ids, files = members["member_id"].tolist(), members["file"].tolist()
    return [
        Alias(old_id, member_ids[row], "", f"other_ids of {files[row]}")
        for old_id, row in holders.items()
        if row >= 0 and "@" not in old_id and old_id not in current and old_id not in stated
    ]


def _unused(alias: Alias, column: str, reason: str) -> Problem:
    value = alias.old_id if column == "alias" else alias.new_id
    return Problem("combine", "warning", reason, "the alias is not used", alias.file, alias.row, column, value)
