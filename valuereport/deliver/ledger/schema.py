"""The ledger's tables as they stand today; how they came to be: migrations/."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from valuereport.model.alert import ALERT_STATES
from valuereport.model.delivery import STATES
from valuereport.model.push import PUSH_STATES
from valuereport.model.suppression import REASONS

REVISION: Final = "0006"
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


class Words(sa.types.TypeDecorator[str]):
    """A text from outside (a server's answer, a person's note): whatever is in it, it can be written."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Return the text without what no database takes: halves of characters, and the character nought."""
        return value if value is None else value.encode("utf-8", "replace").decode().replace("\0", "?")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, Words, nullable=False)


deliveries = sa.Table(
    "ledger_delivery",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _text("member_id"),
    _text("period"),
    _text("channel"),
    sa.Column("issue", sa.Integer, nullable=False),
    _words("reissue"),
    _text("run"),
    _text("file"),
    _text("sha256"),
    _words("address"),
    _text("state"),
    _words("reason"),
    _words("answer"),
    sa.Column("attempts", sa.Integer, nullable=False),
    _words("operator"),
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
    _words("operator"),
    _words("answer"),
    _words("reason"),
)
sa.Index("ledger_event_delivery", events.c.delivery_id)

approvals = sa.Table(
    "ledger_approval",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("run"),
    _text("digest"),
    _words("operator"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("amends", sa.ForeignKey("ledger_approval.id")),  # the approval that this one stands in for
    _words("why"),
    _words("amended_by"),
    sa.Column("amended_at", Moment),
)
sa.Index("ledger_approval_digest", approvals.c.digest)

forgotten = sa.Table(
    "ledger_forgotten",
    metadata,
    sa.Column("pseudonym", sa.String(26), primary_key=True),
    _words("operator"),
    sa.Column("at", Moment, nullable=False),
)

salts = sa.Table("ledger_salt", metadata, sa.Column("salt", sa.String(64), primary_key=True))

identities = sa.Table(
    "ledger_identity",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),  # by which runs know their ledger again
    sa.Column("at", Moment, nullable=False),
)

aliases = sa.Table(
    "ledger_alias",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("old_id"),
    _text("new_id"),
    _text("since"),  # as it was stated: a day, or nothing
    _words("source"),
    _words("operator"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("ended_at", Moment),  # when the old id was another's, or a member of its own, again
)
sa.Index("ledger_alias_old_id", aliases.c.old_id)
suppressions = sa.Table(
    "ledger_suppression",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _words("address"),
    _text("reason"),
    _words("note"),
    _words("operator"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("lifted_at", Moment),
    _words("lifted_by"),
    _words("lifted_note"),
    sa.CheckConstraint(f"reason IN ({', '.join(map(repr, REASONS))})", name="ledger_suppression_reason"),
)
sa.Index("ledger_suppression_address", suppressions.c.address)

opt_outs = sa.Table(
    "ledger_opt_outs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("run"),
    sa.Column("opt_outs", sa.Integer, nullable=False),
    sa.Column("members", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    _words("operator"),
    _words("accepted"),
)

objections = sa.Table(
    "ledger_objection",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _text("member_id"),  # a pseudonym once the member was forgotten
    _words("operator"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("lifted_at", Moment),
    _words("lifted_by"),
    _words("lifted_note"),
)
sa.Index("ledger_objection_member", objections.c.member_id)

alerts = sa.Table(
    "ledger_alert",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),  # never given twice, not even after a row was erased
    _text("rule"),
    _text("about"),
    _text("subject"),  # a node's id, or a member's
    _text("state"),
    sa.Column("raised_on", sa.Date, nullable=False),
    sa.Column("last_seen_on", sa.Date, nullable=False),
    sa.Column("cleared_on", sa.Date),
    sa.Column("evaluated_on", sa.Date, nullable=False),
    sa.Column("snoozed_until", sa.Date),
    _words("operator"),
    _words("note"),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("value", sa.Float, nullable=False),
    _text("threshold"),
    _words("reason"),
    _words("owner"),
    sa.Column("due", sa.Date, nullable=False),
    sa.CheckConstraint(f"state IN ({', '.join(map(repr, ALERT_STATES))})", name="ledger_alert_state"),
    sqlite_autoincrement=True,
)
_STANDS: Final = sa.text("state <> 'done'")
sa.Index(
    "ledger_alert_once",
    *(alerts.c[name] for name in ("rule", "about", "subject")),
    unique=True,
    sqlite_where=_STANDS,
    postgresql_where=_STANDS,
)

pushes = sa.Table(
    "ledger_push",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _text("connection"),
    _text("run"),
    _text("member_id"),
    _text("contact"),
    _words("written"),  # JSON: [[field, before, ours], ...]
    _text("state"),
    _words("reason"),
    sa.Column("attempts", sa.Integer, nullable=False),
    _words("operator"),
    sa.Column("planned_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("sender", sa.String(32)),  # who is writing it
    sa.UniqueConstraint("connection", "run", "member_id", name="ledger_push_once"),
    sa.CheckConstraint(f"state IN ({', '.join(map(repr, PUSH_STATES))})", name="ledger_push_state"),
)
sa.Index("ledger_push_member", pushes.c.member_id)
