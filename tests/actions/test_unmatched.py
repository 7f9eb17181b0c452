"""Rows that nobody has lead to the members that they look like, and to the command that settles it."""

from __future__ import annotations

import shlex
from pathlib import Path

from tests.actions.test_correct import FEES, HISTORY, MEMBERS
from tests.commands import said
from tests.workspaces import edited, worked_example
from valuereport.actions.unmatched import unmatched
from valuereport.actions.workspace import open_workspace
from valuereport.cli.remedies import command_of


def test_the_member_is_named_and_the_command_settles_it(tmp_path: Path) -> None:
    path = worked_example(tmp_path, members_csv=MEMBERS, history_csv=HISTORY, fees_csv=FEES)
    kinds = edited(path.parent / "members.csv", "Country\n", "Country,Kind\n")
    kinds.write_text(kinds.read_text().replace(",GB\n", ",GB,person\n", 1).replace(",GB\n", ",GB,organisation\n"))
    edited(path, 'kind = { value = "person" }', 'kind = "Kind"')
    found = unmatched(open_workspace(path))
    assert (found.rows, found.more) == (2, 0)
    assert {one.key: [each.member_id for each in one.meant] for one in found.keys} == {
        "OLD-1": [],
        "p.doyle@doyle.example": ["W2"],
    }
    (meant,) = next(one.meant for one in found.keys if one.meant)
    assert (meant.name, meant.why) == ("Doyle & Sons Ltd", "an address at doyle.example, as the firm's")
    said(path, *shlex.split(command_of(meant.remedy))[1:], "--by", "Ann", "--yes")
    left = unmatched(open_workspace(path), most=0)
    assert (left.keys, left.rows, left.more) == ((), 1, 1)
