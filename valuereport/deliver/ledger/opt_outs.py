"""How many members had opted out whenever something was delivered: what a later sending is held against."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

import sqlalchemy as sa

from valuereport.deliver.ledger.rows import now
from valuereport.deliver.ledger.schema import opt_outs
from valuereport.model.suppression import OptOuts

_COLUMNS: Final = tuple(opt_outs.c[one.name] for one in fields(OptOuts))


def record(connection: sa.Connection, counted: OptOuts, operator: str) -> None:
    """Write what was counted as a run began to be delivered."""
    values = {"run": counted.run, "opt_outs": counted.opt_outs, "members": counted.members}
    connection.execute(sa.insert(opt_outs).values(**values, at=now(), operator=operator, accepted=counted.accepted))


def all_of(connection: sa.Connection) -> tuple[OptOuts, ...]:
    """Return what was counted each time, the oldest first."""
    rows = connection.execute(sa.select(*_COLUMNS).order_by(opt_outs.c.id))
    return tuple(OptOuts(**row._mapping) for row in rows)
