"""One writer a workspace: who comes second is told who is at work and how far; a killed one is in nobody's way."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.commands import ROOT, said
from tests.deliver.campaigns import campaign, member
from tests.workspaces import worked_example
from valuereport.actions.at_work import at_work, place_of, request_stop, working_on, writing
from valuereport.actions.batch import BatchRequest, batch, plan_batch
from valuereport.actions.correct import CorrectRequest, propose, write_correction
from valuereport.actions.email import EmailRequest, email
from valuereport.actions.explain import explain
from valuereport.actions.forget import ForgetRequest, forget
from valuereport.actions.ledger.suppressions import SuppressRequest, suppress
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.errors import BusyError
from valuereport.files import packaged
from valuereport.model.person import Person
from valuereport.pipeline.batch import Outcome
from valuereport.storage import storage_path

HOLD = """
import sys
from pathlib import Path
from valuereport.actions.at_work import writing

with writing(Path(sys.argv[1]), sys.argv[2], "r", "Anna Berg") as note:
    note.progress("statements", 120, 1240)
    print(flush=True)
    sys.stdin.read()
"""


class Waiting:
    """Somebody who keeps an action where it is, until it may go on."""

    def __init__(self) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()

    def progress(self, stage: str, done: int, total: int) -> None:
        if done and not self.reached.is_set():
            self.reached.set()
            assert self.go_on.wait(60)

    def warned(self, text: str) -> None:
        pass

    def stopped(self) -> bool:
        return False


@contextmanager
def held_by_another(folder: Path, work: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(folder), work]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(worked_example(tmp_path / "ws"))


def test_a_batch_is_seen_by_others_who_read_on_cannot_write_and_may_stop_it(workspace: Workspace) -> None:
    anna, events = replace(workspace, person=Person("Anna Berg", "operator")), Waiting()
    made: list[Outcome] = []
    thread = threading.Thread(target=lambda: made.append(batch(anna, BatchRequest(workers=1), events)))
    thread.start()
    try:
        assert events.reached.wait(60)
        (one,) = at_work(workspace)
        assert (one.who, one.work, one.run, one.stage, one.total) == ("Anna Berg", "batch", "2026", "composed", 1)
        assert one.since.date() == datetime.now(UTC).date()
        with pytest.raises(BusyError, match=r"^Anna Berg is making statements since \d\d:\d\d \(\d of 1\); sta") as no:
            forget(workspace, ForgetRequest(("W1",)))
        assert (no.value.who, no.value.work, no.value.run, no.value.total) == ("Anna Berg", "batch", "2026", 1)
        correction = propose(
            workspace,
            CorrectRequest("W1", {"what": "field", "field": "city", "value": "Leeds"}, "x"),
            date(2026, 11, 30),
        )
        with pytest.raises(BusyError):
            write_correction(workspace, correction)
        assert explain(workspace, "W1").member.member_id == "W1"
        assert plan_batch(workspace, BatchRequest()).planned
        suppress(workspace, SuppressRequest(("gone@members.example",)))  # an opt-out is never kept waiting
        request_stop(workspace, one.id)
        assert [each.stopping for each in at_work(workspace)] == [True]
    finally:
        events.go_on.set()
        thread.join()
    assert not made[0].complete
    assert at_work(workspace) == ()
    assert not (workspace.settings.folder / ".at-work").exists()
    assert batch(workspace, BatchRequest(resume=True, workers=1)).complete
    assert forget(workspace, ForgetRequest(("W1",))).runs == ("2026",)


def test_a_killed_writer_is_in_nobodys_way(tmp_path: Path, workspace: Workspace) -> None:
    folder = workspace.settings.folder
    with held_by_another(folder, "batch") as process:
        (one,) = at_work(workspace)
        assert (one.who, one.run, one.done, one.total, one.process) == ("Anna Berg", "r", 120, 1240, process.pid)
        request_stop(workspace, one.id)
        with (
            pytest.raises(BusyError, match=r"since .* \(120 of 1,240\); start again when"),
            writing(folder, "email"),
        ):
            pass
    assert at_work(workspace) == ()  # what it left says nothing any more
    assert len(list((folder / ".at-work").iterdir())) == 3
    with writing(folder, "batch") as note:
        assert note
        assert not note.stopping()
        assert [each.process for each in at_work(workspace)] == [note.at_work.process]
        assert len(list((folder / ".at-work").iterdir())) == 2
    assert not (folder / ".at-work").exists()


def test_a_sending_of_an_evening_goes_on_beside_the_other_sender_and_the_phone(tmp_path: Path) -> None:
    path = campaign(tmp_path, [member(number) for number in range(2)])
    said(path, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    workspace = open_workspace(path)
    with held_by_another(path.parent, "email"):
        assert len(email(workspace, EmailRequest("r", hand_over_to=tmp_path / "mail")).deliveries) == 2
        with pytest.raises(BusyError, match="Anna Berg is sending messages since"):
            batch(workspace, BatchRequest(workers=1))
        with writing(path.parent, "correct"), writing(path.parent, "email"):
            assert [one.work for one in at_work(workspace)] == ["email", "correct"]  # the inner is part of the outer
    assert at_work(workspace) == ()


def test_work_inside_work(tmp_path: Path) -> None:
    with writing(tmp_path, "batch") as outer, writing(tmp_path, "email") as inner:
        assert outer
        assert inner is None
        working_on("2026-2")
        assert outer.at_work.run == "2026-2"
    with writing(tmp_path, "email"), pytest.raises(ValueError, match="batch is done alone"), writing(tmp_path, "batch"):
        pass
    with pytest.raises(KeyError), writing(tmp_path, "batch"):  # what happens inside goes on
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_where_the_lock_is(tmp_path: Path, workspace: Workspace) -> None:
    assert place_of(workspace) == workspace.settings.folder.resolve()
    sample = open_workspace(packaged("sample_data") / "valuereport.toml", tmp_path)
    assert place_of(sample) == tmp_path  # the shipped sample stays as it is
    store = replace(sample, output=storage_path("memory://shelf/output"))
    assert place_of(store) is None
    assert at_work(store) == ()
    with writing(place_of(store), "batch") as note:
        assert note is None


ONE_FILE = "a file or a folder of its own, replaced as a whole, that nobody else's work reads"
TURNS = "a row of the ledger, which takes turns; an opt-out and an answer about one are never kept waiting"
WITHOUT = {
    "shown_statement": "the details of an error in the log",
    "ask_for_story": ONE_FILE,
    "assumptions": ONE_FILE,
    "check": ONE_FILE,
    "directory": ONE_FILE,
    "explain": ONE_FILE,
    "export": ONE_FILE,
    "feedback.form": ONE_FILE,
    "preview": ONE_FILE,
    "rehearse": ONE_FILE,
    "survey": ONE_FILE,
    "alerts.kept": TURNS,
    "ledger.bounces": TURNS,
    "ledger.deliveries": TURNS,
    "ledger.suppressions": TURNS,
    "delivery.recipients": "a part of sending",
    "own_tables": "a part of correcting and of deciding on replies",
    "init": "no workspace is there yet",
    "sample": "no workspace is there yet",
    "workspace": "the function that others write by",
    "background": "records of jobs, each in a folder of its own",
}
"""Actions that write and take no lock, and why."""
WRITES = re.compile(
    r"\b(write|write_\w+|add_row|replace_folder|run_batch)\("
    r"|ledger\.(suppress|allow|resolve|snooze|alert_done|adopt|approve|forget|record_\w+)\("
)


def test_every_action_that_writes_is_the_only_one_or_says_why_not() -> None:
    folder = ROOT / "valuereport" / "actions"
    writes, locked = set(), set()
    for file in folder.rglob("*.py"):
        name, text = ".".join(file.relative_to(folder).with_suffix("").parts), file.read_text(encoding="utf-8")
        if WRITES.search(text) and name not in ("at_work", "work_notes"):
            writes.add(name)
        locked |= {name} if "@one_writer(" in text or "with writing(" in text else set()
    assert writes - locked == set(WITHOUT), "a lock (one_writer), or the reason why there is none"
    assert {"batch", "email", "print", "approve", "correct", "forget", "insights", "stories", "map"} <= locked
