"""Opening the database behind a ledger: which kinds there are, and what makes a commit durable on each."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from valuereport.databases import database_url
from valuereport.errors import LedgerError
from valuereport.files import is_shared, make_private

_BEGIN: Final = "ledger_begin"  # an execution option: how a transaction of SQLite begins


def engine_for(url: str, wait: float) -> sa.Engine:
    """Return an engine that waits `wait` seconds for others. Raises LedgerError; nothing is opened yet."""
    try:
        parsed = database_url(url)
    except ValueError as error:
        raise LedgerError(
            "The ledger's address is no database URL; it looks like sqlite:////folder/ledger.db or"
            " postgresql://user:password@host/database (the environment variable VALUEREPORT_DATABASE_URL):"
            f" it is {error}"
        ) from None
    kind = "postgresql" if parsed.drivername == "postgres" else parsed.drivername.partition("+")[0]
    if kind == "sqlite":
        return _sqlite(parsed, wait)
    if kind == "postgresql":
        return _postgresql(parsed.set(drivername="postgresql+psycopg"), wait)
    raise LedgerError(f"A ledger is kept in SQLite or PostgreSQL; {kind} is not known. Give a URL of one of them")


def name_of(engine: sa.Engine) -> str:
    """Return how a ledger is called in messages: its file, or its server and database; never with a password."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return f"The ledger {url.database}"
    host = url.host or url.query.get("host") or "this machine"
    return f"The ledger in the database {url.database or url.username} on {host}"


def writing(engine: sa.Engine) -> sa.Engine:
    """Return the engine whose transactions write.

    One that read first and wrote later could not wait for another's: SQLite would say "locked" at once.
    """
    return engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def outside_of_transactions(engine: sa.Engine) -> sa.Engine:
    """Return the engine whose statements are each committed by themselves."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_BEGIN: ""})
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _sqlite(url: sa.URL, wait: float) -> sa.Engine:
    if not url.database or url.database.startswith((":", "file:")):
        raise LedgerError("A ledger has to outlive this command: name a file, as in sqlite:////folder/ledger.db")
    path = Path(url.database).resolve()  # two ways to one file share one lock folder
    if not path.parent.is_dir():
        raise LedgerError(f"The ledger {path} cannot be opened: there is no folder {path.parent}; make it first")
    url = sa.URL.create("sqlite+pysqlite", database=str(path))
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": wait})

    @sa.event.listens_for(engine, "do_connect")
    def close_to_others(*_: object) -> None:
        """See to it, before SQLite makes or opens the file, that no stranger reads it; the journal gets its rights."""
        with suppress(OSError):  # what cannot be made is said by SQLite; what is not ours, its owner has closed
            if not path.exists():
                path.touch(0o600)
                make_private(path)
            elif is_shared(path.parent):
                make_private(path)
            else:
                path.chmod(path.stat().st_mode & 0o600)  # as it was, or less: a copy may be read-only

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None  # transactions begin below, not where the driver thinks fit
        for pragma in ("foreign_keys = ON", "synchronous = EXTRA", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        how = connection.get_execution_options().get(_BEGIN, "BEGIN")
        if how:
            connection.exec_driver_sql(how)

    return engine


def _postgresql(url: sa.URL, wait: float) -> sa.Engine:
    if "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": "10"})
    try:
        engine = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True, isolation_level="READ COMMITTED")
    except ImportError:
        raise LedgerError(
            "The driver of PostgreSQL is not installed, so the ledger cannot be opened;"
            ' install it with: pip install "valuereport[postgresql]"'
        ) from None

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", (str(max(1, round(wait * 1000))),))
            # A commit that has returned is on disk, whatever the server's default is.
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false)"
                " WHERE current_setting('synchronous_commit') = 'off'"
            )
            # A machine that loses its power says no goodbye: its locks are freed within a minute and a half.
            for name, value in (("idle", 30), ("interval", 10), ("count", 6)):
                cursor.execute(f"SET tcp_keepalives_{name} = {value}")
        connection.commit()

    return engine
