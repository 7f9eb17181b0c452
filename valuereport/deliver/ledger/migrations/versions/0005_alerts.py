"""Alerts, and what people did about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the table; of one rule and subject one alert at most is not done, and no number is ever given twice."""
    op.create_table(
        "ledger_alert",
        sa.Column("number", sa.Integer, primary_key=True),
        *(_text(name) for name in ("rule", "about", "subject", "state")),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("raised_on", "last_seen_on")),
        sa.Column("cleared_on", sa.Date),
        sa.Column("evaluated_on", sa.Date, nullable=False),
        sa.Column("snoozed_until", sa.Date),
        *(_text(name) for name in ("operator", "note")),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        *(_text(name) for name in ("threshold", "reason", "owner")),
        sa.Column("due", sa.Date, nullable=False),
        sa.CheckConstraint("state IN ('open', 'snoozed', 'done')", name="ledger_alert_state"),
        sqlite_autoincrement=True,
    )
    stands = sa.text("state <> 'done'")
    op.create_index(
        "ledger_alert_once",
        "ledger_alert",
        ["rule", "about", "subject"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def downgrade() -> None:
    """Take the table away again."""
    op.drop_table("ledger_alert")
