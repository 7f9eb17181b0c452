# ruff: noqa: DTZ001 - dates are local wall time throughout
"""XLSX, XLS and ODS: sheets, cells that are dates and numbers already, and files that only look like workbooks."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.loaders.exports import history, load_it, only_problem, tally
from tests.loaders.sheets import write_ods, write_xlsx
from valuereport.errors import SourceError
from valuereport.model.history import Loaded

COLUMNS = """
[source.columns]
member = "Member"
activity = "Kind"
date = "Day"
quantity = "Hours"
"""


def load_workbook(folder: Path, name: str = "it.xlsx", more: str = 'sheet = "attendance"') -> Loaded:
    return load_it(folder, f'format = "excel"\nfile = "{name}"\ndate_order = "dmy"\n{more}', COLUMNS)


HEADINGS = ("Member", "Kind", "Day", "Hours")


def test_cells_that_are_dates_and_numbers_already(tmp_path: Path) -> None:
    rows = [
        ("Attendance 2026",),
        (),
        HEADINGS,
        (1042, "webinar", datetime(2026, 3, 4, 9, 30), 1.5),
        ("M7", "webinar", date(2026, 3, 5), "2"),
        (),
        (1043.0, "webinar", "06/03/2026", 0),
    ]
    write_xlsx(tmp_path / "it.xlsx", rows)
    loaded = load_workbook(tmp_path)
    frame = history(loaded)
    assert frame["member"].tolist() == ["1042", "M7", "1043"]
    assert frame["date"].tolist() == [datetime(2026, 3, 4, 9, 30), datetime(2026, 3, 5), datetime(2026, 3, 6)]
    assert frame["quantity"].tolist() == [1.5, 2.0, 0.0]
    assert frame["row"].tolist() == [4, 5, 7]
    assert loaded.problems == ()


def test_a_bare_number_is_no_date_and_a_date_no_number(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        ("M1", "a", 46085, 1),
        ("M2", "a", date(2026, 3, 5), date(2026, 3, 5)),
        ("M3", "a", date(2026, 3, 5), -1),
    ]
    write_xlsx(tmp_path / "it.xlsx", rows)
    loaded = load_workbook(tmp_path)
    assert history(loaded).empty
    assert [(p.row, p.column, p.value, p.reason) for p in loaded.problems] == [
        (2, "Day", "46085", "a bare number, not a date"),
        (3, "Hours", "2026-03-05", "not a number"),
        (4, "Hours", "-1", "a negative number"),
    ]
    assert tally(loaded).rejected == 3


def test_the_first_sheet_where_none_is_named(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "it.xlsx", [HEADINGS])
    with pytest.raises(
        SourceError, match='no columns "Member", "Kind", "Day", "Hours"; the columns are: A cover sheet'
    ):
        load_workbook(tmp_path, more="")


def test_a_missing_sheet_lists_the_sheets(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "it.xlsx", [HEADINGS])
    with pytest.raises(SourceError, match=r'it\.xlsx: no sheet "Attendance"; the sheets are: Cover, attendance'):
        load_workbook(tmp_path, more='sheet = "Attendance"')


def test_an_empty_sheet(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "it.xlsx", [])
    with pytest.raises(SourceError, match='the sheet "attendance" is empty'):
        load_workbook(tmp_path)


@pytest.mark.parametrize("content", [b"Member,Kind\nM1,a\n", b"PK\x03\x04 and no zip", bytes(2000)])
def test_a_file_that_only_looks_like_a_workbook(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "it.xlsx").write_bytes(content)
    with pytest.raises(SourceError, match=r"source it: it\.xlsx: is not a workbook that can be read"):
        load_workbook(tmp_path)


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "whole.xlsx", [HEADINGS, ("M1", "a", "04/03/2026", 1)])
    (tmp_path / "it.xlsx").write_bytes((tmp_path / "whole.xlsx").read_bytes()[:-300])
    with pytest.raises(SourceError, match="is not a workbook that can be read"):
        load_workbook(tmp_path)


def test_repeated_headings_and_a_lock_file_beside_it(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "it-1.xlsx", [(*HEADINGS, "Day"), ("M1", "a", "04/03/2026", 1, "x")])
    (tmp_path / "~$it-1.xlsx").write_bytes(b"x")
    loaded = load_workbook(tmp_path, "*it-*.xlsx")
    assert history(loaded)["member"].tolist() == ["M1"]
    assert only_problem(loaded).severity == "warning"


def test_an_old_workbook(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parent / "attendance.xls", tmp_path)
    frame = history(load_workbook(tmp_path, "attendance.xls"))
    assert frame["member"].tolist() == ["1042", "1043"]
    assert frame["date"].tolist() == [datetime(2026, 3, 4), datetime(2026, 3, 5)]
    assert frame["quantity"].tolist() == [1.5, 2.0]


def test_an_open_document(tmp_path: Path) -> None:
    rows = [HEADINGS, (1042, "Kaffee & Kuchen", date(2026, 3, 4), 1.5)]
    write_ods(tmp_path / "it.ods", rows)
    frame = history(load_workbook(tmp_path, "it.ods"))
    assert frame[["member", "activity", "quantity"]].to_numpy().tolist() == [["1042", "Kaffee & Kuchen", 1.5]]
    assert frame["date"].tolist() == [datetime(2026, 3, 4)]


def test_a_table_that_ends_and_footers_in_a_sheet(tmp_path: Path) -> None:
    good = ("M1", "a", date(2026, 3, 5), 1)
    rows = [("Attendance", "March"), HEADINGS, good, ("Subtotal", "", "", 1), good, ("Notes",), good]
    write_xlsx(tmp_path / "it.xlsx", rows)
    loaded = load_workbook(tmp_path, more='sheet = "attendance"\nuntil = ["notes"]\nfooters = ["Subtotal"]')
    assert history(loaded)["row"].tolist() == [3, 5]
    assert loaded.problems == ()
    assert (tally(loaded).read, tally(loaded).footers) == (4, 2)


def test_items_side_by_side_in_a_sheet(tmp_path: Path) -> None:
    rows = [("Member", "Damp", "", "Heat"), ("M1", date(2026, 3, 4), 2, date(2026, 3, 5)), ("M2", "", "", "")]
    write_xlsx(tmp_path / "it.xlsx", rows)
    unpivot = 'unpivot = { keep = ["Member"], group = 2, names = ["Kind", "Day", "Hours"] }'
    frame = history(load_workbook(tmp_path, more=f'sheet = "attendance"\n{unpivot}'))
    assert frame[["member", "activity", "row"]].to_numpy().tolist() == [["M1", "Damp", 2], ["M1", "Heat", 2]]
    assert frame["quantity"].isna().tolist() == [False, True]


@pytest.mark.parametrize("setting", ["footers", "until"])
def test_names_that_begin_with_the_word_of_a_footer_are_data_in_a_sheet(tmp_path: Path, setting: str) -> None:
    days = [date(2026, 3, day) for day in (5, 6, 7)]
    rows: list[tuple[object, ...]] = [
        HEADINGS,
        ("Summers Anna", "a", days[0], 1),
        ("SUMME:", "", "", 400),
        ("Total Energies Ltd", "a", days[1], 1),
        ("Total: 2 rows",),
        ("M3", "a", days[2], 1),
    ]
    write_xlsx(tmp_path / "it.xlsx", rows)
    loaded = load_workbook(tmp_path, more=f'sheet = "attendance"\n{setting} = ["Summe", "total"]')
    assert history(loaded)["row"].tolist() == ([2, 4, 6] if setting == "footers" else [2])
    assert tally(loaded).footers == (2 if setting == "footers" else 1)
