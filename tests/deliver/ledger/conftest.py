"""Each test of the ledger runs on a new SQLite file and on a new schema of a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import Server, started
from valuereport.deliver.ledger import Ledger, open_ledger


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with started() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_schema()


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with open_ledger(url, "Ada") as opened:
        yield opened
