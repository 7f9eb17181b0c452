"""Words of the settings that match nothing are a warning that says what is there instead."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.loaders.exports import HISTORY, HISTORY_HEADINGS, load_csv, load_it, only_problem

ROWS = f"{HISTORY_HEADINGS}\nW1,a,2026-03-04,x,1,\nW1,a,2026-03-05,x,1,\nW1,b,2026-03-06,y,1,\nSum,,,,3,\n"


@pytest.mark.parametrize(
    ("more", "setting", "column", "value"),
    [
        ('where = { Activity = ["A", "bb"] }', "where", "Activity", '"bb"; there: "a" 2, "b" 1'),
        ('where_not = { Title = "z" }', "where_not", "Title", '"z"; there: "x" 2, "y" 1'),
        ('footers = ["Sum", "Total"]', "footers", "", '"Total"'),
        ('until = ["Notes"]', "until", "", '"Notes"'),
    ],
)
def test_words_that_no_row_has(tmp_path: Path, more: str, setting: str, column: str, value: str) -> None:
    more += "" if setting == "footers" else '\nfooters = ["Sum"]'
    found = only_problem(load_csv(tmp_path, ROWS, more))
    assert (found.stage, found.severity, found.file, found.row) == ("load", "warning", "it.csv", None)
    assert found.reason == f"{setting} names words that stand nowhere in the export"
    assert (found.column, found.value) == (column, value)


def test_words_that_some_row_has_are_no_news(tmp_path: Path) -> None:
    more = 'where = { Activity = ["A", "b"] }\nwhere_not = { Title = "Y" }\nuntil = ["sum"]'
    assert load_csv(tmp_path, ROWS, more).problems == ()


def test_a_word_of_one_of_several_files_is_used(tmp_path: Path) -> None:
    (tmp_path / "it-1.csv").write_text(ROWS)
    (tmp_path / "it-2.csv").write_text(f"{HISTORY_HEADINGS}\nW1,c,2026-03-04,x,1,\nTotal,,,,1,\n")
    more = 'where = { Activity = ["a", "c", "d"] }\nfooters = ["Sum", "Total"]'
    found = only_problem(load_it(tmp_path, f'format = "csv"\nfile = "it-*.csv"\n{more}', HISTORY))
    assert (found.file, found.value) == ("it-*.csv", '"d"; there: "a" 2, "b" 1, "c" 1')


MEMBERS = """
[source.columns]
member_id = "No"
name = "Name"
country = { column = "Country", map = { Germany = "DE", Deutschland = "DE" } }
no_email = { column = "Tags", contains = "No email" }
no_post = { column = "Post", map = { "opt out" = "yes", in = "no" } }
"""


def test_map_and_contains(tmp_path: Path) -> None:
    content = 'No,Name,Country,Tags,Post\nM1,Ann,Germany,"VIP, No mail",Opt-out\nM2,Bob,germany,VIP,in\n'
    loaded = load_csv(tmp_path, content, "", MEMBERS, "members")
    assert [(one.reason.split()[0], one.column, one.value) for one in loaded.problems] == [
        ("map", "Country", '"Deutschland"; there: "Germany" 1, "germany" 1'),
        ("contains", "Tags", '"No email"; there: "VIP" 2, "No mail" 1'),
    ]


def test_names_of_people_are_not_listed(tmp_path: Path) -> None:
    content = "No,Name,Country,Tags,Post\n" + "".join(f"M{at},Ann,Germany,Person {at},in\n" for at in range(300))
    loaded = load_csv(tmp_path, content, "", MEMBERS, "members")
    assert [one.value for one in loaded.problems if one.column == "Tags"] == ['"No email"; there: 300 different texts']


def test_a_footer_that_a_sheet_does_not_have(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "it.xlsx") as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(ROWS.splitlines()):
            sheet.write_row(at, 0, line.split(","))
    keys = 'format = "excel"\nfile = "it.xlsx"\nfooters = ["sum", "Total"]'
    assert only_problem(load_it(tmp_path, keys, HISTORY)).value == '"Total"'


def test_a_source_whose_rows_are_all_left_out(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, ROWS, 'where = { Activity = "A" }\nwhere_not = { Title = "x" }\nfooters = ["Sum"]')
    assert only_problem(loaded).reason == "every row is left out by where or where_not"
