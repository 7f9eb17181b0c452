"""Which statement of a period is the newer one, where a member has or awaits several of different runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from valuereport.deliver.ledger.aliases import same_member
from valuereport.deliver.ledger.rows import COLUMNS, delivery_of, portions
from valuereport.deliver.ledger.schema import approvals, deliveries
from valuereport.model.delivery import CHANNELS, Channel, Delivery, State

HANDED: Final[frozenset[State]] = frozenset({"sending", "sent", "uncertain", "bounced"})
"""The member has the statement, or may have it, or it was on its way."""


def of_other_channels(
    connection: sa.Connection, period: str, channel: Channel, members: Sequence[str]
) -> dict[str, list[Delivery]]:
    """Return each member's deliveries by other channels; nobody else changes them before this transaction ends."""
    found: dict[str, list[Delivery]] = {}
    for some in portions(members):
        query = (
            sa.select(*COLUMNS)
            .where(deliveries.c.period == period, deliveries.c.channel != channel)
            .where(deliveries.c.member_id.in_(some))
            .order_by(deliveries.c.channel, deliveries.c.issue)
            .with_for_update()
        )
        for row in connection.execute(query):
            found.setdefault(row.member_id, []).append(delivery_of(row))
    return found


def ages(connection: sa.Connection, runs: Collection[str], at: datetime) -> dict[str, datetime]:
    """Return since when each run may be delivered: its last approval, else its first delivery, else `at`."""
    found = dict.fromkeys(runs, at)
    for column, run, moment in (
        (deliveries.c.run, deliveries.c.run, sa.func.min(deliveries.c.planned_at)),
        (approvals.c.run, approvals.c.run, sa.func.max(approvals.c.at)),
    ):
        for some in portions(list(runs)):
            query = sa.select(run, moment.label("at")).where(column.in_(some)).group_by(run)
            found |= {row[0]: row.at for row in connection.execute(query)}
    return found


def is_newer(one: Delivery, run: str, sha256: str, since: dict[str, datetime]) -> bool:
    """Return whether a delivery is of another statement than this one, of a run that was released after its run."""
    return one.run != run and one.sha256 != sha256 and since[one.run] > since[run]


def newer_reason(one: Delivery) -> str:
    """Return why an older statement must not follow this delivery."""
    when = f" on {moment:%d %B %Y}" if (moment := one.ended_at or one.sending_at) else ""
    return f"a newer statement, of the run {one.run}, was {CHANNELS[one.channel]}{when}"


def newer_statements(
    connection: sa.Connection, run: str, period: str, statements: dict[str, str], at: datetime
) -> dict[str, Delivery]:
    """Return the delivery of a newer statement for each member who had one (`statements`: sha256 by member)."""
    handed = [
        delivery_of(row)
        for row in connection.execute(
            sa.select(*COLUMNS)
            .where(deliveries.c.period == period, deliveries.c.run != run, deliveries.c.state.in_(HANDED))
            .order_by(deliveries.c.sending_at)
        )
    ]
    since, ids_of = ages(connection, {run, *(one.run for one in handed)}, at), same_member(connection)
    return {
        member_id: one
        for one in handed
        for member_id in ids_of(one.member_id)
        if member_id in statements and is_newer(one, run, statements[member_id], since)
    }
