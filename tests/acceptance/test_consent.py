"""What cannot be read keeps mail back, and check, the plans, the ledger and the dry run say which cell it was."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.test_delivery import approve, sent
from tests.commands import call, said
from tests.deliver.campaigns import campaign, member, write_members
from tests.workspaces import edited

WHETHER = "whether the member {} cannot be read ({}: {})"
EMAIL = WHETHER.format("opted out of email", "no_email", '"Sí?"')
POST = WHETHER.format("opted out of post", "no_post", '"?"')
HOLD = WHETHER.format("is on hold", "on_hold", '"ask Bea"')
RENEWED = WHETHER.format("has renewed", "renewed", '"1767225600"')
MEMBERS = [
    member(0),
    member(1, **{"No email": "Sí?"}),
    member(2, **{"No post": "?"}),
    member(3, **{"On hold": "ask Bea"}),
    member(4, Renewed="1767225600"),
    member(5, **{"No email": "2026-03-13 11:33:53 UTC"}),
    member(6, **{"No email": "yes", "No post": "?"}),
    member(7, **{"No email": "Sí?", "No post": "?"}),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the settings of these members and a run, not yet approved."""
    return campaign(tmp_path, MEMBERS)


def test_check_names_the_cell_and_the_member(path: Path) -> None:
    text = said(path, "check")
    assert "Sí?" not in text  # what a cell holds stands in the file, not in the terminal
    with (path.parent / "output" / "problems.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["reason"] == "neither yes nor no"]
    assert [(row["row"], row["column"], row["value"], row["member_id"]) for row in rows] == [
        ("3", "No email", "Sí?", "M0001"),
        ("4", "No post", "?", "M0002"),
        ("5", "On hold", "ask Bea", "M0003"),
        ("6", "Renewed", "1767225600", "M0004"),
        ("8", "No post", "?", "M0006"),
        ("9", "No email", "Sí?", "M0007"),
        ("9", "No post", "?", "M0007"),
    ]


def test_the_plan_of_a_batch_makes_the_statement_and_says_what_is_held_back(path: Path) -> None:
    with (path.parent / "fees.csv").open("a") as stream:
        stream.writelines(f"{one['Member']},325.00,GBP,2026-01-05\n" for one in MEMBERS)
    plan = json.loads(said(path, "batch", "--dry-run", "--json"))["plan"]
    assert {one["action"] for one in plan} == {"render"}
    assert [one["reason"] for one in plan] == [
        "",
        f"no email: {EMAIL}",
        f"no letter: {POST}",
        f"nothing is delivered: {HOLD}",
        f"nothing is delivered: {RENEWED}",
        "",
        f"no letter: {POST}",
        f"no email: {EMAIL}; no letter: {POST}",
    ]


def reasons(found: Sequence[dict[str, str]]) -> list[str]:
    return [one["reason"] for one in sorted(found, key=lambda one: one["member_id"])]


def test_the_dry_run_and_the_ledger_say_why_nothing_is_sent(path: Path) -> None:
    approve(path)
    expected = ["", EMAIL, "", HOLD, RENEWED, "opted out of email", "opted out of email", EMAIL]
    assert reasons(json.loads(said(path, "email", "--run", "r", "--dry-run", "--json"))["plan"]) == expected
    assert f"M0001  not sent: {EMAIL}" in said(path, "email", "--run", "r", "--dry-run")
    text = sent(path)
    assert "2 because whether the member opted out of email cannot be read\n" in text
    assert len(list((path.parent / "mail").glob("*.eml"))) == 2
    assert reasons(json.loads(said(path, "ledger", "list", "--json"))) == expected
    said(path, "print", "--run", "r")
    letters = json.loads(said(path, "ledger", "list", "--channel", "print", "--json"))
    assert reasons(letters) == ["", "", POST, HOLD, RENEWED, "", POST, POST]


def test_who_settles_the_cell_is_written_to(path: Path) -> None:
    approve(path)
    sent(path)
    write_members(path.parent, [one | {"No email": "no", "On hold": ""} for one in MEMBERS[:4]])
    assert "M0001  m0001@members.example" in said(path, "email", "--run", "r", "--dry-run")


def test_one_member_is_not_emailed_either(path: Path) -> None:
    refusal = str(call(path, "statement", "M0001", "--email", "--to-folder", str(path.parent), "--by", "Ada").exception)
    assert f"gets no email: {EMAIL}" in refusal


def test_an_opt_out_that_appears_on_a_second_row_during_the_sending_counts(path: Path) -> None:
    approve(path)
    write_members(path.parent, [*MEMBERS, member(0, **{"No email": "yes"})])
    plan = json.loads(said(path, "email", "--run", "r", "--dry-run", "--json"))["plan"]
    assert plan[0]["reason"] == "opted out of email"


def test_a_column_that_no_export_can_feed(path: Path) -> None:
    edited(path, 'secret = "Secret"', 'secret = "Secret"\nunreadable = "Secret"')
    assert "(not unreadable)" in str(call(path, "check").exception)
