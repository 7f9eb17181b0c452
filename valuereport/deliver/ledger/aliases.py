"""Former ids of members, remembered also when the exports no longer state them; a forgotten id by its pseudonym."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from valuereport.deliver.ledger.pseudonyms import any_case, is_pseudonym, stored_as
from valuereport.deliver.ledger.rows import now, portions
from valuereport.deliver.ledger.schema import alerts, aliases, deliveries
from valuereport.model.member import Alias
from valuereport.notation.ids import key_of, without_case

CASE: Final = "the same id in another case"
TABLE: Final = aliases.name


def remember(connection: sa.Connection, current: Collection[str], stated: Iterable[Alias], operator: str) -> None:
    """Write the aliases that are new, and end those that no longer hold. `current`: the ids of all members of today.

    An id of today is nobody's alias, so that two members of today are never taken for one.
    """
    name = stored_as(connection)
    today = set(map(name, current))
    standing = _open(connection)
    wanted = {name(one.old_id): one for one in (*_by_case(connection, current, standing), *stated)}
    ended = [old for old in standing if old in today or (old in wanted and standing[old] != _new(wanted[old], name))]
    at = now()
    for some in portions(ended):
        holds = aliases.c.old_id.in_(some) & aliases.c.ended_at.is_(None)
        connection.execute(sa.update(aliases).where(holds).values(ended_at=at))
    rows = [
        {
            "old_id": old,
            "new_id": _new(one, name),
            "since": one.since,
            "source": one.source,
            "operator": operator,
            "at": at,
        }
        for old, one in wanted.items()
        if one.new_id and old not in today and _new(one, name) not in (old, standing.get(old))
    ]
    if rows:
        connection.execute(sa.insert(aliases), rows)


def same_member(connection: sa.Connection) -> Callable[[str], tuple[str, ...]]:
    """Return what tells under which ids a member stands in the ledger: the one that is asked for, then all others.

    Takes and returns ids as they are stored.
    """
    beside: dict[str, set[str]] = defaultdict(set)
    for old, new in _open(connection).items():
        beside[old].add(new)
        beside[new].add(old)

    def find(member_id: str) -> tuple[str, ...]:
        found = {member_id: None}
        ahead = [member_id]
        while ahead:
            for other in sorted(beside.get(ahead.pop(), ())):
                if other not in found:
                    found[other] = None
                    ahead.append(other)
        return tuple(found)

    return find


def forget(connection: sa.Connection, names: Mapping[str, str]) -> None:
    """Put the pseudonyms in the place of ids (`names`: pseudonym by id), and remember each in any case."""
    for column in (aliases.c.old_id, aliases.c.new_id):
        for member_id, name in names.items():
            connection.execute(sa.update(aliases).where(column == member_id).values({column.name: name, "source": ""}))
    of_any_case = any_case(connection)
    for member_id, name in names.items():
        old_id = of_any_case(member_id)
        known = sa.select(aliases.c.id).where(aliases.c.old_id == old_id, aliases.c.new_id == name)
        if connection.execute(known.limit(1)).first() is None:
            values = {"old_id": old_id, "new_id": name, "since": "", "source": CASE, "operator": "", "at": now()}
            connection.execute(sa.insert(aliases).values(values))


def ids(connection: sa.Connection) -> frozenset[str]:
    """Return every id that the ledger knows in the clear: of deliveries, of alerts, and of aliases that hold."""
    found = set(connection.execute(sa.select(deliveries.c.member_id).distinct()).scalars())
    about_members = sa.select(alerts.c.subject).where(alerts.c.about == "member").distinct()
    found |= set(connection.execute(about_members).scalars())
    for old, new in _open(connection).items():
        found |= {old, new}
    return frozenset(one for one in found if not is_pseudonym(one))


def _open(connection: sa.Connection) -> dict[str, str]:
    query = sa.select(aliases.c.old_id, aliases.c.new_id).where(aliases.c.ended_at.is_(None)).order_by(aliases.c.id)
    return {row.old_id: row.new_id for row in connection.execute(query)}


def _new(alias: Alias, name: Callable[[str], str]) -> str:
    return name(alias.new_id) if alias.new_id else ""


def _by_case(connection: sa.Connection, current: Collection[str], standing: Mapping[str, str]) -> Sequence[Alias]:
    """Return the ids of former times that are, but for their case, those of members of today.

    None at all where ids are told apart by case: another case is then another member.
    """
    today, before = _sole(current), _sole(ids(connection) - set(current) - set(standing))
    if today is None or before is None:
        return ()
    found = [Alias(old_id, today[key], "", CASE) for key, old_id in before.items() if key in today]
    if any(map(is_pseudonym, standing)):
        of_any_case, stored = any_case(connection), stored_as(connection)
        names = ((standing.get(of_any_case(member_id)), member_id) for member_id in today.values())
        found += [Alias(name, member_id, "", CASE) for name, member_id in names if name and name != stored(member_id)]
    return found


def _sole(member_ids: Iterable[str]) -> dict[str, str] | None:
    """Return ids by what they are without their case; None where two differ by that alone."""
    found: dict[str, str] = {}
    for one in member_ids:
        if key_of(found.setdefault(without_case(one), one)) != key_of(one):
            return None
    return found
