"""Databases: a query over an SQLAlchemy URL; rows are numbered from 1. Nothing is committed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np

from valuereport.databases import database_url
from valuereport.errors import SettingsError, SourceError, ValuereportError
from valuereport.loaders.cells import as_cells
from valuereport.loaders.columnar import positions
from valuereport.loaders.raw import Raw, check_rows
from valuereport.settings import Settings, Source

if TYPE_CHECKING:  # slow to import, and few workspaces have a database
    import sqlalchemy as sa

_SECONDS = 30  # to wait for a server that does not answer
_ROWS_AT_ONCE = 10_000
_ALLOWED = "an SQLAlchemy URL without a password, or $NAME of an environment variable that holds a whole one"


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the rows of the query of a source. Raises SettingsError and SourceError, never with a password."""
    import sqlalchemy as sa

    url = _url(source, settings)
    file = f"{source.name}: query"
    try:
        timeout = {"connect_timeout": _SECONDS} if url.get_backend_name() == "postgresql" else {}
        engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=timeout)
        with engine.connect() as connection:
            # The rows of a SELECT are streamed; for any other statement the driver fetches all rows at once.
            is_select = source.query.lstrip()[:6].lower() == "select"
            prepared = connection.execution_options(no_parameters=True, stream_results=is_select)
            result = prepared.exec_driver_sql(source.query)
            names = list(result.keys())
            rows = _rows(source, file, result, settings)
    except (ValuereportError, MemoryError):
        raise
    except Exception as error:  # drivers raise errors of many kinds, with the URL in the message
        raise SourceError(f"source {source.name}: {_message(error, url)}") from None
    as_read, found = positions(source, file, names)
    columns = {name: as_cells([row[at] for row in rows]) for name, at in found.items()}
    numbers = np.arange(1, len(rows) + 1, dtype=np.int64)
    yield Raw(as_read, file, _digest(source.query, rows), columns, {}, numbers, 0, 0, ())


def _rows(source: Source, file: str, result: sa.CursorResult[Any], settings: Settings) -> list[sa.Row[Any]]:
    """Return the rows of a query. Raises SourceError where they are more than the limits allow."""
    most = settings.workspace.limits.unpacked_bytes
    rows: list[sa.Row[Any]] = []
    unpacked = 0
    while some := result.fetchmany(_ROWS_AT_ONCE):
        rows += some
        check_rows(source, file, len(rows), settings)
        unpacked += sum(len(cell) for row in some for cell in row if isinstance(cell, (str, bytes)))
        if unpacked > most:
            reason = f"gives more than the {most:,} bytes that limits.unpacked_bytes allows"
            raise SourceError(f"source {source.name}: the query {reason}")
    return rows


def _digest(query: str, rows: Sequence[Sequence[Any]]) -> str:
    """Return the SHA-256 of a query and its rows."""
    found = hashlib.sha256(query.encode())
    for row in rows:
        found.update(repr(tuple(row)).encode("utf-8", "backslashreplace"))
    return found.hexdigest()


def _url(source: Source, settings: Settings) -> sa.URL:
    key = f"source.{source.name}.database"
    text = source.database
    named = text.startswith("$")
    if named:
        text = os.environ.get(text[1:], "")
        if not text:
            raise SettingsError(str(settings.path), key, f"{source.database}, which is not set", _ALLOWED)
    try:
        url = database_url(text)
    except ValueError as error:
        found = f"{source.database}, which holds {error}" if named else str(error)
        raise SettingsError(str(settings.path), key, found, _ALLOWED) from None
    if not named and (url.password or "password" in url.query):
        raise SettingsError(str(settings.path), key, "a URL with a password", _ALLOWED)
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:")):
        path = settings.folder / url.database
        if not path.is_file():  # SQLite would create an empty one
            raise SourceError(f"source {source.name}: {Path(url.database).as_posix()}: no such database file")
        return url.set(database=str(path))
    return url


def _message(error: Exception, url: sa.URL) -> str:
    """Return the message of the database on one line, without secrets."""
    import sqlalchemy as sa

    if isinstance(error, sa.exc.NoSuchModuleError):
        return f"no such kind of database: {url.drivername}"
    if isinstance(error, ImportError):
        return (
            f'the driver of {url.drivername} is not installed; PostgreSQL needs pip install "valuereport[postgresql]"'
        )
    message = " ".join(str(getattr(error, "orig", None) or error).split())
    secrets = [str(url.password or ""), *(str(value) for name, value in url.query.items() if "password" in name)]
    for secret in filter(None, secrets):
        for form in (secret, quote(secret, safe=""), repr(secret)[1:-1]):
            message = message.replace(form, "***")
    return f"the database says: {message}"
