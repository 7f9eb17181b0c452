"""Suppressed addresses, and how many members had opted out when a run was delivered."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "ledger_suppression",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text(name) for name in ("address", "reason", "note", "operator")),
        _moment("at"),
        _moment("lifted_at", nullable=True),
        *(_text(name) for name in ("lifted_by", "lifted_note")),
        sa.CheckConstraint(
            "reason IN ('unsubscribe', 'complaint', 'bounce', 'manual')", name="ledger_suppression_reason"
        ),
    )
    op.create_index("ledger_suppression_address", "ledger_suppression", ["address"])
    op.create_table(
        "ledger_opt_outs",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("run"),
        sa.Column("opt_outs", sa.Integer, nullable=False),
        sa.Column("members", sa.Integer, nullable=False),
        _moment("at"),
        *(_text(name) for name in ("operator", "accepted")),
    )


def downgrade() -> None:
    """Take the tables away again."""
    for table in ("ledger_opt_outs", "ledger_suppression"):
        op.drop_table(table)
