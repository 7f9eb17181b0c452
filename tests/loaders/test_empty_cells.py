"""Cells that mean nothing, and cells that cannot be read: what each costs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from tests.loaders.exports import history, load_csv, load_it, only_problem, settings_for, tally
from valuereport.errors import SettingsError

MEMBERS = """
[source.columns]
member_id = "No"
name = "Name"
joined = "Joined"
fee = "Fee"
country = { column = "Country", map = { Germany = "DE", "--" = "GB" } }
no_email = "Out"
"""
HEAD = "No,Name,Joined,Fee,Country,Out\n"
EMPTY = 'empty = ["NEVER", "--", "n/a", "Néant"]'
ENGAGEMENTS = """
[source.columns]
member = "Member"
activity = { column = "Kind", map = { seminar = "webinar" } }
date = "Date"
end = "End"
title = "Title"
quantity = "Hours"
amount = "Deal"
price_paid = "Paid"
list_price = "List"
currency = { column = "Money", map = { Euro = "EUR" } }
reference = "Ref"
"""
HEADINGS = ("Member", "Kind", "Date", "End", "Title", "Hours", "Deal", "Paid", "List", "Money", "Ref")
GOOD = ("W1", "seminar", "2026-03-04", "2026-03-04", "A", "1", "10", "5", "6", "Euro", "r1")


def csv_of(*rows: tuple[str, ...]) -> str:
    return "".join(f"{','.join(row)}\n" for row in (HEADINGS, *rows))


def changed(**cells: str) -> tuple[str, ...]:
    return tuple(cells.get(heading, cell) for heading, cell in zip(HEADINGS, GOOD, strict=True))


def test_words_for_nothing_are_empty_cells_in_every_column(tmp_path: Path) -> None:
    content = f"{HEAD}M1,Ann,never,-- ,Germany, N/A \nM2,Bob,NÉANT,5,n/a,yes\nn/a,Cy,,,,yes\nM4,--,,,,\n"
    loaded = load_csv(tmp_path, content, EMPTY, MEMBERS, "members")
    frame = loaded.frames["members"]
    assert frame["member_id"].tolist() == ["M1", "M2"]
    assert frame["joined"].isna().all()
    assert frame["fee"].isna().tolist() == [True, False]
    assert frame["country"].tolist() == ["DE", ""]
    assert frame["no_email"].tolist() == [False, True]
    assert [(one.row, one.reason) for one in loaded.problems if one.severity == "error"] == [
        (4, "empty, and member_id is needed"),
        (5, "empty, and name is needed"),
    ]


def test_a_word_that_the_map_of_a_column_names_means_what_that_says(tmp_path: Path) -> None:
    content = f"{HEAD}M1,Ann,--,5,--,no\nM2,Bob,,5,Germany,no\n"
    loaded = load_csv(tmp_path, content, EMPTY, MEMBERS, "members")
    assert loaded.frames["members"]["country"].tolist() == ["GB", "DE"]
    assert loaded.problems == ()


def test_words_for_nothing_among_dates_and_numbers_of_a_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "it.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.strip().split(","))
        sheet.write_row(1, 0, ("M1", "Ann", date(2015, 3, 1), 5, "Germany", "no"))
        sheet.write_row(2, 0, ("M2", "Bob", "Never", "--", "n/a", "n/a"))
    loaded = load_it(tmp_path, f'format = "excel"\nfile = "it.xlsx"\n{EMPTY}', MEMBERS, "members")
    frame = loaded.frames["members"]
    assert frame["joined"].isna().tolist() == frame["fee"].isna().tolist() == [False, True]
    assert frame["no_email"].tolist() == [False, False]
    assert {one.reason for one in loaded.problems} == {"map names words that stand nowhere in the export"}


def test_rows_are_chosen_by_words_before_they_are_empty(tmp_path: Path) -> None:
    loaded = load_csv(
        tmp_path, csv_of(GOOD, changed(Title="--")), f'{EMPTY}\nwhere_not = {{ Title = "--" }}', ENGAGEMENTS
    )
    assert (tally(loaded).filtered, history(loaded)["title"].tolist()) == (1, ["A"])


def test_an_item_of_nothing_but_such_words_is_none(tmp_path: Path) -> None:
    content = "Member,Damp,,Heat,\nW1,-,-,Done,2026-03-05\nW2,-,-,-,-\n"
    keys = 'empty = ["-"]\nunpivot = { keep = ["Member"], group = 2, names = ["Course", "State", "Day"] }'
    columns = '[source.columns]\nmember = "Member"\nactivity = { value = "a" }\ntitle = "Course"\ndate = "Day"'
    loaded = load_csv(tmp_path, content, keys, columns)
    assert history(loaded)["title"].tolist() == ["Heat"]
    assert loaded.problems == ()


def test_words_for_nothing_that_are_not_listed_are_one_problem_a_column(tmp_path: Path) -> None:
    rows = "".join(f"M{at},Ann,NEVER,,,no\n" for at in range(300))
    loaded = load_csv(
        tmp_path, f"{HEAD}{rows}M9,Bob,CLEAR,-,null,N/A\n", "", MEMBERS.replace(', "--" = "GB"', ""), "members"
    )
    assert loaded.frames["members"]["joined"].isna().all()
    assert len(loaded.frames["members"]) == 301
    told = [one for one in loaded.problems if "seem to mean" in one.reason]
    assert [(one.column, one.value, one.rows, one.row) for one in told] == [
        ("Fee", '"-" 1', 1, 302),
        ("Country", '"null" 1', 1, 302),
        ("Joined", '"NEVER" 300, "CLEAR" 1', 301, 2),
        ("Out", '"N/A" 1', 1, 302),
    ]
    assert told[2].reason == 'words that seem to mean "nothing" cannot be read as a date: "NEVER", "CLEAR"'
    assert told[2].action == (
        "left empty; the rows are used; where they mean that the cell is empty, "
        'write empty = ["NEVER", "CLEAR"] into the source'
    )
    [held_back] = [one for one in loaded.problems if one.severity == "error"]
    assert (held_back.column, held_back.member_id) == ("Out", "M9")


def test_a_rejected_row_keeps_its_own_problem(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, csv_of(GOOD, changed(Date="NEVER"), changed(Hours="n/a")), "", ENGAGEMENTS)
    advice = 'rows not used; where they mean that the cell is empty, write empty = ["n/a"] into the source'
    assert [(one.row, one.column, one.action) for one in loaded.problems] == [
        (3, "Date", "row not used"),
        (4, "Hours", "row not used"),
        (3, "Date", "rows not used: they need this column"),
        (4, "Hours", advice),
    ]
    assert tally(loaded).rejected == 2


@pytest.mark.parametrize("value", ['"NEVER"', '[""]', '["ok", " "]', "[1]"])
def test_words_for_nothing_are_a_list_of_words(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match=r"source\.it\.empty"):
        settings_for(tmp_path, f'format = "csv"\nfile = "it.csv"\nempty = {value}')


# ---- Needed and optional columns ----------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Title", "Ref"])
def test_an_optional_cell_that_cannot_be_read_is_left_empty(tmp_path: Path, heading: str) -> None:
    loaded = load_csv(tmp_path, csv_of(GOOD, changed(**{heading: "#REF!"})), "", ENGAGEMENTS)
    name = {"Title": "title", "Ref": "reference"}[heading]
    assert history(loaded)[name].tolist()[1] == ""
    problem = only_problem(loaded)
    assert (problem.row, problem.column, problem.action) == (3, heading, "left empty; the row is used")
    assert tally(loaded).rejected == 0


@pytest.mark.parametrize("heading", ["Member", "Kind", "Date", "Hours", "Deal", "Paid", "List", "Money"])
@pytest.mark.parametrize("cell", ["#REF!", "#VALUE!"])
def test_a_cell_on_which_value_hangs_costs_its_row(tmp_path: Path, heading: str, cell: str) -> None:
    """Without it an assumption, one, or the organisation's currency would stand there, and might be worth more."""
    loaded = load_csv(tmp_path, csv_of(GOOD, changed(**{heading: cell})), "", ENGAGEMENTS)
    assert history(loaded)["row"].tolist() == [2]
    assert only_problem(loaded).action == "row not used"


@pytest.mark.parametrize(
    ("hours", "more", "used"),
    [("1", "", True), ("", "", False), ("x", "", False), ("1", "merge_intervals = true", False)],
)
def test_an_end_that_cannot_be_read_costs_the_row_where_its_hours_come_from_it(
    tmp_path: Path, hours: str, more: str, used: bool
) -> None:
    loaded = load_csv(tmp_path, csv_of(GOOD, changed(End="31 June", Hours=hours)), more, ENGAGEMENTS)
    assert history(loaded)["row"].tolist() == ([2, 3] if used else [2])
    assert history(loaded)["end"].isna().tolist() == ([False, True] if used else [False])
    assert {one.action for one in loaded.problems} == {"left empty; the row is used" if used else "row not used"}


def test_an_end_without_a_column_of_quantities_is_where_hours_come_from(tmp_path: Path) -> None:
    columns = "\n".join(line for line in ENGAGEMENTS.splitlines() if not line.startswith("quantity"))
    loaded = load_csv(tmp_path, csv_of(GOOD, changed(End="31 June")), "", columns)
    assert (history(loaded)["row"].tolist(), tally(loaded).rejected) == ([2], 1)


FEES = """
[source.columns]
member = "Member"
amount = "Amount"
paid = "Paid"
currency = "Money"
reference = "Ref"
"""


@pytest.mark.parametrize(
    ("row", "used"),
    [("W1,5,2026-01-05,#N/A,r", False), ("W1,5,2026-01-05,GBP,#N/A", True), ("W1,x,2026-01-05,GBP,r", False)],
)
def test_fees(tmp_path: Path, row: str, used: bool) -> None:
    loaded = load_csv(tmp_path, f"Member,Amount,Paid,Money,Ref\n{row}\n", "", FEES, "fees")
    assert loaded.frames["fees"].empty is not used
    assert only_problem(loaded).action == ("left empty; the row is used" if used else "row not used")


def test_a_contact_needs_nothing_but_its_member(tmp_path: Path) -> None:
    columns = '[source.columns]\nmember_id = "No"\nname = "Name"\nemails = "Mail"\njob_title = "Job"\nno_email = "Out"'
    content = "No,Name,Mail,Job,Out\nW1,#N/A,#REF!,#NAME?,#N/A\n#N/A,Ann,a@x.example,,yes\n"
    loaded = load_csv(tmp_path, content, "", columns, "contacts")
    frame = loaded.frames["contacts"]
    assert frame[["member_id", "name", "emails", "job_title", "no_email"]].to_numpy().tolist() == [
        ["W1", "", "", "", True]
    ]
    assert [(one.flags, one.emails) for one in loaded.opt_outs] == [(("no_email",), "a@x.example")]
    assert tally(loaded).rejected == 1
    assert np.unique([one.action for one in loaded.problems]).tolist() == [
        "left empty; the row is used",
        "row not used",
        "taken for yes: no email until a person settles it",
    ]
