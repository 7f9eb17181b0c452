"""Several senders at once, and senders that die: real processes."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.deliver.ledger.given import PERIOD, claimed, counts, planned, state, states, wanted
from valuereport.deliver.ledger import Ledger, open_ledger

SENDER = """
import sys
import time
from valuereport.deliver.ledger import open_ledger

with open_ledger(sys.argv[1], sys.argv[2]) as ledger:
    ids = [one.id for one in ledger.deliveries()]
    print("ready", flush=True)
    sys.stdin.readline()
    for delivery in ids:
        if ledger.claim(delivery):
            print("claimed", delivery, flush=True)
            if sys.argv[3] == "hold":
                sys.stdin.readline()
            time.sleep(0.003)  # a mail server takes its time
            ledger.record(delivery, "sent")
            print("sent", delivery, flush=True)
"""
OPENER = """
import sys
from collections import Counter
from valuereport.deliver.ledger import open_ledger

print("ready", flush=True)
sys.stdin.readline()
with open_ledger(sys.argv[1], "opener") as ledger:
    print(Counter(one.state for one in ledger.deliveries()))
"""


@contextmanager
def process(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start a program of ours that says when it is ready; whatever is left of it at the end is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        try:
            assert started.stdout
            assert started.stdout.readline() == "ready\n"
            yield started
        finally:
            started.kill()


def go(started: subprocess.Popen[str]) -> None:
    assert started.stdin
    started.stdin.write("go\n")
    started.stdin.flush()


def line(started: subprocess.Popen[str]) -> list[str]:
    assert started.stdout
    return started.stdout.readline().split()


def stock(ledger: Ledger) -> list[str]:
    """Take stock until the system has noticed that a process is gone: at once, or soon."""
    for _ in range(100):
        if left := ledger.mark_abandoned():
            return [one.id for one in left]
        time.sleep(0.05)
    return []


def test_two_operators_who_start_the_same_send_share_it(url: str, ledger: Ledger) -> None:
    ids = {one.id for one in ledger.plan(PERIOD, "email", [wanted(f"M{number:03}") for number in range(200)])}
    with process(SENDER, url, "Bo", "go on") as one, process(SENDER, url, "Cy", "go on") as other:
        go(one)
        go(other)
        said = [one.communicate(timeout=60)[0], other.communicate(timeout=60)[0]]
        assert (one.returncode, other.returncode) == (0, 0)
    first, second = ([row.split()[1] for row in text.splitlines() if row.startswith("claimed")] for text in said)
    assert sorted(first + second) == sorted(ids)
    assert first
    assert second
    assert counts(ledger) == {"sent": 200}
    assert {one.attempts for one in ledger.deliveries()} == {1}
    assert all(states(ledger, one) == ["planned", "sending", "sent"] for one in ledger.deliveries()[:20])
    assert {one.operator for one in ledger.deliveries()} == {"Bo", "Cy"}


def test_what_a_killed_sender_had_in_hand_is_uncertain_and_not_before_it_is_dead(url: str, ledger: Ledger) -> None:
    delivery = planned(ledger)
    with process(SENDER, url, "Bo", "hold") as sender:
        go(sender)
        assert line(sender) == ["claimed", delivery.id]
        assert ledger.mark_abandoned() == ()
        assert state(ledger, delivery) == "sending"
        sender.kill()
        sender.wait()
        assert stock(ledger) == [delivery.id]
    assert ledger.mark_abandoned() == ()
    assert ledger.claim(delivery.id) is None  # never sent again by itself
    assert ledger.plan(PERIOD, "email", [wanted("M1", run="summer")])[0].state == "uncertain"
    assert ledger.history(delivery.id)[-1].reason == "the command that sent it ended before the answer was written"


def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_told_twice(url: str, ledger: Ledger) -> None:
    chance = random.Random(4)  # noqa: S311 - moments, not secrets
    ledger.plan(PERIOD, "email", [wanted(f"M{number:03}") for number in range(300)])
    sent: list[str] = []
    for round_ in range(1, 4):
        with process(SENDER, url, "Bo", "go on") as sender:
            go(sender)
            time.sleep(chance.uniform(0.02, 0.25))
            sender.kill()
            rows = [row.split() for row in sender.communicate()[0].splitlines()]
        sent += [row[1] for row in rows if row[0] == "sent"]
        stock(ledger) if counts(ledger)["sending"] else None
        found = counts(ledger)
        assert found["sending"] == 0
        assert found["uncertain"] <= round_
        assert found["planned"] + found["sent"] + found["uncertain"] == 300
    assert len(sent) == len(set(sent))
    # Durable before it returned: what a sender said was sent, is. The last may have been written and not said.
    recorded = {one.id for one in ledger.deliveries(states=["sent"])}
    assert set(sent) <= recorded
    assert len(recorded) <= len(sent) + 3


def test_a_sender_that_ends_without_recording_leaves_it_uncertain(url: str, ledger: Ledger) -> None:
    with open_ledger(url, "Bo") as other:
        delivery = claimed(other)
        assert ledger.mark_abandoned() == ()
    assert [one.id for one in ledger.mark_abandoned()] == [delivery.id]


def lose_the_lock(url: str) -> None:
    """Take every sender's lock away, as a network drive or a database server may when it is started anew."""
    if url.startswith("sqlite"):
        for file in Path(url.removeprefix("sqlite:///") + ".senders").iterdir():
            file.unlink()
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def test_a_sender_that_was_taken_for_dead_still_records_what_it_knows(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        first, second, third = ledger.plan(PERIOD, "email", [wanted(f"M{number}") for number in range(3)])
        for one in (first, second):
            assert ledger.claim(one.id)
        lose_the_lock(url)
        with open_ledger(url, "Bo") as other:
            assert {one.id for one in other.mark_abandoned()} == {first.id, second.id}
            other.resolve(second.id, "failed", "the member says it did not come")
        assert ledger.record(first.id, "sent", answer="250 ok").state == "sent"
        assert ledger.record(second.id, "sent", answer="250 ok").state == "sent"  # else it would be sent once more
        assert ledger.claim(third.id)
        with open_ledger(url, "Bo") as other:
            assert other.mark_abandoned() == ()  # from its next claim on it is seen to live


def test_what_a_person_found_is_kept_where_the_sender_knows_no_better(url: str) -> None:
    with open_ledger(url, "Ada") as ledger:
        delivery = claimed(ledger)
        lose_the_lock(url)
        with open_ledger(url, "Bo") as other:
            other.mark_abandoned()
            other.resolve(delivery.id, "sent", "the member has it")
        assert ledger.record(delivery.id, "uncertain").state == "sent"


def test_processes_that_make_a_new_ledger_at_once_all_succeed(url: str) -> None:
    with process(OPENER, url) as one, process(OPENER, url) as two, process(OPENER, url) as three:
        for opener in (one, two, three):
            go(opener)
        for opener in (one, two, three):
            assert opener.communicate(timeout=60)[0] == "Counter()\n"
            assert opener.returncode == 0


def test_reading_leaves_no_trace_and_a_sender_clears_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with open_ledger(url, "Ada") as ledger:
        planned(ledger)
        assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]
        claimed(ledger)
        assert len(list((tmp_path / "ledger.db.senders").iterdir())) == 1
    assert list((tmp_path / "ledger.db.senders").iterdir()) == []
