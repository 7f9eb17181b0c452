"""Jobs in the background: they outlive who started them, can be stopped, and tell the truth when they are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands import ROOT, said, tree
from tests.deliver.campaigns import campaign, member
from tests.deliver.email.server import FaultServer
from tests.workspaces import edited, worked_example
from valuereport.actions.at_work import at_work
from valuereport.actions.background import Job, job, jobs, start, stop
from valuereport.actions.batch import BatchRequest, batch
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.errors import ASK, BusyError, Remedy, RequestError, RunError
from valuereport.model.person import Person

START = """
import sys
from pathlib import Path
from valuereport.actions.background import start
from valuereport.actions.workspace import open_workspace
from valuereport.errors import Remedy
from valuereport.model.person import Person
from dataclasses import replace

anna = replace(open_workspace(Path(sys.argv[1])), person=Person("Anna Berg", "operator"))
print(start(anna, Remedy("batch", run="r", workers="1")).id)
"""


def ended(workspace: Workspace, name: str) -> Job:
    """Return a job when it does not run any more."""
    while (found := job(workspace, name)).state == "running":
        time.sleep(0.05)
    return found


def test_a_batch_outlives_who_started_it_and_is_the_same_to_the_byte(tmp_path: Path) -> None:
    workspace = open_workspace(worked_example(tmp_path / "ws"))
    command = [sys.executable, "-c", START, str(workspace.settings.path)]
    name = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    done = ended(workspace, name)
    assert (done.state, done.code, done.who, done.message, done.next) == ("ended", 0, "Anna Berg", "", ())
    assert done.started.date() == datetime.now(UTC).date()
    assert done.log.stat().st_mode & 0o777 == 0o600
    assert "statements finished: 1 of 1" in done.log.read_text(encoding="utf-8")
    there = workspace.output / "r"
    here = replace(workspace, output=tmp_path / "here", person=Person("Anna Berg", "approver"))
    assert batch(here, BatchRequest("r", workers=1)).complete  # who made it is on record, and is Anna
    assert tree(there) == tree(tmp_path / "here" / "r")

    long_ago = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    os.utime(done.log.parent, (long_ago, long_ago))
    failed = ended(workspace, start(workspace, Remedy("batch", run="r", previous=str(tmp_path), resume=True)).id)
    assert (failed.state, failed.code) == ("failed", 2)
    assert failed.message.startswith(f"{tmp_path}")
    assert failed.next[0].action == "batch"
    assert dict(failed.next[0].arguments)["resume"] is True
    assert [one.id for one in jobs(workspace)] == [failed.id]
    with pytest.raises(RunError, match="no such job is known any more"):
        job(workspace, done.id)


def test_a_sending_is_seen_stopped_killed_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = campaign(tmp_path, [member(number) for number in range(4)])
    edited(path, "a_minute = 60000", "a_minute = 60")
    said(path, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    workspace = open_workspace(path)
    with FaultServer() as server:
        monkeypatch.setenv("VALUEREPORT_SMTP_URL", server.url)
        first = start(workspace, Remedy("email", run="r"))
        assert first.state == "running"
        while not (working := job(workspace, first.id).at_work) or not working.total:
            time.sleep(0.02)
        assert (working.work, working.run, working.stage, working.total) == ("email", "r", "messages", 4)
        with pytest.raises(BusyError, match="is sending messages since"):
            start(workspace, Remedy("print", run="r"))
        stop(workspace, first.id)
        stopped = ended(workspace, first.id)
        assert (stopped.state, stopped.next) == ("stopped", (stopped.remedy,))
        assert stopped.message.endswith("wait: the same command goes on with them")
        assert 1 <= len(server.taken) < 4

        second = start(workspace, stopped.remedy)
        while not (found := at_work(workspace)):
            time.sleep(0.02)
        os.killpg(os.getpgid(found[0].process), signal.SIGKILL)
        died = ended(workspace, second.id)
        assert (died.state, died.code, died.at_work, died.message) == ("died", None, None, "")
        assert at_work(workspace) == ()
        edited(path, "a_minute = 60", "a_minute = 60000")
        last = ended(workspace, start(workspace, died.next[0]).id)
    assert last.state == "ended"
    assert set(server.accepted.values()) == {1}


def test_what_is_not_started(tmp_path: Path) -> None:
    workspace = open_workspace(worked_example(tmp_path / "ws"))
    with pytest.raises(RequestError, match=r"action: found 'forget'; allowed: one of batch, email"):
        start(workspace, Remedy("forget", member="W1"))
    with pytest.raises(RequestError, match="run: found 'nothing'"):
        start(workspace, Remedy("email", run=ASK))
    assert not (workspace.output / ".jobs").exists()
