"""What may be asked of the ledger; nothing here writes."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from valuereport.deliver.ledger.aliases import same_member
from valuereport.deliver.ledger.pseudonyms import stored_as
from valuereport.deliver.ledger.rows import COLUMNS, delivery_of
from valuereport.deliver.ledger.schema import deliveries, events
from valuereport.model.delivery import Channel, Delivery, Event, State


def deliveries_of(
    connection: sa.Connection,
    run: str,
    period: str,
    channel: Channel | None,
    member_id: str,
    states: Collection[State],
) -> tuple[Delivery, ...]:
    """Return the deliveries that fit all that is given: a member's under all its ids, a forgotten one's by the id."""
    query = sa.select(*COLUMNS).where(*_fitting(run, period, channel))
    if member_id:
        ids = same_member(connection)(stored_as(connection)(member_id))
        query = query.where(deliveries.c.member_id.in_(ids))
    if states:
        query = query.where(deliveries.c.state.in_(states))
    c = deliveries.c
    rows = connection.execute(query.order_by(c.period, c.channel, c.member_id, c.issue))
    return tuple(map(delivery_of, rows))


def addresses(connection: sa.Connection) -> list[tuple[str, str]]:
    """Return each member id with each email address that the ledger has of it."""
    query = sa.select(deliveries.c.member_id, deliveries.c.address).where(deliveries.c.channel == "email").distinct()
    return [(row.member_id, row.address) for row in connection.execute(query)]


def members(connection: sa.Connection) -> frozenset[str]:
    """Return the ids of all deliveries, those of forgotten members as they are stored."""
    return frozenset(connection.execute(sa.select(deliveries.c.member_id).distinct()).scalars())


def history_of(connection: sa.Connection, delivery_id: str) -> tuple[Event, ...]:
    """Return a delivery's events, the oldest first."""
    query = sa.select(events.c.at, events.c.state, events.c.operator, events.c.answer, events.c.reason)
    rows = connection.execute(query.where(events.c.delivery_id == delivery_id).order_by(events.c.id))
    return tuple(Event(**row._mapping) for row in rows)


def _fitting(run: str, period: str, channel: Channel | None) -> list[sa.ColumnElement[bool]]:
    given = ((deliveries.c.run, run), (deliveries.c.period, period), (deliveries.c.channel, channel))
    return [column == value for column, value in given if value]
