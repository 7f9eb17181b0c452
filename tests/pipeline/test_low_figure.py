"""Why a figure may be low is said of the member's own rows, what a person can mend first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.workspaces import worked_example
from valuereport.actions.kept import Kept
from valuereport.actions.member import MemberRequest, member_record
from valuereport.actions.workspace import open_workspace

HISTORY = """Member,Activity,Date,Title,Quantity,Amount,Reference
W1,template-download,2026-01-12,Appointment letter,2,,d1
W1,cpd-webinar,2025-02-11,Fire safety after handover,4,,c1
wilma.worked@home.example,cpd-webinar,2026-06-17,Retrofit finance,6,,c2
wilma.worked@home.example,cpd-webinar,2026-07-17,Retrofit roofs,6,,c3
"""


def test_rows_of_nobody_few_uses_and_other_years_are_said_with_their_counts(tmp_path: Path) -> None:
    workspace = replace(open_workspace(worked_example(tmp_path, history_csv=HISTORY)), kept=Kept())
    found = member_record(workspace, MemberRequest("W1"))
    told = [(one.code, one.count, one.activities) for one in found.low]
    assert told == [("not_matched", 2, ()), ("few", 1, ()), ("other_years", 1, ("cpd-webinar",))]
    assert [(activity, use.title) for activity, use in found.uses] == [("template-download", "Appointment letter")]


def test_a_member_with_many_uses_and_exact_assumptions_is_told_nothing(tmp_path: Path) -> None:
    workspace = replace(open_workspace(worked_example(tmp_path)), kept=Kept())
    assert member_record(workspace, MemberRequest("W1")).low == ()
