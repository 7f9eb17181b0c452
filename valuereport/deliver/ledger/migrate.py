"""Brings a ledger to today's tables: on one connection, in its transaction, so that a power cut leaves old or new."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from valuereport.deliver.ledger.schema import REVISION, VERSION_TABLE
from valuereport.errors import LedgerError

_STEPS = Path(__file__).parent / "migrations"


def revision(connection: sa.Connection) -> str:
    """Return which migration a database has come to; empty where it is no ledger yet."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return ""
    found = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
    return str(found or "")


def migrate(connection: sa.Connection, name: str) -> None:
    """Make or renew the tables; the caller holds the database's write lock. Raises LedgerError: newer than we are."""
    found = revision(connection)
    if found == REVISION:
        return
    if not found and connection.dialect.name == "sqlite" and sa.inspect(connection).get_table_names():
        raise LedgerError(f"{name} is a database of something else, not a ledger; name another file for the ledger")
    from alembic import command  # a ledger of today waits for no import
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    if found and found not in {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}:
        raise LedgerError(
            f"{name} was written by a newer version of valuereport (its tables are of revision {found}, this version"
            f" knows {REVISION}); install that version here. Nothing was changed"
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
