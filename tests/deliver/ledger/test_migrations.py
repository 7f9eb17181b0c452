"""A ledger's tables: made by the steps, and the same as the code believes; older, newer and strange databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import valuereport.deliver.ledger
from tests.deliver.ledger.given import planned
from valuereport.deliver.ledger import open_ledger
from valuereport.deliver.ledger.engine import engine_for, writing
from valuereport.deliver.ledger.schema import REVISION, VERSION_TABLE, metadata
from valuereport.errors import LedgerError


def change(url: str, statement: str) -> None:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute(statement)
    else:
        with psycopg.connect(url) as connection:
            connection.execute(statement)


def test_the_steps_make_the_tables_that_the_code_believes_in(url: str) -> None:
    with open_ledger(url, "Ada"):
        pass
    engine = engine_for(url, 1)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
        checks = sa.inspect(connection).get_check_constraints("ledger_delivery")
        assert [check["name"] for check in checks] == ["ledger_delivery_state"]
    engine.dispose()


def test_the_newest_step_is_the_one_the_code_expects() -> None:
    folder = Path(valuereport.deliver.ledger.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == REVISION


def test_a_ledger_without_suppressions_is_given_the_tables_and_keeps_all_it_knows(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        delivery = planned(ledger)
    for table in ("ledger_suppression", "ledger_opt_outs", "ledger_objection", "ledger_alert", "ledger_push"):
        change(url, f"DROP TABLE {table}")
    change(url, "UPDATE ledger_version SET version_num = '0002'")
    with open_ledger(url, "Ada") as ledger:
        assert ledger.deliveries() == (delivery,)
        assert ledger.suppressions() == ()
        assert len(ledger.suppress([delivery.address], "manual", "")) == 1


def test_a_ledger_of_the_first_version_is_renewed_and_gets_an_identity(url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(valuereport.deliver.ledger.__file__).parent / "migrations"))
    engine = engine_for(url, 1)
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        salt = connection.execute(sa.text("SELECT salt FROM ledger_salt")).scalar()
    engine.dispose()
    with open_ledger(url, "Ada") as ledger:
        identity = ledger.identity()
        assert len(identity) == 32
        delivery = planned(ledger)
    with open_ledger(url, "Ben") as ledger:
        assert (ledger.identity(), ledger.deliveries()) == (identity, (delivery,))
    engine = engine_for(url, 1)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT salt FROM ledger_salt")).scalar() == salt
    engine.dispose()


def test_a_newer_ledger_is_left_alone(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        delivery = planned(ledger)
    change(url, "UPDATE ledger_version SET version_num = '9999'")
    newer = pytest.raises(LedgerError, match=r"newer version of valuereport .*9999.* install that version")
    with newer, open_ledger(url, "Ada"):
        pass
    change(url, f"UPDATE ledger_version SET version_num = '{REVISION}'")  # noqa: S608 - a constant
    with open_ledger(url, "Ada") as ledger:
        assert ledger.deliveries() == (delivery,)


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    change(url, "CREATE TABLE deals (member text)")
    before = (tmp_path / "crm.db").read_bytes()
    with pytest.raises(LedgerError, match="database of something else"), open_ledger(url, "Ada"):
        pass
    assert (tmp_path / "crm.db").read_bytes() == before


def test_what_is_not_allowed_cannot_be_written_by_other_hands(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        planned(ledger)
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        change(url, "UPDATE ledger_delivery SET state = 'perhaps'")
    columns = ", ".join(column.name for column in metadata.tables["ledger_delivery"].columns if column.name != "id")
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        change(url, f"INSERT INTO ledger_delivery (id, {columns}) SELECT 'x', {columns} FROM ledger_delivery")  # noqa: S608
