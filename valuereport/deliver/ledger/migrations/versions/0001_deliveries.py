"""Deliveries with their history, approvals, and who was forgotten."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the tables, and the salt of this ledger's pseudonyms."""
    op.create_table(
        "ledger_delivery",
        sa.Column("id", sa.String(32), primary_key=True),
        *(_text(name) for name in ("member_id", "period", "channel")),
        sa.Column("issue", sa.Integer, nullable=False),
        *(_text(name) for name in ("reissue", "run", "file", "sha256", "address", "state", "reason", "answer")),
        sa.Column("attempts", sa.Integer, nullable=False),
        _text("operator"),
        _moment("planned_at"),
        _moment("sending_at", nullable=True),
        _moment("ended_at", nullable=True),
        sa.Column("sender", sa.String(32)),
        sa.UniqueConstraint("member_id", "period", "channel", "issue", name="ledger_delivery_once"),
        sa.CheckConstraint(
            "state IN ('planned', 'sending', 'sent', 'bounced', 'rejected', 'failed', 'uncertain', 'skipped')",
            name="ledger_delivery_state",
        ),
    )
    op.create_index("ledger_delivery_run", "ledger_delivery", ["run"])
    op.create_index("ledger_delivery_period", "ledger_delivery", ["period", "channel"])
    op.create_index("ledger_delivery_sender", "ledger_delivery", ["sender"])
    op.create_table(
        "ledger_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("delivery_id", sa.String(32), sa.ForeignKey("ledger_delivery.id"), nullable=False),
        _moment("at"),
        *(_text(name) for name in ("state", "operator", "answer", "reason")),
    )
    op.create_index("ledger_event_delivery", "ledger_event", ["delivery_id"])
    op.create_table(
        "ledger_approval",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text(name) for name in ("run", "digest", "operator")),
        _moment("at"),
        sa.Column("amends", sa.Integer, sa.ForeignKey("ledger_approval.id")),
        *(_text(name) for name in ("why", "amended_by")),
        _moment("amended_at", nullable=True),
    )
    op.create_index("ledger_approval_digest", "ledger_approval", ["digest"])
    op.create_table(
        "ledger_forgotten",
        sa.Column("pseudonym", sa.String(26), primary_key=True),
        _text("operator"),
        _moment("at"),
    )
    salt = op.create_table("ledger_salt", sa.Column("salt", sa.String(64), primary_key=True))
    op.bulk_insert(salt, [{"salt": secrets.token_hex(32)}])


def downgrade() -> None:
    """Take the tables away again."""
    for table in ("ledger_salt", "ledger_forgotten", "ledger_approval", "ledger_event", "ledger_delivery"):
        op.drop_table(table)
