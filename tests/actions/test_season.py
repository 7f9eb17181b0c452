"""Where the season stands: from an empty folder to the last letter, and one thing to do at each moment."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.actions.test_correct import FEES, HISTORY, MEMBERS
from tests.deliver.campaigns import campaign, member, write_members
from tests.workspaces import worked_example
from valuereport.actions.approve import ApproveRequest, ReviewRequest, approve, review
from valuereport.actions.check import check
from valuereport.actions.email import EmailRequest, email
from valuereport.actions.next_step import RULES, next_step
from valuereport.actions.print import PrintRequest, hand_over, print_run
from valuereport.actions.season import season
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.batch import working_in
from valuereport.cli.remedies import command_of
from valuereport.files import digest_of_file
from valuereport.model.person import Person
from valuereport.model.problem_kind import MENDS
from valuereport.model.season import (
    ChannelCounts,
    Delivered,
    Export,
    KnownProblems,
    Season,
    SeasonAlerts,
    SeasonRun,
    Step,
)

TODAY = date(2026, 11, 30)
_AT = datetime(2026, 11, 1, tzinfo=UTC)


def step(workspace: Workspace) -> str:
    return season(workspace, TODAY).next_step.code


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a finished run of four members: one without an address, one opted out of email, one renewed."""
    others: tuple[dict[str, str], ...] = ({}, {"Email": ""}, {"No email": "yes"}, {"Renewed": "yes"})
    return campaign(tmp_path, [member(number, **other) for number, other in enumerate(others)])


def made_of_now(path: Path) -> Path:
    """Let the run remember the exports as they are; return its folder."""
    run = path.parent / "output" / "r"
    names = ("members.csv", "fees.csv", "history.csv")
    record = json.loads((run / "run.json").read_bytes())
    record |= {"inputs": {name: digest_of_file(path.parent / name) for name in names}}
    (run / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return run


def without_postal_addresses(path: Path) -> Workspace:
    """Return the same workspace with settings in which no export has postal addresses."""
    other = path.with_name("no-addresses.toml")
    other.write_text(
        re.sub(r"(?m)^(street|city|postcode) = .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8"
    )
    return open_workspace(other)


def test_before_a_run(tmp_path: Path) -> None:
    path = worked_example(tmp_path, members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES)
    workspace = open_workspace(path)
    fees = path.parent / "fees.csv"
    kept = fees.read_bytes()
    fees.unlink()
    found = season(workspace, TODAY)
    assert [(one.file, one.state, one.files) for one in found.exports] == [
        ("members.csv", "there", 1),
        ("fees.csv", "missing", 0),
        ("history.csv", "there", 1),
    ]
    assert (found.next_step.code, found.next_step.number) == ("bring-exports", 1)
    fees.write_bytes(kept)
    assert step(workspace) == "check"
    check(workspace)
    found = season(workspace, TODAY)
    assert found.problems is not None
    assert found.problems.is_current
    assert found.problems.kinds
    assert found.problems.errors == sum(one.rows for one in found.problems.kinds if one.severity == "error")
    seen = season(replace(workspace, person=Person("Vic", "viewer")), TODAY)
    assert seen.problems == replace(found.problems, kinds=())
    assert (found.run, found.delivered, found.next_step.code) == (None, Delivered(()), "preview")
    os.utime(fees, (time.time() + 60, time.time() + 60))  # it is exported again
    assert step(workspace) == "check"
    os.utime(fees, (1e9, 1e9))
    assert {one.file: one.state for one in season(workspace, TODAY).exports}["fees.csv"] == "old"
    (workspace.output / "preview").mkdir()
    (workspace.output / "preview" / "sheet.png").touch()
    assert step(workspace) == "make"


def test_from_the_finished_run_to_the_last_letter(path: Path, tmp_path: Path) -> None:
    run, workspace = made_of_now(path), open_workspace(path)
    assert step(workspace) == "review"
    reviewed = review(workspace, ReviewRequest("r"))
    found = season(workspace, TODAY).next_step
    assert (found.code, found.remedy and command_of(found.remedy)) == ("approve", "valuereport approve r --by NAME")
    approve(workspace, ApproveRequest(reviewed, "Ada"))
    found = season(workspace, TODAY)
    assert found.run is not None
    assert found.run.approval is not None
    assert (found.run.state, found.run.approval.operator, found.run.rendered) == ("approved", "Ada", 4)
    assert (found.next_step.code, found.next_step.number) == ("email", 4)
    email(workspace, EmailRequest("r", hand_over_to=tmp_path / "mail"))
    found = season(workspace, TODAY)
    assert found.delivered.channels[0] == ChannelCounts("email", sent=1, waiting=0, failed=0, uncertain=0, skipped=3)
    assert (found.delivered.reached, found.delivered.to_email) == (1, 0)
    assert (found.next_step.code, found.next_step.number) == ("print", 3)
    assert season(without_postal_addresses(path), TODAY).delivered.to_print == 0
    print_run(workspace, PrintRequest("r"))
    found = season(workspace, TODAY)
    assert found.delivered.channels[1] == ChannelCounts("print", sent=0, waiting=3, failed=0, uncertain=0, skipped=1)
    assert (found.next_step.code, found.next_step.number) == ("hand-over", 3)
    hand_over(workspace, PrintRequest("r"))
    found = season(workspace, TODAY)
    assert (found.delivered.reached, found.delivered.to_print, found.next_step.code) == (3, 0, "insights")
    row = "member,what,field,value,by,on,why\nM0000,field,city,Leeds,Ann,{},rang us\n"
    (path.parent / "corrections.csv").write_text(row.format("2026-01-05"), encoding="utf-8")  # long before the run
    assert season(workspace, TODAY).delivered.corrected == 0
    (path.parent / "corrections.csv").write_text(row.format("2099-01-05"), encoding="utf-8")
    assert (season(workspace, TODAY).delivered.corrected, step(workspace)) == (1, "correct-again")
    (run / "manifest.csv").write_bytes((run / "manifest.csv").read_bytes() + b"\r\n")
    found = season(workspace, TODAY)
    assert found.run is not None
    assert (found.run.state, found.next_step.code) == ("damaged", "check")


def test_what_has_changed_since_the_run_is_named(path: Path) -> None:
    made_of_now(path)
    workspace = open_workspace(path)
    os.utime(path.parent / "members.csv")
    assert step(workspace) == "review"  # the same bytes, saved again
    write_members(path.parent, [member(0)])
    (path.parent / "aliases.csv").write_text("old_id,new_id,date,source\n", encoding="utf-8")
    found = season(workspace, TODAY)
    assert found.run is not None
    assert found.run.changed == ("aliases.csv", "members.csv")
    assert (found.next_step.code, found.next_step.number) == ("make-again", 2)


def test_a_run_under_way_is_told_from_one_that_was_stopped(path: Path) -> None:
    workspace, run = open_workspace(path), path.parent / "output" / "r"
    (run / "manifest.csv").unlink()
    line = {"member_id": "M0000", "status": "rendered", "problems": []}
    (run / "journal.jsonl").write_text(f"{json.dumps(line)}\n{json.dumps(line)}\n{{", encoding="utf-8")
    found = season(workspace, TODAY)
    assert found.run is not None
    assert (found.run.state, found.run.rendered, found.run.members) == ("stopped", 1, 1)
    assert found.next_step.remedy
    assert command_of(found.next_step.remedy) == "valuereport batch --run r --resume"
    with working_in(run):
        assert step(workspace) == "wait"
    assert step(workspace) == "resume"


def test_an_approval_of_a_run_that_changed_is_void(path: Path) -> None:
    workspace = open_workspace(path)
    approve(workspace, ApproveRequest(review(workspace, ReviewRequest("r")), "Ada"))
    run = path.parent / "output" / "r"
    record = json.loads((run / "run.json").read_bytes())
    (run / "run.json").write_text(json.dumps(record | {"more": 1}), encoding="utf-8")
    found = season(workspace, TODAY)
    assert found.run is not None
    assert found.run.approved_before is not None
    assert (found.run.state, found.next_step.code) == ("reviewed", "approve-again")


def test_a_run_for_some_members_stands_behind_one_for_all_and_other_periods_do_not_count(path: Path) -> None:
    output = path.parent / "output"
    trial, other = output / "trial", output / "2025"
    for folder, period, limit in ((trial, "2026-01-01/2027-01-01", 5), (other, "2025-01-01/2026-01-01", None)):
        folder.mkdir()
        start, end = period.split("/")
        record = {"settings": {"period": {"start": start, "end": end}}, "scope": {"members": [], "limit": limit}}
        (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    (output / "broken").mkdir()
    (output / "broken" / "run.json").write_text("{", encoding="utf-8")
    os.utime(trial / "run.json", (2e9, 2e9))
    found = season(open_workspace(path), TODAY)
    assert found.runs == ("trial", "r")
    assert found.run is not None
    assert found.run.name == "r"


_RUN = SeasonRun("r", "approved", _AT, is_whole=True, rendered=4)
_DONE = Season(
    *(TODAY, date(2026, 1, 1), date(2027, 1, 1), False, True),
    exports=(Export("m.csv", ("m",), ("members",), 1, _AT, "there"),),
    files_read=1,
    problems=KnownProblems("r", _AT, 0, 0, (), is_current=True),
    previewed=_AT,
    run=_RUN,
    runs=("r",),
    delivered=Delivered(()),
    alerts=SeasonAlerts(0, 0, 0),
    replies=0,
    has_insights=True,
)


def changed(**of_run: Any) -> Season:
    return replace(_DONE, run=replace(_RUN, **of_run))


MOMENTS: list[tuple[Step, Season]] = [
    ("start", replace(_DONE, is_sample=True)),
    ("wait", changed(state="under-way")),
    ("resume", changed(state="stopped")),
    ("bring-exports", replace(_DONE, run=None, exports=(replace(_DONE.exports[0], state="missing"),))),
    ("pull", replace(_DONE, run=None, exports=(replace(_DONE.exports[0], is_pulled=True, state="missing"),))),
    ("pull", replace(_DONE, run=None, exports=(replace(_DONE.exports[0], is_pulled=True, goes_on=True),))),
    ("check", replace(_DONE, run=None, problems=None)),
    ("preview", replace(_DONE, run=None, previewed=None)),
    ("make", replace(_DONE, run=None)),
    ("make", changed(state="damaged")),
    ("make-again", changed(state="reviewed", changed=("m.csv",))),
    ("review", changed(state="finished")),
    ("approve-again", changed(state="reviewed", approved_before=object())),
    ("approve", changed(state="reviewed")),
    ("resolve", replace(_DONE, delivered=Delivered((ChannelCounts("email", 0, 0, 0, 1, 0),), to_email=3))),
    ("email", replace(_DONE, delivered=Delivered((), to_email=3, to_print=2, in_print_file=1))),
    ("hand-over", replace(_DONE, delivered=Delivered((), to_print=2, in_print_file=1))),
    ("print", replace(_DONE, delivered=Delivered((), to_print=2, corrected=1))),
    ("make", changed(is_whole=False)),
    ("correct-again", replace(_DONE, delivered=Delivered((), corrected=1), replies=1)),
    ("replies", replace(_DONE, replies=1, alerts=SeasonAlerts(1, 1, 0))),
    ("alerts", replace(_DONE, replies=None, alerts=SeasonAlerts(1, 1, 0), has_insights=False)),
    ("insights", replace(_DONE, has_insights=False)),
    ("done", _DONE),
]


@pytest.mark.parametrize(("code", "moment"), MOMENTS)
def test_one_thing_is_next_and_it_is_a_command_that_can_be_given(code: Step, moment: Season) -> None:
    found = next_step(moment)
    assert found.code == code
    if found.remedy:
        assert command_of(found.remedy).startswith(f"valuereport {found.remedy.action}")
    else:
        assert code in ("wait", "done")


def test_every_step_has_a_moment_and_stands_in_the_documentation() -> None:
    assert {code for code, _ in MOMENTS} == {*get_args(Step)} == {*(rule.step for rule in RULES), "done"}
    rows = [(rule.step, rule.when, rule.does) for rule in RULES]
    assert [one for one in documented() if len(one) == 3][: len(rows)] == rows
    assert [one for one in documented() if len(one) == 2] == [*MENDS.items()]


def documented() -> Iterator[tuple[str, ...]]:
    text = (Path(__file__).parents[2] / "docs" / "season.md").read_text(encoding="utf-8")
    for row in re.findall(r"^\| `(.+) \|$", text, re.MULTILINE):
        yield tuple(row.replace("`", "").split(" | "))
