"""What insights read of a run: the responses, numbered as its members are, also those of former ones."""

from __future__ import annotations

from pathlib import Path

from tests.combine.test_responses import COLUMNS, SURVEYS, WIDE
from tests.workspaces import worked_example
from valuereport.pipeline.batch import run_inputs
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.histories import as_at, histories_of
from valuereport.pipeline.plan import Scope
from valuereport.settings import load_settings

LOG = """
[[source]]
name = "log"
table = "memberships"
format = "csv"
file = "log.csv"
[source.columns]
member = "Member"
starts = "Starts"
"""


def test_responses_are_of_members_and_former_ones_and_do_not_move_the_day(tmp_path: Path) -> None:
    path = worked_example(
        tmp_path,
        surveys_toml=SURVEYS,
        log_csv="Member,Starts\nGone,2020-01-01\n",
        it_csv="ID,Email,Date,How important?\n1,Gone,2030-05-05,5\n2,who,2030-05-05,6\n",
    )
    before = load_and_calculate(load_settings(path))
    assert "surveys" not in run_inputs(before, Scope())
    source = WIDE.format(survey="members", wave='{ value = "2025" }', columns=COLUMNS, keys="")
    path.write_text(path.read_text("utf-8") + LOG + source, "utf-8")
    valued = load_and_calculate(load_settings(path))
    found = histories_of(valued, "2026")
    ids = [*found.members["member_id"], ""]
    assert [ids[one] for one in found.responses["member"]] == ["Gone", ""]
    assert found.responses["answer"].tolist() == ["5", "6"]
    assert as_at(valued) == as_at(before)
    assert "question" in run_inputs(valued, Scope())["surveys"]
