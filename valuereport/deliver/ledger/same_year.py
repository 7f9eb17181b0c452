"""One membership year under two dates: a renewal date that was corrected must not bring a second statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa

from valuereport.deliver.ledger.rows import COLUMNS, delivery_of, portions
from valuereport.deliver.ledger.schema import deliveries
from valuereport.model.delivery import CHANNELS, WAITING, Channel, Delivery, State

_HAD: Final[frozenset[State]] = frozenset({"sending", "sent", "uncertain"})
_SHARED: Final = 0.75
"""The share of the longer period's days that two periods have in common where they are one year."""


def is_same_year(one: str, other: str) -> bool:
    """Return whether two different periods, as the ledger writes them, are one year, dated otherwise."""
    days = _days(one), _days(other)
    if one == other or days[0] is None or days[1] is None:
        return False
    (start, end), (other_start, other_end) = days[0], days[1]
    shared = (min(end, other_end) - max(start, other_start)).days
    return shared >= _SHARED * max((end - start).days, (other_end - other_start).days)


def of_the_same_year(
    connection: sa.Connection, period: str, channel: Channel, members: Sequence[str]
) -> dict[str, list[Delivery]]:
    """Return each member's deliveries of the same year, dated otherwise, that arrived or wait.

    Nobody else changes them before this transaction ends.
    """
    found: dict[str, list[Delivery]] = {}
    periods = connection.execute(sa.select(deliveries.c.period).distinct()).scalars()
    others = [one for one in periods if is_same_year(period, one)]
    for some in portions(members) if others else ():
        query = (
            sa.select(*COLUMNS)
            .where(deliveries.c.period.in_(others), deliveries.c.channel == channel)
            .where(deliveries.c.member_id.in_(some), deliveries.c.state.in_([*_HAD, *WAITING]))
            .order_by(deliveries.c.period, deliveries.c.issue)
            .with_for_update()
        )
        for row in connection.execute(query):
            found.setdefault(row.member_id, []).append(delivery_of(row))
    return found


def reason_against(found: Collection[Delivery]) -> str:
    """Return why no second statement of the year may follow these deliveries, or nothing."""
    had = [one for one in found if one.state in _HAD]
    if not had:
        return ""
    one = had[-1]
    start, end = one.period.split("/")
    when = f" on {moment:%d %B %Y}" if (moment := one.ended_at or one.sending_at) else ""
    return f"the statement of this year, then dated {start} to {end}, was {CHANNELS[one.channel]}{when}"


def _days(period: str) -> tuple[date, date] | None:
    try:
        start, end = map(date.fromisoformat, period.split("/"))
    except ValueError:
        return None
    return start, end
