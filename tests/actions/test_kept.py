"""A process that lives long reads the exports once, and again as soon as anything that they are made of changes."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests.actions.test_correct import FEES, HISTORY, MEMBERS
from tests.workspaces import edited, worked_example
from valuereport.actions.calculated import calculated, kept_until_asked, read_again
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.explain import explain
from valuereport.actions.find import FindRequest, find
from valuereport.actions.kept import Kept
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.errors import RunError, SourceError

QUERY = "select * from crm"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return worked_example(tmp_path, members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES)


@pytest.fixture
def open_again(path: Path) -> Callable[[], Workspace]:
    """Return what each question of a desk begins with."""
    kept = Kept()
    return lambda: replace(open_workspace(path), kept=kept)


def test_nothing_is_read_again_before_something_changes(path: Path, open_again: Callable[[], Workspace]) -> None:
    first = calculated(open_again())
    assert calculated(open_again()) is first
    assert explain(open_again(), "W1") == explain(open_workspace(path), "W1")
    assert find(open_again(), FindRequest("doyle")) == find(open_workspace(path), FindRequest("doyle"))
    assert calculated(open_again()) is first


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("members.csv", "Ann Able", "Ann Abel"),  # no size tells of it
        ("history.csv", "2026-03-01,Fire", "2026-04-01,Fire"),
        ("valuereport.toml", "Guild of Examples", "Guild of Samples"),
        ("assumptions.toml", 'source = "', 'source = "Another '),
    ],
)
def test_a_change_of_any_file_is_seen(
    open_again: Callable[[], Workspace], path: Path, file: str, old: str, new: str
) -> None:
    first = calculated(open_again())
    edited(path.parent / file, old, new)
    assert calculated(open_again()) is not first


def test_files_that_appear_and_disappear_are_seen(path: Path, open_again: Callable[[], Workspace]) -> None:
    edited(path, 'file = "history.csv"', 'file = "hist*.csv"')
    assert explain(open_again(), "W1").valuation.engagements == 1
    more = path.parent / "history-2.csv"
    more.write_text(HISTORY.replace("r1", "r9").replace("2026-03-01", "2026-05-01"), encoding="utf-8")
    assert explain(open_again(), "W1").valuation.engagements == 2
    more.unlink()
    assert explain(open_again(), "W1").valuation.engagements == 1
    signed = "member,what,amount,activity,date,quantity,title,reference,field,value,was,by,on,why\n"
    (path.parent / "corrections.csv").write_text(
        f"{signed}W1,engagement,,cpd-webinar,2026-06-01,1,Roofs,,,,,Ann,2026-06-02,rang us\n", encoding="utf-8"
    )
    assert explain(open_again(), "W1").valuation.engagements == 2


def test_an_export_that_cannot_be_read_is_no_old_answer(path: Path, open_again: Callable[[], Workspace]) -> None:
    assert explain(open_again(), "W1")
    before = (path.parent / "history.csv").read_bytes()
    (path.parent / "history.csv").write_bytes(b"")
    with pytest.raises(SourceError, match="the file is empty"):
        explain(open_again(), "W1")
    (path.parent / "history.csv").write_bytes(before)
    assert explain(open_again(), "W1")


def test_a_database_is_read_again_when_somebody_asks_and_before_mail_leaves(
    path: Path, open_again: Callable[[], Workspace]
) -> None:
    assert not kept_until_asked(open_again())
    edited(
        path,
        'format = "csv"\nfile = "members.csv"',
        f'format = "sql"\ndatabase = "sqlite:///crm.db"\nquery = "{QUERY}"',
    )
    with closing(sqlite3.connect(path.parent / "crm.db")) as crm:
        pd.read_csv(path.parent / "members.csv").to_sql("crm", crm, index=False)
        crm.commit()
        first = calculated(open_again())
        assert kept_until_asked(open_again())
        crm.execute("update crm set Name = 'Ann Baker' where Member = 'W1'")
        crm.commit()
    assert calculated(open_again()) is first
    old = replace(first, read=replace(first.read, at=first.read.at - timedelta(minutes=2)))
    for valued, name in ((first, "Ann Able"), (old, "Ann Baker")):
        found = Recipients(open_again().settings, None, valued).find("W1")
        assert found
        assert found.name == name
    read_again(open_again())
    assert calculated(open_again()).roster[0].name == "Ann Baker"


def test_one_thread_reads_and_the_others_wait() -> None:
    kept, made = Kept(), []

    def make() -> object:
        made.append(threading.get_ident())
        time.sleep(0.05)
        return object()

    with ThreadPoolExecutor(8) as pool:
        found = [one.result() for one in [pool.submit(kept.get, "members", 1, make) for _ in range(40)]]
    assert len(made) == 1
    assert len(set(map(id, found))) == 1


def test_what_is_forgotten_while_it_is_made_is_made_again() -> None:
    kept = Kept()

    def make() -> int:
        kept.clear()
        return 1

    assert kept.get("members", 1, make) == 1
    assert kept.get("members", 1, lambda: 2) == 2


def test_no_error_is_kept() -> None:
    kept = Kept()

    def fail() -> int:
        raise RunError("once")

    with pytest.raises(RunError):
        kept.get("members", 1, fail)
    assert kept.get("members", 1, lambda: 3) == 3
