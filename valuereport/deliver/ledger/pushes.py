"""What runs wrote into contacts of other systems: a channel of its own, written ahead of each change.

It is no delivery: the member gets nothing by it, so it neither counts as the statement of a year nor stands in the way
of one. A run writes about a member by a connection in one row, however often; another run has a row of its own, which
knows what the run before it had written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

import sqlalchemy as sa

from valuereport.deliver.ledger.newer import ages
from valuereport.deliver.ledger.pseudonyms import is_pseudonym, stored_as
from valuereport.deliver.ledger.rows import now, portions
from valuereport.deliver.ledger.schema import pushes
from valuereport.errors import LedgerError
from valuereport.model.push import Push, PushState, Written

_COLUMNS: Final = (
    *(pushes.c[name] for name in ("id", "connection", "run", "member_id", "contact", "written", "state", "reason")),
    *(pushes.c[name] for name in ("attempts", "operator", "planned_at", "ended_at")),
)
_AT_WORK: Final[tuple[PushState, ...]] = ("writing", "undoing")
_FORGOTTEN: Final = "was forgotten"


def of_run(connection: sa.Connection, system: str, run: str) -> tuple[Push, ...]:
    """Return what a run wrote by a connection (`system`: its name), by member."""
    query = sa.select(*_COLUMNS).where(pushes.c.connection == system, pushes.c.run == run)
    return tuple(map(_of, connection.execute(query.order_by(pushes.c.member_id))))


def of_member(connection: sa.Connection, member_id: str) -> tuple[Push, ...]:
    """Return all that was written about a member, by connection and run."""
    query = sa.select(*_COLUMNS).where(pushes.c.member_id == stored_as(connection)(member_id))
    return tuple(map(_of, connection.execute(query.order_by(pushes.c.connection, pushes.c.planned_at))))


def written_since(connection: sa.Connection, system: str, run: str) -> dict[str, str]:
    """Return about whom a run that was approved later has written by a connection already, with the run's name."""
    there = ("writing", "done", "uncertain")
    query = sa.select(pushes.c.member_id, pushes.c.run).where(
        pushes.c.connection == system, pushes.c.run != run, pushes.c.state.in_(there)
    )
    rows = connection.execute(query).all()
    since = ages(connection, {run, *(row.run for row in rows)}, now())
    return {row.member_id: row.run for row in rows if since[row.run] > since[run]}


def plan(
    connection: sa.Connection, system: str, run: str, wanted: Mapping[str, str], operator: str
) -> tuple[Push, ...]:
    """Plan pushes and return them in the order of `wanted`: by member, why nothing may be written, or nothing.

    What stands in the system already keeps its state until something is written again.
    """
    name = stored_as(connection)
    members = {member_id: name(member_id) for member_id in wanted}
    reasons = {members[one]: _FORGOTTEN if is_pseudonym(members[one]) else why for one, why in wanted.items()}
    standing = {one.member_id: one for one in of_run(connection, system, run)}
    at = now()
    made = [
        {
            "id": uuid4().hex,
            "connection": system,
            "run": run,
            "member_id": member_id,
            "contact": "",
            "written": "[]",
            "state": "skipped" if reason else "planned",
            "reason": reason,
            "attempts": 0,
            "operator": operator,
            "planned_at": at,
            "ended_at": at if reason else None,
        }
        for member_id, reason in reasons.items()
        if member_id not in standing
    ]
    if made:
        connection.execute(sa.insert(pushes), made)
    for member_id, reason in reasons.items():
        known = standing.get(member_id)
        if known and known.state in ("planned", "skipped", "failed"):
            _set(connection, known.id, state="skipped" if reason else "planned", reason=reason, operator=operator)
    after = {one.member_id: one for one in of_run(connection, system, run)}
    return tuple(after[one] for one in reasons)


def begin(
    connection: sa.Connection,
    push_id: str,
    contact: str,
    written: Sequence[Written],
    state: PushState,
    sender: str,
    operator: str,
) -> bool:
    """Write what is about to be written (`writing`) or set back (`undoing`); False where another command is at it."""
    row = connection.execute(sa.select(pushes).where(pushes.c.id == push_id).with_for_update()).one()
    if row.state in _AT_WORK and row.sender != sender:
        return False
    values = {"contact": contact, "written": _json(written), "state": state, "reason": "", "ended_at": None}
    _set(connection, push_id, **values, attempts=row.attempts + 1, operator=operator, sender=sender)
    return True


def end(
    connection: sa.Connection, push_id: str, state: PushState, reason: str, contact: str, sender: str, operator: str
) -> Push:
    """Write what came of it, and return it as it stands then; what another command has in hand is left to that one.

    Raises LedgerError where it is gone.
    """
    row = connection.execute(sa.select(pushes).where(pushes.c.id == push_id).with_for_update()).one_or_none()
    if row is None:
        raise LedgerError(f"The push {push_id} is not in this ledger")
    if row.state not in _AT_WORK or row.sender == sender:
        values: dict[str, Any] = {"state": state, "reason": reason, "ended_at": now(), "sender": None}
        _set(connection, push_id, **values, operator=operator, **({"contact": contact} if contact else {}))
    return _of(connection.execute(sa.select(*_COLUMNS).where(pushes.c.id == push_id)).one())


def senders(connection: sa.Connection) -> tuple[str, ...]:
    """Return who is writing something."""
    found = connection.execute(sa.select(pushes.c.sender).where(pushes.c.state.in_(_AT_WORK)).distinct()).scalars()
    return tuple(sorted(one for one in found if one))


def give_up(connection: sa.Connection, dead: Sequence[str]) -> int:
    """Turn what these senders had in hand into uncertain; return how many there were."""
    here = pushes.c.sender.in_(dead) & pushes.c.state.in_(_AT_WORK)
    values = {"state": "uncertain", "reason": "a command died while it was writing", "sender": None, "ended_at": now()}
    return int(connection.execute(sa.update(pushes).where(here).values(**values)).rowcount)


def forget(connection: sa.Connection, names: Mapping[str, str]) -> None:
    """Keep that something was written about a forgotten member (`names`: pseudonym by id), and nothing of what."""
    for member_id, name in names.items():
        nothing = {"member_id": name, "contact": "", "written": "[]", "reason": "", "sender": None}
        connection.execute(sa.update(pushes).where(pushes.c.member_id == member_id).values(**nothing))


def is_at_work(connection: sa.Connection, member_ids: Sequence[str]) -> bool:
    """Return whether something is being written about one of these members at this moment."""
    return any(
        connection.execute(
            sa.select(pushes.c.id).where(pushes.c.member_id.in_(some), pushes.c.state.in_(_AT_WORK)).limit(1)
        ).first()
        for some in portions(member_ids)
    )


def _set(connection: sa.Connection, push_id: str, **values: Any) -> None:  # noqa: ANN401 - of a row
    connection.execute(sa.update(pushes).where(pushes.c.id == push_id).values(**values))


def _json(written: Sequence[Written]) -> str:
    return json.dumps([[one.field, one.before, one.ours] for one in written])


def _of(row: sa.Row[Any]) -> Push:
    values = dict(row._mapping)
    return Push(**{**values, "written": tuple(Written(*one) for one in json.loads(values["written"]))})
