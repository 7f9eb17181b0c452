"""What a ledger is known by, and the former ids of members."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the tables, and this ledger's identity: every ledger gets one of its own, so that no other passes for it."""
    identity = op.create_table(
        "ledger_identity",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.bulk_insert(identity, [{"id": secrets.token_hex(16), "at": datetime.now(UTC)}])
    op.create_table(
        "ledger_alias",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text(name) for name in ("old_id", "new_id", "since", "source", "operator")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ledger_alias_old_id", "ledger_alias", ["old_id"])


def downgrade() -> None:
    """Take the tables away again."""
    op.drop_table("ledger_alias")
    op.drop_table("ledger_identity")
