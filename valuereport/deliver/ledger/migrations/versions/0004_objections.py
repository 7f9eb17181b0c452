"""Who objected to being scored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ledger_objection",
        sa.Column("id", sa.Integer, primary_key=True),
        *(_text(name) for name in ("member_id", "operator")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        *(_text(name) for name in ("lifted_by", "lifted_note")),
    )
    op.create_index("ledger_objection_member", "ledger_objection", ["member_id"])


def downgrade() -> None:
    """Take the table away again."""
    op.drop_table("ledger_objection")
