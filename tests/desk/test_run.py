"""Run: the plan, the making in a process of its own, what the page says when that is stopped or killed, going on."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import run, tree
from tests.deliver.campaigns import member, write_members
from tests.desks import OpenDesk, opened
from tests.workspaces import worked_example
from valuereport.actions.at_work import at_work, place_of, writing
from valuereport.actions.background import job, start
from valuereport.actions.terminal import PERSON
from valuereport.actions.workspace import open_workspace
from valuereport.errors import Remedy

MANY = 30
PROGRESS = {"run": "2026"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of thirty members with a fee, of one without, and of one who was never active."""
    folder = tmp_path_factory.mktemp("run")
    members = [member(number) for number in range(MANY)]
    history = [f"{one['Member']},template-download,2026-03-02,A template,{number + 1},,t{number}"
               for number, one in enumerate(members)]  # fmt: skip
    fees = [f"{one['Member']},325.00,GBP,2026-01-05" for one in members]
    worked_example(
        folder,
        history_csv="\n".join(["Member,Activity,Date,Title,Quantity,Amount,Reference", *history]),
        fees_csv="\n".join(["Member,Amount,Currency,Paid", *fees]),
    )
    write_members(folder, [*members, member(MANY, Name='<b>Nell</b> "No fee"')])
    return folder


def until(true: Callable[[], bool], between: float = 0.2) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(between)


def made(folder: Path) -> int:
    return len(list((folder / "output" / "2026" / "statements").rglob("*.pdf")))


def over(desk: OpenDesk) -> bool:
    return "data-ended" in desk.get("/run/progress/part", **PROGRESS).text


def test_the_plan_says_how_many_and_who_gets_none_and_makes_nothing(folder: Path) -> None:
    before = tree(folder)
    with opened(folder) as desk:
        desk.enter()
        assert "There is none yet." in desk.get("/run").text
        page = desk.post("/run", due="", look="1").text
        assert "30 statements will be made, in the run 2026." in page
        assert "no fee paid in the period is recorded" in page
        assert '<a href="/member?id=M0030">&lt;b&gt;Nell&lt;/b&gt; &#34;No fee&#34;</a>' in page
        assert "valuereport batch --run 2026" in page
        assert 'name="run" value="2026"' in page

        page = desk.post("/run", due="", days="2027-01", look="1").text
        assert "valuereport batch --due 2027-01-01..2027-01-31 --run due-2027-01-01-to-2027-01-31" in page
        wrong = desk.post("/run", due="", days="next week", look="1")
        assert wrong.status == 422
        assert 'id="error-days"' in wrong.text
        assert 'id="error-run"' in desk.post("/run", run="../elsewhere", look="1").text
        assert "There is no finished run" in desk.post("/run", previous="../elsewhere", look="1").text
        assert desk.post("/run/start", run="../elsewhere").status == 400
        assert desk.get("/run/progress", run="../../etc").status == 400
        assert "Not begun" in desk.get("/run/progress", run="another").text
    assert {name: each for name, each in tree(folder).items() if not name.startswith(".desk")} == before


def test_killed_stopped_and_resumed_it_is_what_the_command_line_makes(folder: Path, tmp_path: Path) -> None:
    with opened(folder) as desk:
        desk.enter()
        started = desk.post("/run/start", run="2026")
        assert started.headers["location"] == "/run/progress?run=2026"
        assert desk.post("/run/start", run="another").status == 409  # somebody is at work
        assert "Started by" in desk.get("/run/progress", **PROGRESS).text
    workspace = open_workspace(folder / "valuereport.toml")
    until(lambda: made(folder) > 0, 0.01)
    killed = at_work(workspace)[0]
    assert (killed.who, killed.run) == ("Anna Berg", "2026")
    os.killpg(os.getpgid(killed.process), signal.SIGKILL)

    with opened(folder) as desk:  # another desk than the one that began it
        desk.enter()
        until(lambda: over(desk))
        page = desk.get("/run/progress", **PROGRESS).text
        assert "Ended from outside before its end" in page
        assert "Anna Berg" in page
        assert "of a run of 31 members" in page
        assert "valuereport batch --run 2026 --resume" in page
        assert 'action="/run/resume"' in page
        assert '<a href="/run/progress?run=2026">2026</a>' in desk.get("/run").text

        desk.follow(desk.post("/run/resume", run="2026"))
        desk.follow(desk.post("/run/stop", run="2026"))
        until(lambda: over(desk))
        page = desk.get("/run/progress", **PROGRESS).text
        assert "Stopped before its end" in page
        assert 'action="/run/resume"' in page

        (folder / "policy_wins.toml").write_text(
            (folder / "policy_wins.toml").read_text(encoding="utf-8") + "\n# another text, the same wins\n"
        )
        desk.follow(desk.post("/run/resume", run="2026"))
        until(lambda: over(desk))
        page = desk.get("/run/progress", **PROGRESS).text
        assert re.search(r">\s*Finished", page)
        assert 'href="/review?run=2026"' in page
        assert desk.post("/run", run="2026", look="1").status == 422  # the name is taken
        table = desk.get("/run/file", run="2026", name="manifest.csv")
        assert table.headers["content-type"].startswith("text/csv")
        assert table.body == (folder / "output" / "2026" / "manifest.csv").read_bytes()
        assert desk.get("/run/file", run="2026", name="../../ledger.sqlite").status == 400
        assert desk.get("/run/file", run="../2026", name="manifest.csv").status == 400

    done = run(
        *("batch", "--run", "2026", "--workers", "1", "--output", tmp_path, "--config", folder / "valuereport.toml"),
        **{PERSON: "Anna Berg"},
    )
    assert done.returncode == 1  # one member has no fee
    assert tree(folder / "output" / "2026") == tree(tmp_path / "2026")
    next((folder / "output" / "2026").rglob("*.pdf")).write_bytes(b"another one")
    with opened(folder) as desk:
        desk.enter()
        assert "Make these statements again" in desk.get("/review", run="2026").text


def test_who_cannot_go_on_is_told_why(folder: Path, tmp_path: Path) -> None:
    workspace = open_workspace(folder / "valuereport.toml")
    there = workspace.output / "stopped"
    there.mkdir(parents=True)
    frozen = (workspace.output / "2026" / "run.json").read_text(encoding="utf-8")
    assert '"valuereport": "' in frozen
    (there / "run.json").write_text(frozen.replace('"valuereport": "', '"valuereport": "before ', 1), encoding="utf-8")
    with opened(folder) as desk:
        desk.enter()
        page = desk.get("/run/progress", run="stopped").text
        assert "these have changed: valuereport. Make a new run" in page
        assert "/run/resume" not in page


def test_a_batch_that_ended_before_its_run_was_there_is_not_passed_over(folder: Path, tmp_path: Path) -> None:
    workspace = open_workspace(folder / "valuereport.toml")
    failed = start(workspace, Remedy("batch", run="never", previous=str(tmp_path)))
    until(lambda: job(workspace, failed.id).state != "running")
    assert not (workspace.output / "never").exists()
    with opened(folder) as desk:
        desk.enter()
        page = desk.get("/run").text
        assert "could not reach its end" in page
        assert str(tmp_path) in page  # why
        start_again = start(workspace, Remedy("batch", run="2026", resume=True))
        until(lambda: job(workspace, start_again.id).state != "running")
        assert str(tmp_path) not in desk.get("/run").text  # a newer one has a run to show


def test_a_batch_in_a_terminal_is_seen_and_can_be_stopped(folder: Path) -> None:
    workspace = open_workspace(folder / "valuereport.toml")
    with opened(folder) as desk:
        desk.enter()
        with writing(place_of(workspace), "batch", "terminal", "Ben Roth") as note:
            assert note
            note.progress("statements", 3, 31)
            page = desk.get("/run/progress", run="terminal").text
            assert "3 members are done, 28 are left." in page
            assert "Ben Roth" in page
            assert 'data-follow="/run/progress/part?run=terminal"' in page
            assert "Ben Roth is at work: making statements" in desk.get("/run").text
            refused = desk.post("/run/start", run="another")
            assert refused.status == 409
            assert "Ben Roth is making statements since" in refused.text
            desk.follow(desk.post("/run/stop", run="terminal"))
            assert note.stopping()
            assert "Stopping after what is in hand" in desk.get("/run/progress", run="terminal").text
