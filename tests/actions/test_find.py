"""find: members with what they were sent and rows that look like theirs, and the command that settles it."""

from __future__ import annotations

import json
import os
import shlex
import stat
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.actions.test_correct import FEES, HISTORY, MEMBERS
from tests.commands import refused, said
from tests.workspaces import edited, worked_example
from valuereport.actions.verification import parse_verification
from valuereport.actions.workspace import ledger_of, open_workspace
from valuereport.insights.decay import COLUMNS
from valuereport.insights.tables import member_list
from valuereport.model.delivery import Wanted
from valuereport.model.directory import ToVerify
from valuereport.model.insight import MemberList


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = worked_example(tmp_path, members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES)
    kinds = edited(path.parent / "members.csv", "Country\n", "Country,Kind\n")
    kinds.write_text(kinds.read_text().replace(",GB\n", ",GB,person\n", 1).replace(",GB\n", ",GB,organisation\n"))
    return edited(path, 'kind = { value = "person" }', 'kind = "Kind"')


def found(path: Path, text: str) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = json.loads(said(path, "find", text, "--json"))["found"]
    return answer


def test_the_command_that_is_shown_settles_the_rows(path: Path) -> None:
    (one,) = found(path, "doyle")
    assert (one["member_id"], one["name"]) == ("W2", "Doyle & Sons Ltd")
    (rows,) = one["unmatched"]
    assert (rows["key"], rows["rows"], rows["source"]) == ("p.doyle@doyle.example", 1, "history")
    assert rows["command"] == "valuereport correct W2 --alias p.doyle@doyle.example --why TEXT"
    text = said(path, "find", "doyle")
    assert "1 row of history for p.doyle@doyle.example: an address at doyle.example" in text
    said(path, *shlex.split(rows["command"])[1:])
    assert found(path, "doyle")[0]["unmatched"] == []
    assert found(path, "p.doyle@doyle.example")[0]["why"] == "also known as p.doyle@doyle.example"


def test_rows_of_nobody_lead_to_whom_they_look_like(path: Path) -> None:
    assert [one["member_id"] for one in found(path, "p.doyle@doyle.example")] == ["W2"]
    assert json.loads(said(path, "find", "OLD-1", "--json"))["unmatched"][0]["keys"] == ["OLD-1"]
    assert "1 row of history for OLD-1: no member is like it (history.csv, row 3)" in said(path, "find", "OLD-1")


def test_what_was_sent_is_shown(path: Path) -> None:
    workspace = open_workspace(path)
    with ledger_of(workspace) as ledger:
        ledger.plan("2026-01-01/2027-01-01", "email", [Wanted("W1", "2026", "a.pdf", "0" * 64, "ann@guild.example")])
    (one,) = found(path, "able")
    assert [(each["run"], each["state"]) for each in one["deliveries"]] == [("2026", "planned")]
    assert "email: planned to ann@guild.example, run 2026" in said(path, "find", "able")


def test_nothing_found_and_nothing_asked(path: Path) -> None:
    assert "nothing is like 'xyzzy'" in said(path, "find", "xyzzy")
    assert found(path, "xyzzy") == []
    assert "allowed: a part of a name" in refused(path, "find", " ")


def test_what_is_kept_is_private_and_never_old(path: Path) -> None:
    kept = path.parent / "output" / ".find.json"
    assert found(path, "able")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    before = kept.read_bytes()
    assert found(path, "able")
    assert kept.read_bytes() == before
    edited(path.parent / "members.csv", "Ann Able", "Ann Baker")
    assert not found(path, "able")
    assert found(path, "baker")
    said(path, "correct", "W1", "--field", "name", "--value", "Ann Cook", "--why", "married")
    assert found(path, "cook")
    kept.write_bytes(b"{")
    assert found(path, "cook")
    said(path, "forget", "W1", "--yes")
    assert not kept.exists()


def test_what_should_be_verified_is_one_line(path: Path) -> None:
    why, gone = "older than its half-life; membership due", "x@old.example"
    ann = ToVerify("email", "ann@guild.example", 0.83, why)
    rows = [("W1", "Ann", ann.field, ann.value, None, ann.p_stale, ann.why)]
    rows += [("W1", "Ann", "phone", "+44 1", None, 0.5, "never checked"), ("W1", "Ann", "email", gone, None, 1.0, "")]
    rows += [("=W2", "Doyle", "email", "=d@x.example", None, 0.5, "never checked")]
    for run, some in (("2026", rows), ("2025", rows[:0])):  # the newest list is the one that counts
        file = path.parent / "output" / run / "insights" / "lists" / "verification.csv"
        file.parent.mkdir(parents=True)
        file.write_bytes(member_list(MemberList("verification", COLUMNS, tuple(some))))
        os.utime(file, (1_800_000_000 + int(run), 1_800_000_000 + int(run)))
    assert parse_verification((path.parent / "output/2026/insights/lists/verification.csv").read_bytes())["=W2"] == (
        ToVerify("email", "=d@x.example", 0.5, "never checked"),
    )
    line = "to verify: email ann@guild.example (older than its half-life, membership due); phone +44 1 (never checked)"
    assert line in said(path, "find", "able")
    (one,) = found(path, "able")
    assert one["verify"][0] == asdict(ann)
    (path.parent / "output/2025/insights/lists/verification.csv").unlink()
    (path.parent / "output/2026/insights/lists/verification.csv").write_text("something else\n1\n")
    assert found(path, "able")[0]["verify"] == []
