"""A forgotten member: the facts stay, and nothing is left that tells who it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.deliver.ledger.given import PERIOD, claimed, counts, states, wanted
from tests.postgresql import Server
from valuereport.deliver.ledger import Ledger, open_ledger
from valuereport.errors import LedgerError
from valuereport.model.delivery import Wanted

SECRETS = ("MEMBER-4711", "grace.hopper@navy.example", "Grace Hopper", "grace-4711.pdf")
GRACE = Wanted("MEMBER-4711", "spring", "statements/grace-4711.pdf", "8d969e", "grace.hopper@navy.example")


def sent_to_grace(ledger: Ledger) -> None:
    """Four issues with every text that a person or a server may have put a name into, among other members."""
    ledger.plan(PERIOD, "email", [wanted(f"M{number}") for number in range(40)])
    for round_ in range(4):
        reissue = f"Grace Hopper asked, {round_}" if round_ else ""
        (delivery,) = ledger.plan(PERIOD, "email", [GRACE], reissue)
        ledger.claim(delivery.id)
        ledger.record(delivery.id, "planned", answer="450 <grace.hopper@navy.example> later", reason="Grace Hopper")
        ledger.claim(delivery.id)
        ledger.record(delivery.id, "sent", answer="250 ok <grace.hopper@navy.example>")
        ledger.resolve(delivery.id, "bounced", "Grace Hopper has moved")
    ledger.plan(PERIOD, "print", [replace(GRACE, reason="Grace Hopper wants no post")])
    ledger.plan("2027-01-01/2028-01-01", "email", [replace(GRACE, run="2027-MEMBER-4711-2")])  # made for her alone
    ledger.approve("2027-MEMBER-4711-2", "d1")


def everything(url: str) -> bytes:
    """Return the whole database as text, and what its files hold besides."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        with closing(sqlite3.connect(path)) as connection:
            text = "\n".join(connection.iterdump()).encode()
        return text + b"".join(file.read_bytes() for file in path.parent.rglob("*") if file.is_file())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        tables = [row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE tablename ~ '^ledger_'")]
        text = "\n".join(str(row) for table in tables for row in connection.execute(f"SELECT * FROM {table}"))  # noqa: S608 - our own tables
        folder, number = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or ("", 0)
    files = [file for file in Path(folder, "base", str(number)).iterdir() if file.is_file()]
    assert files
    return text.encode() + b"".join(file.read_bytes() for file in files)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()  # its files are read


def test_nothing_tells_who_it_was(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        sent_to_grace(ledger)
        before = everything(url)
        assert all(secret.encode() in before for secret in SECRETS)
        assert ledger.forget("MEMBER-4711") == 6
        after = everything(url)
        assert [secret for secret in SECRETS if secret.encode() in after] == []
        assert b"M39@example.org" in after
    assert [secret for secret in SECRETS if secret.encode() in everything(url)] == []


def test_the_facts_stay(ledger: Ledger) -> None:
    sent_to_grace(ledger)
    before = ledger.deliveries(member_id="MEMBER-4711")
    history = [states(ledger, one) for one in before]
    ledger.forget("MEMBER-4711")
    after = ledger.deliveries(member_id="MEMBER-4711")
    (name,) = {one.member_id for one in after}
    assert name.startswith("forgotten-")
    assert len(name) == len("forgotten-") + 16
    run = f"2027-{name}-2"
    assert [(one.run, one.state, one.reason) for one in after[-1:]] == [(run, "skipped", "was forgotten")]
    assert [one.digest for one in ledger.approvals(run)] == ["d1"]
    before, after, history = before[:-1], after[:-1], history[:-1]
    nothing = {"member_id": name, "file": "", "address": "", "answer": "", "reason": "", "reissue": ""}
    assert after == tuple(replace(one, **nothing) for one in before)
    assert [states(ledger, one) for one in after] == history
    assert len(ledger.deliveries()) == 46


def test_a_run_of_many_keeps_its_name(ledger: Ledger) -> None:
    ledger.plan(PERIOD, "email", [wanted("2026", run="2026"), wanted("7", run="2026")])
    ledger.plan(PERIOD, "print", [wanted("7", run="2027-7"), wanted("17", run="2027-17")])
    ledger.forget("2026")
    ledger.forget("7")
    assert counts(ledger, run="2026") == {"skipped": 2}
    assert counts(ledger, run="2027-17") == {"planned": 1}
    assert counts(ledger, run="2027-7") == {}


def test_a_forgotten_member_who_is_still_in_the_exports_is_skipped(url: str, ledger: Ledger) -> None:
    sent_to_grace(ledger)
    ledger.forget("MEMBER-4711")
    later = "2028-01-01/2029-01-01"
    (delivery, other) = ledger.plan(later, "email", [GRACE, wanted("M1")], reissue="a figure was wrong")
    assert (delivery.state, delivery.reason, delivery.address, delivery.file) == ("skipped", "was forgotten", "", "")
    assert delivery.member_id.startswith("forgotten-")
    assert other.state == "planned"
    assert ledger.plan(later, "email", [GRACE]) == (delivery,)
    (earlier,) = ledger.plan(PERIOD, "email", [GRACE])
    assert (earlier.state, earlier.issue) == ("bounced", 4)
    if url.startswith("sqlite"):
        assert [secret for secret in SECRETS if secret.encode() in everything(url)] == []


def test_what_still_waits_is_not_sent_to_the_forgotten(ledger: Ledger) -> None:
    waits, failed = ledger.plan(PERIOD, "email", [GRACE])[0], ledger.plan(PERIOD, "print", [GRACE])[0]
    ledger.claim(failed.id)
    ledger.record(failed.id, "failed")
    ledger.forget("MEMBER-4711")
    assert [(one.state, one.reason) for one in ledger.deliveries()] == [("skipped", "was forgotten")] * 2
    assert ledger.claim(waits.id) is None
    assert ledger.claim(failed.id) is None
    assert states(ledger, failed) == ["planned", "sending", "failed", "skipped"]


def test_a_statement_that_is_being_handed_over_is_waited_for(url: str, ledger: Ledger) -> None:
    with open_ledger(url, "Bo") as other:
        delivery = claimed(other, "M1")
        with pytest.raises(LedgerError, match="M1 cannot be forgotten yet: a statement is being handed over"):
            ledger.forget("M1")
        assert ledger.find(delivery.id) == delivery
    assert ledger.forget("M1") == 1  # its sender has ended
    (left,) = ledger.deliveries()
    assert left.state == "uncertain"
    assert ledger.resolve(left.id, "sent", "").state == "sent"


def test_who_was_never_sent_anything_is_forgotten_too(ledger: Ledger) -> None:
    assert ledger.forget("MEMBER-4711") == 0
    assert ledger.forget("MEMBER-4711") == 0
    assert ledger.plan(PERIOD, "email", [GRACE])[0].reason == "was forgotten"


def test_two_ledgers_call_the_same_member_by_different_names(tmp_path: Path) -> None:
    names = set()
    for file in ("a.db", "b.db"):
        with open_ledger(f"sqlite:///{tmp_path / file}", "Ada") as ledger:
            ledger.forget("M1")
            names.add(ledger.plan(PERIOD, "email", [wanted("M1")])[0].member_id)
    assert len(names) == 2
