"""Who released which content for delivery; an approval holds for one digest, to the byte."""

from __future__ import annotations

import sqlalchemy as sa

from valuereport.deliver.ledger.rows import now
from valuereport.deliver.ledger.schema import approvals
from valuereport.model.delivery import Approval

_COLUMNS = (approvals.c.run, approvals.c.digest, approvals.c.operator, approvals.c.at)


def approve(connection: sa.Connection, run: str, digest: str, operator: str, why: str = "") -> Approval:
    """Write an approval, or return the one that holds already; `why`: in spite of what."""
    standing = standing_for(connection, digest)
    if standing is not None:
        return standing
    approval = Approval(run, digest, operator, now())
    values = {"run": run, "digest": digest, "operator": operator, "at": approval.at, "why": why, "amended_by": ""}
    connection.execute(sa.insert(approvals).values(values))
    return approval


def standing_for(connection: sa.Connection, digest: str) -> Approval | None:
    """Return the approval that holds for a content."""
    row = connection.execute(_standing(digest)).first()
    return None if row is None else Approval(row.run, row.digest, row.operator, row.at)


def of_run(connection: sa.Connection, run: str) -> tuple[Approval, ...]:
    """Return all approvals that a run has had, the oldest first, whether or not they still hold."""
    rows = connection.execute(sa.select(*_COLUMNS).where(approvals.c.run == run).order_by(approvals.c.id))
    return tuple(Approval(row.run, row.digest, row.operator, row.at) for row in rows)


def amend(connection: sa.Connection, old: str, new: str, why: str, operator: str) -> Approval | None:
    """Let an approval hold for changed content instead; None where the old content had none. Twice is as once."""
    row = connection.execute(_standing(old)).first()
    if row is None or old == new:
        return standing_for(connection, new)
    values = {"run": row.run, "digest": new, "operator": row.operator, "at": row.at, "amends": row.id, "why": why}
    connection.execute(sa.insert(approvals).values(**values, amended_by=operator, amended_at=now()))
    return Approval(row.run, new, row.operator, row.at)


def _standing(digest: str) -> sa.Select[tuple[object, ...]]:
    """Ask for the newest approval of a content that no other stands in for."""
    later = approvals.alias()
    replaced = sa.exists().where(later.c.amends == approvals.c.id)
    query = sa.select(approvals.c.id, *_COLUMNS).where(approvals.c.digest == digest, ~replaced)
    return query.order_by(approvals.c.id.desc()).limit(1)
