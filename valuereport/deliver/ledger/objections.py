"""Who objected to being scored: remembered here, so that no later export can lose it. A member by its pseudonym later.

Scoring is anything that ranks or grades a person. An objection stands until the member takes it back.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from valuereport.deliver.ledger.aliases import same_member
from valuereport.deliver.ledger.pseudonyms import stored_as
from valuereport.deliver.ledger.rows import now
from valuereport.deliver.ledger.schema import objections
from valuereport.errors import LedgerError

_STANDS = objections.c.lifted_at.is_(None)


def record(connection: sa.Connection, member_ids: Collection[str], since: date, operator: str) -> int:
    """Write objections, and return how many are new. Twice is as once.

    `since`: the day on which the exports said so. An objection that was taken back on that day or later is not written
    again: the exports are older than the member's word.
    """
    name = stored_as(connection)
    known = {
        row.member_id
        for row in connection.execute(sa.select(objections.c.member_id, objections.c.lifted_at))
        if row.lifted_at is None or row.lifted_at.date() >= since
    }
    new = [one for one in dict.fromkeys(map(name, member_ids)) if one not in known]
    if new:
        blank = {"operator": operator, "at": now(), "lifted_by": "", "lifted_note": ""}
        connection.execute(sa.insert(objections), [{"member_id": one, **blank} for one in new])
    return len(new)


def standing(connection: sa.Connection, current: Collection[str]) -> frozenset[str]:
    """Return which of these members have objected, under whichever of their ids."""
    ids = connection.execute(sa.select(objections.c.member_id).where(_STANDS)).scalars().all()
    if not ids:
        return frozenset()
    same, name = same_member(connection), stored_as(connection)
    objected = {other for one in ids for other in same(one)}
    return frozenset(one for one in current if name(one) in objected)


def lift(connection: sa.Connection, member_id: str, note: str, operator: str) -> int:
    """Write that a member takes the objection back; return how many rows that ends. Raises LedgerError: there is none.

    Where the exports go on to say no_scoring, that counts as before.
    """
    ids = same_member(connection)(stored_as(connection)(member_id))
    here = sa.and_(_STANDS, objections.c.member_id.in_(ids))
    values = {"lifted_at": now(), "lifted_by": operator, "lifted_note": note}
    found = connection.execute(sa.update(objections).where(here).values(**values)).rowcount
    if not found:
        raise LedgerError(f"{member_id} has not objected to being scored: the ledger knows of no objection")
    return int(found)


def forget(connection: sa.Connection, names: dict[str, str]) -> None:
    """Keep the objections of a forgotten member under its pseudonyms (`names`: by id)."""
    for member_id, name in names.items():
        values = {"member_id": name, "lifted_note": ""}
        connection.execute(sa.update(objections).where(objections.c.member_id == member_id).values(**values))
