"""Who brought whom: any key of a member or former member becomes its id; items that members contribute are kept."""

from __future__ import annotations

from pathlib import Path

from tests.combine.histories import MEMBERS_HEAD, member
from tests.workspaces import edited, worked_example
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.histories import histories_of
from valuereport.settings import load_settings

REFERRED = "M1,,M9,m1@GUILD.example,lost,m1"
"""What the export says of six members, in their order: their numbers are M1 to M6."""


def test_any_key_of_a_member_stands_for_its_id_and_items_are_found_by_title(tmp_path: Path) -> None:
    head = MEMBERS_HEAD.replace("\n", ",Brought by\n")
    rows = [
        member(f"M{number}").replace("\n", f",{said}\n") for number, said in enumerate(REFERRED.split(","), start=1)
    ]
    path = worked_example(
        tmp_path,
        members_csv=head + "".join(rows),
        history_csv="Member,Activity,Date,Title,Quantity,Amount,Reference\n"
        "M1,cpd-webinar,2026-02-11,Retrofit  Finance,1,,c1\n"
        "M2,template-download,2026-03-11,retrofit finance,1,,d1\n"
        "M2,template-download,2026-03-12,Site diary,1,,d2\n"
        "M1,template-download,2026-03-13,Retrofit finance,1,,d3\n",
    )
    edited(path, 'name = "Name"\nemails', 'referred_by = "Brought by"\nname = "Name"\nemails')
    (tmp_path / "log.csv").write_text("Member,Starts,Ends\nM9,2020-01-01,2020-12-31\n")
    log = '\n[[source]]\nname = "log"\ntable = "memberships"\nformat = "csv"\nfile = "log.csv"\n'
    columns = '[source.columns]\nmember = "Member"\nstarts = "Starts"\nends = "Ends"\n'
    edited(path, "[period]", '[insights]\ncontribution = ["cpd-webinar"]\n\n[period]')
    edited(path, "[period]", '[flywheel.reused]\ncpd-webinar = ["template-download"]\n\n[period]')
    path.write_text(path.read_text() + log + columns)
    found = histories_of(load_and_calculate(load_settings(path)), "2026")
    said = found.members.set_index("member_id")["referred_by"]
    assert said[[f"M{number}" for number in range(1, 7)]].tolist() == ["M1", "", "M9", "M1", "lost", "M1"]
    items = found.items[["item", "member", "contributed"]].to_numpy().tolist()
    assert items == [[0, 0, True], [0, 1, False], [0, 0, False]]
