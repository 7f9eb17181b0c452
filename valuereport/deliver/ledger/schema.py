"""The ledger's tables as they stand today; how they came to be: migrations/."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from valuereport.model.delivery import STATES

REVISION: Final = "0001"
"""The newest migration: a ledger that says so needs nothing done to it."""

VERSION_TABLE: Final = "ledger_version"

metadata = sa.MetaData()


class Moment(sa.types.TypeDecorator[datetime]):
    """A time in UTC, for databases that keep a zone and for those that do not."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return what the driver takes: SQLite has no zones."""
        return value.replace(tzinfo=None) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the time with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


deliveries = sa.Table(
    "ledger_delivery",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _text("member_id"),
    _text("period"),
    _text("channel"),
    sa.Column("issue", sa.Integer, nullable=False),
    _text("reissue"),
    _text("run"),
    _text("file"),
    _text("sha256"),
    _text("address"),
    _text("state"),
    _text("reason"),
    _text("answer"),
    sa.Column("attempts", sa.Integer, nullable=False),
    _text("operator"),
    sa.Column("planned_at", Moment, nullable=False),
    sa.Column("sending_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("sender", sa.String(32)),  # who claimed it and has not recorded what came of it
    sa.UniqueConstraint("member_id", "period", "channel", "issue", name="ledger_delivery_once"),
    sa.CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="ledger_delivery_state"),
)
sa.Index("ledger_delivery_run", deliveries.c.run)
sa.Index("ledger_delivery_period", deliveries.c.period, deliveries.c.channel)
sa.Index("ledger_delivery_sender", deliveries.c.sender)

events = sa.Table(
    "ledger_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("delivery_id", sa.ForeignKey("ledger_delivery.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    _text("state"),
    _text("operator"),
    _text("answer"),
    _text("reason"),
)
sa.Index("ledger_event_delivery", events.c.delivery_id)

approvals = sa.Table(
    "ledger_approval",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("run"),
    _text("digest"),
    _text("operator"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("amends", sa.ForeignKey("ledger_approval.id")),  # the approval that this one stands in for
    _text("why"),
    _text("amended_by"),
    sa.Column("amended_at", Moment),
)
sa.Index("ledger_approval_digest", approvals.c.digest)

forgotten = sa.Table(
    "ledger_forgotten",
    metadata,
    sa.Column("pseudonym", sa.String(26), primary_key=True),
    _text("operator"),
    sa.Column("at", Moment, nullable=False),
)

salts = sa.Table("ledger_salt", metadata, sa.Column("salt", sa.String(64), primary_key=True))
