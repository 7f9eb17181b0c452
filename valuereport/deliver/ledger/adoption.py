"""What a ledger must know to be the one that a run was delivered with; and how it learns what another one knew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from valuereport.deliver.ledger.pseudonyms import stored_as
from valuereport.deliver.ledger.rows import now, portions, read_all, write_history
from valuereport.deliver.ledger.schema import deliveries, identities
from valuereport.model.delivery import WAITING, Delivery, HandOver, State

_WHY: Final = "taken over from what the run remembers"


def identity(connection: sa.Connection) -> str:
    """Return by what this ledger is known."""
    return str(connection.execute(sa.select(identities.c.id)).scalar_one())


def attempts(connection: sa.Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return how many attempts this ledger knows of each delivery that it knows."""
    return {
        row.id: row.attempts
        for some in portions(ids)
        for row in connection.execute(
            sa.select(deliveries.c.id, deliveries.c.attempts).where(deliveries.c.id.in_(some))
        )
    }


def adopt(
    connection: sa.Connection, run: str, handovers: Sequence[HandOver], note: str, operator: str
) -> tuple[Delivery, ...]:
    """Write what was handed over as sent, or as uncertain where nobody wrote what came of it. Twice is as once."""
    name, at = stored_as(connection), now()
    known = attempts(connection, [one.delivery for one in handovers])
    events: list[tuple[str, State, str, str]] = []
    for one in handovers:
        state: State = "sent" if one.state == "sent" else "uncertain"
        values = {"attempts": one.attempt, "state": state, "reason": f"{_WHY}: {note}", "sender": None, "ended_at": at}
        if one.delivery in known:
            if known[one.delivery] >= one.attempt:
                continue
            connection.execute(sa.update(deliveries).where(deliveries.c.id == one.delivery).values(**values))
        else:
            member_id = name(one.member_id) if one.member_id else f"forgotten-{one.delivery[:16]}"
            row = {
                "id": one.delivery,
                "member_id": member_id,
                "period": one.period,
                "channel": one.channel,
                "issue": _free(connection, member_id, one),
                "reissue": "",
                "run": run,
                "file": one.file,
                "sha256": one.sha256,
                "address": "",
                "answer": "",
                "operator": operator,
                "planned_at": at,
                "sending_at": at,
            }
            events += [(each, "skipped", "", _WHY) for each in _stop_waiting(connection, member_id, one)]
            connection.execute(sa.insert(deliveries).values(row | values))
        events.append((one.delivery, state, "", f"{_WHY}: {note}"))
    write_history(connection, events, operator, at)
    return read_all(connection, [event[0] for event in events if event[1] != "skipped"])


def _stop_waiting(connection: sa.Connection, member_id: str, one: HandOver) -> list[str]:
    """Turn what waits for this member into skipped, and return it: the member has the statement already."""
    c = deliveries.c
    waits = sa.and_(c.member_id == member_id, c.period == one.period, c.channel == one.channel, c.state.in_(WAITING))
    found = list(connection.execute(sa.select(c.id).where(waits)).scalars())
    connection.execute(sa.update(deliveries).where(c.id.in_(found)).values(state="skipped", reason=_WHY))
    return found


def _free(connection: sa.Connection, member_id: str, one: HandOver) -> int:
    """Return an issue that is not taken: the highest, so that this delivery is the one that a plan looks at."""
    c = deliveries.c
    query = sa.select(sa.func.max(c.issue)).where(
        c.member_id == member_id, c.period == one.period, c.channel == one.channel
    )
    return max(one.issue, (connection.execute(query).scalar() or 0) + 1)
