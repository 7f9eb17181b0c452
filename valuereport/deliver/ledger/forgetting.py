"""Forgetting a member: what tells who it was goes, the fact of each delivery stays."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from valuereport.deliver.ledger import alerts, aliases, objections, pushes, schema, suppressions
from valuereport.deliver.ledger.aliases import same_member
from valuereport.deliver.ledger.engine import outside_of_transactions
from valuereport.deliver.ledger.planning import FORGOTTEN
from valuereport.deliver.ledger.pseudonyms import is_pseudonym, pseudonym_of
from valuereport.deliver.ledger.rows import COLUMNS, Step, delivery_of, now, take
from valuereport.deliver.ledger.schema import approvals, deliveries, events, forgotten, opt_outs
from valuereport.errors import LedgerError
from valuereport.files import safe_name
from valuereport.model.delivery import WAITING

_NOTHING: Final = {"file": "", "address": "", "answer": "", "reason": "", "reissue": "", "sender": None}


def forget(connection: sa.Connection, member_id: str, operator: str, addresses: Collection[str] = ()) -> int:
    """Clear a member's rows, under all its ids, and remember the pseudonyms; return how many rows there were.

    `addresses`: the member's, besides those that were written to; a suppression of one of them stays in force. Raises
    LedgerError: being sent.
    """
    from sqlalchemy.dialects import postgresql, sqlite  # slow to import, and no other command needs both

    ids = [one for one in same_member(connection)(member_id) if not is_pseudonym(one)]
    query = sa.select(*COLUMNS).where(deliveries.c.member_id.in_(ids)).with_for_update()
    rows = [delivery_of(row) for row in connection.execute(query)]
    if any(row.state == "sending" for row in rows) or pushes.is_at_work(connection, ids):
        raise LedgerError(
            f"Member {member_id} cannot be forgotten yet: a statement is being handed over, or written to a system, at"
            " this moment. Wait until that command has ended, then forget again"
        )
    names = {one: pseudonym_of(connection, one) for one in ids}
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(forgotten)
    for member, name in names.items():
        values = {"pseudonym": name, "operator": operator, "at": now()}
        connection.execute(insert.values(values).on_conflict_do_nothing(index_elements=["pseudonym"]))
        mine = [row.id for row in rows if row.member_id == member]
        connection.execute(sa.update(deliveries).where(deliveries.c.id.in_(mine)).values(member_id=name, **_NOTHING))
        connection.execute(sa.update(events).where(events.c.delivery_id.in_(mine)).values(answer="", reason=""))
        _rename_runs(connection, member, name)
    steps = [Step(row.id, "skipped", "", FORGOTTEN, {}) for row in rows if row.state in WAITING]
    take(connection, steps, operator)
    alerts.forget(connection, ids)
    aliases.forget(connection, names)
    objections.forget(connection, names)
    pushes.forget(connection, names)
    suppressions.forget(connection, [*addresses, *(row.address for row in rows if row.channel == "email")])
    for member in names:
        _clear_mentions(connection, member)
    return len(rows)


def _clear_mentions(connection: sa.Connection, member_id: str) -> None:
    """Clear the reasons of other deliveries that name the member: shared addresses, other ids."""
    # Not wherever the id stands: a member may be called 30, and dates stay.
    before = "|".join(f"(?<={words})" for words in ("under the id ", "member is now ", "the address with ", ", "))
    word = re.compile(rf"(?:{before}){re.escape(member_id)}(?![A-Za-z0-9])")
    for table in (deliveries, events):
        query = sa.select(table.c.id, table.c.reason).where(table.c.reason.contains(member_id, autoescape=True))
        for row in connection.execute(query).all():
            if word.search(row.reason):
                reason = word.sub("a forgotten member", row.reason)
                connection.execute(sa.update(table).where(table.c.id == row.id).values(reason=reason))


def _rename_runs(connection: sa.Connection, member_id: str, name: str) -> None:
    """Call the runs otherwise that are called after the member, as a run of one statement is, and hold no other."""
    words = {member_id, safe_name(member_id)}
    whole = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, words))})(?![A-Za-z0-9])")
    tables = (deliveries, approvals, opt_outs, schema.pushes)
    columns = tuple(table.c.run for table in tables)
    runs = {
        run
        for column in columns
        for word in words
        for run in connection.execute(sa.select(column).where(column.contains(word, autoescape=True))).scalars()
        if whole.search(run)
    }
    for run in runs:
        others = sa.select(deliveries.c.id).where(deliveries.c.run == run, deliveries.c.member_id != name)
        if connection.execute(others.limit(1)).first() is None:
            for table, column in zip(tables, columns, strict=True):
                connection.execute(sa.update(table).where(column == run).values(run=whole.sub(name, run)))


def sweep(engine: sa.Engine) -> None:
    """Rewrite the tables, so that nothing of the old rows is left between the new ones; outside of transactions."""
    with outside_of_transactions(engine).connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("VACUUM")
        else:
            personal = (schema.aliases, schema.suppressions, schema.objections, schema.alerts, schema.pushes)
            names = [table.name for table in (deliveries, events, approvals, opt_outs, *personal)]
            connection.exec_driver_sql(f"VACUUM (FULL) {', '.join(names)}")
