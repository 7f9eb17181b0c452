"""Alembic's way in: runs the steps on the connection that `migrate.py` gives, in its transaction."""

from __future__ import annotations

from alembic import context

from valuereport.deliver.ledger.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,  # SQLite's too: its transaction is begun by hand (engine.py)
)
with context.begin_transaction():
    context.run_migrations()
