"""A delivery is claimed, handed over and recorded; what a dead sender left, and what a person finds out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from valuereport.deliver.ledger.rows import COLUMNS, Step, delivery_of, now, portions, read, read_all, take
from valuereport.deliver.ledger.schema import deliveries
from valuereport.deliver.ledger.transitions import RECORDED, RESOLVED
from valuereport.errors import LedgerError
from valuereport.model.delivery import STATES, WAITING, Delivery, State


def claim(connection: sa.Connection, delivery_id: str, sender: str, operator: str) -> Delivery | None:
    """Turn planned or failed into sending, for this sender; None where it stands otherwise."""
    standing = read(connection, delivery_id, lock=True)
    if standing is None or standing.state not in WAITING:
        return None
    values = {"sender": sender, "attempts": standing.attempts + 1, "operator": operator, "sending_at": now()}
    take(connection, [Step(delivery_id, "sending", "", "", values)], operator)
    return read(connection, delivery_id)


def record(
    connection: sa.Connection, delivery_id: str, state: State, answer: str, reason: str, sender: str, operator: str
) -> Delivery:
    """Write what came of what this sender claimed. Raises LedgerError where it did not, or has recorded it already.

    A sender may have been taken for dead (its connection to the database was lost for a while) and its delivery been
    called uncertain, or resolved by a person. What the server said is then still true, above all that it was sent.
    """
    if state not in RECORDED:
        raise LedgerError(f"A sender cannot record {state!r}; it records one of: {', '.join(sorted(RECORDED))}")
    ours = connection.execute(
        sa.select(deliveries.c.state)
        .where(deliveries.c.id == delivery_id, deliveries.c.sender == sender)
        .with_for_update()
    ).scalar_one_or_none()
    if ours is None:
        raise LedgerError(
            f"Delivery {delivery_id} was not claimed by this sender, or is recorded already; it is left as it is"
        )
    if state == "sent" or ours in ("sending", "uncertain"):
        take(connection, [Step(delivery_id, state, answer, reason, {"sender": None})], operator)
    return _known(read(connection, delivery_id), delivery_id)


def handed_over(connection: sa.Connection, answers: Mapping[str, str], operator: str) -> tuple[Delivery, ...]:
    """Turn planned or failed into sent, each with its answer, and return these; leave out what stands otherwise."""
    found = [
        delivery_of(row)
        for some in portions(list(answers))
        for row in connection.execute(
            sa.select(*COLUMNS).where(deliveries.c.id.in_(some), deliveries.c.state.in_(WAITING)).with_for_update()
        )
    ]
    at = now()
    steps = [
        Step(
            one.id,
            "sent",
            answers[one.id],
            "",
            {"attempts": one.attempts + 1, "operator": operator, "sending_at": at, "sender": None},
        )
        for one in found
    ]
    take(connection, steps, operator)
    sent = {one.id for one in found}
    return read_all(connection, [one for one in answers if one in sent])


def senders(connection: sa.Connection) -> tuple[str, ...]:
    """Return who has deliveries in hand."""
    query = sa.select(deliveries.c.sender).where(deliveries.c.state == "sending").distinct()
    return tuple(sorted(sender for sender in connection.execute(query).scalars() if sender))


def give_up(connection: sa.Connection, dead: Sequence[str], operator: str) -> tuple[Delivery, ...]:
    """Turn what these senders had in hand into uncertain, and return it."""
    query = sa.select(*COLUMNS).where(deliveries.c.state == "sending", deliveries.c.sender.in_(dead))
    left = [delivery_of(row) for row in connection.execute(query.order_by(deliveries.c.member_id).with_for_update())]
    why = "the command that sent it ended before the answer was written"
    take(connection, [Step(one.id, "uncertain", one.answer, why, {}) for one in left], operator)
    return read_all(connection, [one.id for one in left])


def resolve(connection: sa.Connection, delivery_id: str, state: State, note: str, operator: str) -> Delivery:
    """Write a person's finding. Raises LedgerError where it cannot be: says what can."""
    standing = _known(read(connection, delivery_id, lock=True), delivery_id)
    allowed = RESOLVED.get(standing.state, ())
    if state not in allowed:
        if allowed:
            hint = f"it can become: {', '.join(allowed)}"
        elif standing.state == "sending":
            hint = "wait until the command that sends it has ended"
        else:
            hint = "only an uncertain or a sent one can be resolved"
        raise LedgerError(
            f"Delivery {delivery_id} is {standing.state} ({STATES[standing.state]}) and cannot become {state}; {hint}"
        )
    take(connection, [Step(delivery_id, state, standing.answer, note, {})], operator)
    return _known(read(connection, delivery_id), delivery_id)


def _known(delivery: Delivery | None, delivery_id: str) -> Delivery:
    if delivery is None:
        raise LedgerError(
            f"The ledger knows no delivery {delivery_id}; check the id: 32 letters and digits, as the ledger lists it"
        )
    return delivery
