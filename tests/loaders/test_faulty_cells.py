"""Cells of a workbook that show an error, or a formula that was never calculated, are no empty cells."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.exports import HISTORY, HISTORY_HEADINGS, history, load_csv, load_it, tally
from valuereport.errors import SourceError
from valuereport.model.history import Loaded
from valuereport.workbooks.faulty_cells import faulty_cells

COLUMNS = """
[source.columns]
member_id = "No"
name = "Name"
joined = "Joined"
fee = "Fee"
no_email = "Out"
"""
HEADINGS = ("No", "Name", "Joined", "Fee", "Out")
ERROR, FORMULA = "a spreadsheet's error in place of a value", "a formula without a calculated value"
KEPT_BACK = "taken for yes: no email until a person settles it"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def load_members(folder: Path, name: str = "it.xlsx", more: str = "") -> Loaded:
    return load_it(folder, f'format = "excel"\nfile = "{name}"\n{more}', COLUMNS, "members")


def write_xlsx(path: Path, rows: str, *, calculated: bool = True, prefix: str = "") -> None:
    """Write a workbook of these rows, as XML, behind the heading row; `prefix`: of the names of its elements."""
    heads = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADINGS)
    sheet = f'<worksheet xmlns="{NAMESPACE}"><sheetData><row r="1">{heads}</row>{rows}</sheetData></worksheet>'
    if prefix:
        sheet = sheet.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
        sheet = sheet.replace("xmlns=", f"xmlns:{prefix}=")
    workbook = io.BytesIO()
    with xlsxwriter.Workbook(workbook) as book:
        book.add_worksheet()
    with zipfile.ZipFile(workbook) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "xl/workbook.xml" and calculated:  # xlsxwriter asks for it in every workbook
                part = part.replace(b' fullCalcOnLoad="1"', b"")
            after.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else part)


def told(loaded: Loaded) -> list[tuple[int | None, str, str, str, str]]:
    return [(one.row, one.column, one.value, one.reason, one.action) for one in loaded.problems]


TEXT = '<c t="inlineStr"><is><t>{}</t></is></c>'


@pytest.mark.parametrize("prefix", ["", "x"])
def test_errors_and_formulas_without_a_value(tmp_path: Path, prefix: str) -> None:
    person = "".join(map(TEXT.format, ("M1", "Ann")))
    rows = (
        f'<row r="2">{person}<c t="e"><v>#VALUE!</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c t="e"><v>#N/A</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><is><t>M2</t></is></c><c r="B4" t="str"><f>"B"&amp;"ob"</f><v>Bob</v></c>'
        '<c r="D4"><f>50+50</f></c><c r="E4"><f>IF(1,"yes","no")</f><v/></c></row>'
    )
    write_xlsx(tmp_path / "it.xlsx", rows, prefix=prefix)
    loaded = load_members(tmp_path)
    frame = loaded.frames["members"]
    assert frame["name"].tolist() == ["Ann", "Bob"]
    assert frame["no_email"].tolist() == [True, True]
    assert frame["unreadable"].tolist() == ['no_email: "#N/A"', 'no_email: "=IF(1,"yes","no")"']
    left_empty = "left empty; the row is used"
    assert told(loaded) == [
        (2, "Fee", "#DIV/0!", ERROR, left_empty),
        (2, "Joined", "#VALUE!", ERROR, left_empty),
        (2, "Out", "#N/A", ERROR, KEPT_BACK),
        (4, "Fee", "=50+50", FORMULA, left_empty),
        (4, "Out", '=IF(1,"yes","no")', FORMULA, KEPT_BACK),
    ]


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    person = "".join(map(TEXT.format, ("M1", "Ann", "", "")))
    write_xlsx(tmp_path / "it.xlsx", f'<row r="2">{person}<c t="str"><f>IF(0,"x","")</f><v></v></c></row>')
    loaded = load_members(tmp_path)
    assert (loaded.frames["members"]["no_email"].tolist(), loaded.problems) == ([False], ())


@pytest.mark.parametrize("calculated", [True, False])
def test_the_zero_of_a_program_that_cannot_calculate_is_no_value(tmp_path: Path, calculated: bool) -> None:
    person = "".join(map(TEXT.format, ("M1", "Ann", "", "")))
    rows = f'<row r="2">{person}<c><f>IF(1,"yes","no")</f><v>0</v></c></row>'
    write_xlsx(tmp_path / "it.xlsx", rows, calculated=calculated)
    loaded = load_members(tmp_path)
    assert loaded.frames["members"]["no_email"].tolist() == [not calculated]
    assert len(loaded.problems) == (0 if calculated else 1)


def test_a_formula_as_xlsxwriter_leaves_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "it.xlsx") as book:
        book.add_worksheet("Cover")
        sheet = book.add_worksheet("members & more")
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ("M1", "Ann", "2015-03-01", 100))
        sheet.write_formula(1, 4, '=IF(1=1,"yes","no")')
    loaded = load_members(tmp_path, more='sheet = "members & more"')
    assert told(loaded) == [(2, "Out", '=IF(1=1,"yes","no")', FORMULA, KEPT_BACK)]


def test_rows_of_nothing_but_formulas_are_not_lost(tmp_path: Path) -> None:
    cells = "".join(f"<c><f>other!{name}2</f></c>" for name in "ABCDE")
    write_xlsx(tmp_path / "it.xlsx", f'<row r="2">{cells}</row><row r="9">{cells}</row>')
    loaded = load_members(tmp_path)
    assert (tally(loaded).read, tally(loaded).rejected) == (2, 2)
    assert {(one.row, one.reason) for one in loaded.problems} == {(2, FORMULA), (9, FORMULA)}
    assert [one.flags for one in loaded.opt_outs] == [("no_email",), ("no_email",)]


def test_an_error_where_rows_are_chosen_is_said(tmp_path: Path) -> None:
    person = "".join(map(TEXT.format, ("M1", "Ann", "", "")))
    write_xlsx(tmp_path / "it.xlsx", f'<row r="2">{person}<c t="e"><v>#REF!</v></c></row>')
    columns = COLUMNS.replace('no_email = "Out"\n', "")
    loaded = load_it(tmp_path, 'format = "excel"\nfile = "it.xlsx"\nwhere = { Out = "no" }', columns, "members")
    assert (2, "Out", "#REF!", ERROR, "the row was left out by where") in told(loaded)


def test_an_engagement_with_an_error_is_rejected(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "it.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HISTORY_HEADINGS.split(","))
        sheet.write_row(1, 0, ("W1", "a", "2026-03-04", "x"))
        sheet.write_formula(1, 4, "=#N/A", value="#N/A")
        sheet.write_row(2, 0, ("W1", "a", "2026-03-05", "x", 1))
    loaded = load_it(tmp_path, 'format = "excel"\nfile = "it.xlsx"', HISTORY)
    assert history(loaded)["row"].tolist() == [3]
    assert told(loaded) == [(2, "Hours", "#N/A", ERROR, "row not used")]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#NAME?", "#BEZUG!", "#NV"])
def test_an_error_as_a_csv_file_has_it_is_no_name(tmp_path: Path, error: str) -> None:
    loaded = load_csv(
        tmp_path, f"No,Name,Joined,Fee,Out\nM1,{error},,,\nM2,#1 Joinery,,,{error}\n", "", COLUMNS, "members"
    )
    assert loaded.frames["members"]["name"].tolist() == ["#1 Joinery"]
    assert told(loaded) == [
        (2, "Name", error, ERROR, "row not used"),
        (3, "Out", error, ERROR, KEPT_BACK),
    ]


OPEN = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'


def test_errors_in_an_open_document(tmp_path: Path) -> None:
    def text(value: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    error = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    )
    never = '<table:table-cell table:formula="of:=1+1"/>'
    skipped = '<table:table-cell table:number-columns-repeated="2"/>'
    heads = "".join(map(text, HEADINGS))
    body = (
        f"<table:table-row>{heads}</table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"<table:table-row>{text('M1')}{text('Ann')}{skipped}{error}</table:table-row>"
        f"<table:table-row>{text('M2')}{text('Bob')}{text('2015-03-01')}{never}{text('no')}</table:table-row>"
    )
    names = " ".join(OPEN.format(name) for name in ("office", "table", "text"))
    document = (
        f'<?xml version="1.0"?><office:document-content {names} xmlns:calcext="urn:org:documentfoundation:calcext">'
        f'<office:body><office:spreadsheet><table:table table:name="A">{body}</table:table>'
        f'<table:table table:name="B">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(tmp_path / "it.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", document)
    loaded = load_members(tmp_path, "it.ods")
    assert loaded.frames["members"]["no_email"].tolist() == [True, False]
    assert told(loaded) == [
        (4, "Out", "#N/A", ERROR, KEPT_BACK),
        (5, "Fee", "of:=1+1", FORMULA, "left empty; the row is used"),
    ]


def test_dates_and_numbers_beside_an_error_are_still_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "it.xlsx", {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ("M1", "Ann", date(2015, 3, 1), 100.5, "no"))
        sheet.write_row(2, 0, ("M2", "Bob"))
        for column in (2, 3, 4):
            sheet.write_formula(2, column, "=NA()", value="#N/A")
    frame = load_members(tmp_path).frames["members"]
    assert frame["fee"].tolist()[0] == 100.5
    assert frame["joined"].dt.strftime("%Y-%m-%d").tolist()[0] == "2015-03-01"
    assert frame["no_email"].tolist() == [False, True]


OLD = (Path(__file__).parent / "attendance.xls").read_bytes()
HISTORY_OF_OLD = """
[source.columns]
member = "Member"
activity = "Kind"
date = "Day"
quantity = "Hours"
"""


def old_workbook(folder: Path, day: bytes, hours: bytes) -> Loaded:
    """Load the old workbook, with these records in place of the first row's numbers."""
    start = OLD.index(
        bytes.fromhex("bd001200")
    )  # the first record of two numbers: 18 bytes, behind their kind and length
    row = OLD[start + 4 : start + 6]
    cells = row + b"\x02\0\0\0", row + b"\x03\0\0\0"
    records = day.replace(b"CELL..", cells[0]) + hours.replace(b"CELL..", cells[1])
    end = 512 + 4096  # of the stream, which zeros fill up
    added = len(records) - 22
    content = OLD[:start] + records + OLD[start + 22 : end - added] + OLD[end:]
    (folder / "it.xls").write_bytes(content)
    return load_it(folder, 'format = "excel"\nfile = "it.xls"\ndate_order = "dmy"', HISTORY_OF_OLD)


def test_errors_in_an_old_workbook(tmp_path: Path) -> None:
    error = bytes.fromhex("05020800") + b"CELL.." + bytes([42, 1])
    formula = bytes.fromhex("06001600") + b"CELL.." + bytes([2, 0, 23, 0, 0, 0, 255, 255]) + bytes(8)
    loaded = old_workbook(tmp_path, error, formula)
    assert [(column, value) for _, column, value, *_ in told(loaded)] == [("Day", "#N/A"), ("Hours", "#REF!")]
    assert {one.reason for one in loaded.problems} == {ERROR}
    assert len(history(loaded)) == 1


@pytest.mark.parametrize("length", [600, 1500, 3000, 5000])
def test_an_old_workbook_cut_short_is_an_error_of_the_source(tmp_path: Path, length: int) -> None:
    (tmp_path / "it.xls").write_bytes(OLD[:length])
    with pytest.raises(SourceError, match=r"it\.xls"):
        load_it(tmp_path, 'format = "excel"\nfile = "it.xls"\ndate_order = "dmy"', HISTORY_OF_OLD)


@given(st.integers(0, len(OLD) - 1), st.binary(min_size=1, max_size=8))
def test_whatever_an_old_workbook_holds_it_is_read_or_refused(at: int, noise: bytes) -> None:
    content = OLD[:at] + noise + OLD[at + len(noise) :]
    with contextlib.suppress(SourceError):
        faulty_cells(content, "attendance")


def test_a_formula_far_below_takes_no_memory(tmp_path: Path) -> None:
    rows = '<row r="100000"><c r="E100000"><f>1</f></c></row><row r="99999999999"><c r="E1"><f>1</f></c></row>'
    person = "".join(map(TEXT.format, ("M1", "Ann", "", "", "no")))
    write_xlsx(tmp_path / "it.xlsx", f'<row r="2">{person}</row>{rows}')
    loaded = load_members(tmp_path)
    assert {one.row for one in loaded.problems} == {100_000}


def test_a_workbook_that_cannot_be_looked_into_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    with pytest.raises(SourceError, match="save it as XLSX"):
        faulty_cells(content.getvalue(), "A")
