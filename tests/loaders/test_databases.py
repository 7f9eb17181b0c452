# ruff: noqa: DTZ001 - dates are local wall time throughout
"""SQL: SQLite and a real PostgreSQL server; the password of a database is never shown."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.loaders.exports import history, load_it, only_problem, tally
from tests.postgresql import started
from valuereport.errors import SettingsError, SourceError
from valuereport.model.history import Loaded

COLUMNS = """
[source.columns]
member = "member"
activity = "kind"
date = "at"
amount = "worth"
"""
CREATE = "CREATE TABLE deals (member text, kind text, at timestamp, worth numeric(10, 2))"
INSERT = (
    "INSERT INTO deals VALUES ('M1', 'deal: won', '2026-03-04 09:30:00', 1250.50),"
    " ('M2', 'deal', '2026-03-05 10:00:00', NULL), ('M3', 'deal', '2026-03-06 10:00:00', -1)"
)
QUERY = "SELECT member, kind, at, worth, '100%' AS share FROM deals WHERE kind LIKE 'deal%' ORDER BY member"


def load_query(folder: Path, database: str, query: str = QUERY) -> Loaded:
    return load_it(folder, f'format = "sql"\ndatabase = "{database}"\nquery = """{query}"""', COLUMNS)


def assert_the_deals(loaded: Loaded) -> None:
    frame = history(loaded)
    assert frame["member"].tolist() == ["M1", "M2"]
    assert frame["activity"].tolist() == ["deal: won", "deal"]
    assert frame["date"].tolist() == [datetime(2026, 3, 4, 9, 30), datetime(2026, 3, 5, 10)]
    assert frame["amount"].tolist()[0] == 1250.5
    assert frame["row"].tolist() == [1, 2]
    assert set(frame["file"]) == {"it: query"}
    problem = only_problem(loaded)
    assert (problem.file, problem.row, problem.column, problem.reason) == ("it: query", 3, "worth", "a negative number")
    assert tally(loaded).read == 3


@pytest.fixture
def sqlite(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "crm.db")) as connection, connection:
        connection.execute(CREATE)
        connection.execute(INSERT)
    return tmp_path


def test_sqlite_beside_the_settings(sqlite: Path) -> None:
    assert_the_deals(load_query(sqlite, "sqlite:///crm.db"))


def test_the_digest_is_of_the_query_and_what_it_gave(sqlite: Path) -> None:
    def digest(query: str) -> str:
        return load_query(sqlite, "sqlite:///crm.db", query).inputs["it: query"]

    before = digest(QUERY)
    assert before == digest(QUERY)
    assert before != digest(QUERY.replace("ORDER BY", "ORDER  BY"))
    with closing(sqlite3.connect(sqlite / "crm.db")) as connection, connection:
        connection.execute("UPDATE deals SET worth = 7 WHERE member = 'M2'")
    assert before != digest(QUERY)


def test_a_database_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"source it: none\.db: no such database file"):
        load_query(tmp_path, "sqlite:///none.db")
    assert not (tmp_path / "none.db").exists()


def test_what_the_database_says_comes_on_one_line(sqlite: Path) -> None:
    with pytest.raises(SourceError, match="source it: the database says: no such table: absent") as caught:
        load_query(sqlite, "sqlite:///crm.db", "SELECT * FROM absent")
    assert "\n" not in str(caught.value)


def test_a_query_changes_absent(sqlite: Path) -> None:
    with pytest.raises(SourceError):
        load_query(sqlite, "sqlite:///crm.db", "DELETE FROM deals")
    assert_the_deals(load_query(sqlite, "sqlite:///crm.db"))


def test_a_missing_column_lists_those_that_exist(sqlite: Path) -> None:
    with pytest.raises(SourceError, match='it: query: no columns "at", "worth"; the columns are: member, kind'):
        load_query(sqlite, "sqlite:///crm.db", "SELECT member, kind FROM deals")


def test_a_url_from_the_environment(sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_DATABASE", f"sqlite:///{sqlite / 'crm.db'}")
    assert_the_deals(load_query(sqlite, "$CRM_DATABASE"))


@pytest.mark.parametrize(
    ("database", "value", "words"),
    [
        ("$CRM_DATABASE", None, "CRM_DATABASE, which is not set"),
        ("$CRM_DATABASE", "s3cret", "CRM_DATABASE, which holds no URL"),
        ("postgresql://me:s3cret@localhost/crm", None, "a URL with a password"),
        ("postgresql://localhost/crm?password=s3cret", None, "a URL with a password"),
        ("s3cret", None, "no URL"),
    ],
)
def test_a_wrong_database_is_a_wrong_setting_and_shows_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str, value: str | None, words: str
) -> None:
    monkeypatch.delenv("CRM_DATABASE", raising=False)
    if value is not None:
        monkeypatch.setenv("CRM_DATABASE", value)
    with pytest.raises(SettingsError) as caught:
        load_query(tmp_path, database)
    assert words in str(caught.value)
    assert "source.it.database" in str(caught.value)
    assert "s3cret" not in str(caught.value)


PASSWORDS = [
    "Geheim@7",
    "Geh@Geheim",
    "Geheim:7",
    "Geheim/7",
    "Geheim?x",
    "Geheim#7",
    "@Geheim",
    "Geh:Geheim@x:1",
    "Geheim%zz",
]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:{}@127.0.0.1:1/crm",
        "postgresql+psycopg://me:{}@127.0.0.1:port/crm",
        "postgresql://me:{}@host.invalid/crm",
        "postgresql://me@127.0.0.1:1/crm?password={}",
        "nosuch://me:{}@127.0.0.1/crm",
        "mysql+nosuch://me:{}@127.0.0.1/crm",
        "sqlite://me:{}@127.0.0.1/crm",
        "me:{}@127.0.0.1/crm",
    ],
)
def test_no_part_of_a_password_is_shown_whatever_signs_are_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, password: str
) -> None:
    monkeypatch.setenv("CRM_DATABASE", url.format(password))
    for database in ("$CRM_DATABASE", url.format(password)):
        with pytest.raises((SettingsError, SourceError)) as caught:
            load_query(tmp_path, database)
        assert "Geheim" not in str(caught.value)
        assert len(str(caught.value).splitlines()) == 1


def test_a_kind_of_database_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such kind of database: nosuch"):
        load_query(tmp_path, "nosuch://localhost/crm")


def test_a_server_that_does_not_answer_and_a_password_that_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:  # bound and not listening: connections are refused
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("CRM_DATABASE", f"postgresql+psycopg://me:s3cret@127.0.0.1:{taken.getsockname()[1]}/crm")
        with pytest.raises(SourceError, match="the database says: ") as caught:
            load_query(tmp_path, "$CRM_DATABASE")
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """Yield a real database's SQLAlchemy URL."""
    with started() as server:
        yield server.new_database().replace("postgresql://", "postgresql+psycopg://")


def test_postgresql(tmp_path: Path, postgresql: str) -> None:
    with psycopg.connect(postgresql.replace("+psycopg", "")) as connection:
        connection.execute(CREATE)
        connection.execute(INSERT)
    assert_the_deals(load_query(tmp_path, postgresql))
    with pytest.raises(SourceError, match='the database says: relation "absent" does not exist'):
        load_query(tmp_path, postgresql, "SELECT * FROM absent")
    with pytest.raises(SourceError):
        load_query(tmp_path, postgresql, "DELETE FROM deals")
    assert_the_deals(load_query(tmp_path, postgresql))
