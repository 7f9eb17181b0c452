"""by_another: who has made a run does not approve it, in whatever name, nor does anybody where that is not known."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import refused, said, tree
from tests.runs import Told, finished_run
from tests.workspaces import edited, worked_example
from valuereport.actions.approve import ApproveRequest, ReviewRequest, approval_of, approve, review
from valuereport.actions.batch import BatchRequest, batch
from valuereport.actions.statement import StatementEmail, StatementRequest, make_ready, release_and_email
from valuereport.actions.terminal import login
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.batch import forget_in_run, read_makers, read_run, record_maker
from valuereport.errors import DeliveryError
from valuereport.model.delivery import Approval
from valuereport.model.person import Person

EMAIL = '[email]\nunsubscribe_page = "https://guild.example/stop?who={token}"\n\n'
BY_ANOTHER = "[approval]\nby_another = true\n\n"


def example(folder: Path, more: str = BY_ANOTHER) -> Path:
    return edited(worked_example(folder), "[period]", f"{EMAIL}{more}[period]")


def by(workspace: Workspace, name: str) -> Workspace:
    return replace(workspace, person=Person(name, "approver"))


def approved(workspace: Workspace, operator: str = "") -> Approval:
    return approve(workspace, ApproveRequest(review(workspace, ReviewRequest("r")), operator))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the settings of a workspace with a run that Anna has made."""
    path = example(tmp_path_factory.mktemp("anna"))
    batch(by(open_workspace(path), "anna.berg"), BatchRequest("r", workers=1))
    return path


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(made.parent, tmp_path, dirs_exist_ok=True)
    return open_workspace(tmp_path / made.name)


def test_another_person_approves(workspace: Workspace) -> None:
    for name, operator in (("anna.berg", ""), ("Anna.Berg", ""), ("anna.berg", "Ben Roth"), ("ben", "ANNA.BERG")):
        with pytest.raises(DeliveryError, match=r"wants another person than who made it, and anna\.berg has made it"):
            approved(by(workspace, name), operator)
    assert approved(by(workspace, "ben.roth")).operator == "ben.roth"
    assert approved(by(workspace, "anna.berg")).operator == "ben.roth"  # it is approved: nothing changes by that


def test_without_the_setting_anybody_approves(workspace: Workspace) -> None:
    edited(workspace.settings.path, BY_ANOTHER, "")
    assert approved(by(open_workspace(workspace.settings.path), "anna.berg")).operator == "anna.berg"


def test_one_statement_that_is_sent_alone_is_released_by_who_looked_at_it(workspace: Workspace, tmp_path: Path) -> None:
    """No second person is there while the member is on the phone; the ledger says who released it."""
    anna, to = by(workspace, "anna.berg"), StatementEmail(hand_over_to=tmp_path / "mail")
    ready = make_ready(anna, StatementRequest("W1"), to)
    assert read_makers(ready.run.folder) == ("anna.berg",)
    with pytest.raises(DeliveryError, match=r"anna\.berg has made it"):  # approved as a run it is one
        approve(anna, ApproveRequest(review(anna, ReviewRequest(ready.run.name))))
    assert [one.state for one in release_and_email(anna, ready, to).deliveries] == ["sent"]
    released = approval_of(anna, ready.run)
    assert released
    assert released.operator == "anna.berg"


def test_who_made_a_run_changes_no_byte_of_what_is_approved(workspace: Workspace) -> None:
    batch(by(workspace, "ben.roth"), BatchRequest("again", workers=1))
    one, two = (tree(workspace.output / name) for name in ("r", "again"))
    assert {name for name in one if one[name] != two.get(name)} == {"made_by.json"}
    assert one.keys() == two.keys()
    assert read_run(workspace.output / "r").digest == read_run(workspace.output / "again").digest
    edited(workspace.settings.path, BY_ANOTHER, "[desk]\nread_only = true\n\n")
    batch(open_workspace(workspace.settings.path), BatchRequest("r", resume=True, workers=1))  # no input has changed
    assert read_makers(workspace.output / "r") == ("anna.berg",)  # nothing was left to make


def test_all_who_made_some_of_it_are_on_record(workspace: Workspace) -> None:
    run = workspace.output / "r"
    whole = tree(run)
    next(run.glob("statements/*/*.pdf")).unlink()
    batch(by(workspace, "ben.roth"), BatchRequest("r", resume=True, workers=1))
    assert read_makers(run) == ("anna.berg", "ben.roth")
    assert {**tree(run), "made_by.json": ""} == {**whole, "made_by.json": ""}
    for name in ("anna.berg", "ben.roth"):
        with pytest.raises(DeliveryError, match=f"{name} has made it"):
            approved(by(workspace, name))
    assert approved(by(workspace, "cleo")).operator == "cleo"


RECORDS: Sequence[bytes] = (b"", b"{}", b"[]", b'{"made_by": []}', b'{"made_by": "ben"}', b"\xff", b'{"made_by": [""]}')


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_that_says_nothing_names_nobody(tmp_path: Path, record: bytes) -> None:
    (tmp_path / "made_by.json").write_bytes(record)
    assert read_makers(tmp_path) == ("",)


def test_a_run_of_nobody_knows_whom_is_not_approved(workspace: Workspace) -> None:
    (workspace.output / "r" / "made_by.json").unlink()
    with pytest.raises(DeliveryError, match="not on record who made it"):
        approved(by(workspace, "ben.roth"))


def test_what_a_run_had_before_there_were_records_has_an_unknown_maker(tmp_path: Path) -> None:
    record_maker(tmp_path, "ben", made_before=True)
    record_maker(tmp_path, "ben", made_before=True)
    assert read_makers(tmp_path) == ("", "ben")
    assert json.loads((tmp_path / "made_by.json").read_text()) == {"made_by": ["", "ben"]}


def test_forgetting_a_member_leaves_who_made_the_run(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "r", [Told("M1"), Told("anna@members.example")])
    record_maker(run, "anna@members.example", made_before=False)
    assert forget_in_run(run, "anna@members.example")
    assert read_makers(run) == ("anna@members.example",)


def test_at_a_terminal(tmp_path: Path) -> None:
    path = example(tmp_path)
    assert said(path, "batch", "--run", "r", "--workers", "1")
    assert read_makers(tmp_path / "output" / "r") == (login(),)
    message = refused(path, "approve", "r", "--by", "Somebody Else", "--yes")
    assert message == (
        "The run r is not approved: by_another in [approval] of the settings wants another person than who made it, "
        f"and {login()} has made it"
    )
    assert "The run is a draft" in said(path, "approve", "r")
