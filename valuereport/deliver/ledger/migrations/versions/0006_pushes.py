"""What was written into contacts of other systems."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STATES = ("planned", "writing", "done", "failed", "uncertain", "skipped", "undoing", "undone")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the table: a run writes to a member's contact in a system once, and again in the same row."""
    op.create_table(
        "ledger_push",
        sa.Column("id", sa.String(32), primary_key=True),
        *(_text(name) for name in ("connection", "run", "member_id", "contact", "written", "state", "reason")),
        sa.Column("attempts", sa.Integer, nullable=False),
        _text("operator"),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("sender", sa.String(32)),
        sa.UniqueConstraint("connection", "run", "member_id", name="ledger_push_once"),
        sa.CheckConstraint(f"state IN ({', '.join(map(repr, _STATES))})", name="ledger_push_state"),
    )
    op.create_index("ledger_push_member", "ledger_push", ["member_id"])


def downgrade() -> None:
    """Take the table away again."""
    op.drop_table("ledger_push")
