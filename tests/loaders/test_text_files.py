# ruff: noqa: DTZ001 - dates are local wall time throughout
"""CSV and TSV as systems export them: encodings, several tables, footers, ragged rows, quotation marks."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import threading
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.exports import HISTORY_HEADINGS, history, load_csv, load_it, only_problem, settings_for, tally
from valuereport.errors import SettingsError, SourceError
from valuereport.loaders import text
from valuereport.loaders.encoding import is_utf8
from valuereport.model.tables import KEY_SEPARATOR

ROW = "W1,webinar,2026-03-04,A title,1,"


def lines(*rows: str) -> str:
    return "\n".join((HISTORY_HEADINGS, *rows)) + "\n"


def test_a_plain_file(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines(ROW, 'W2,cpd,2026-03-05 10:30:15,"Heat, and ""how""",1.5,300.00'))
    frame = history(loaded)
    assert frame["member"].tolist() == ["W1", "W2"]
    assert frame["date"].tolist() == [datetime(2026, 3, 4), datetime(2026, 3, 5, 10, 30, 15)]
    assert frame["title"].tolist() == ["A title", 'Heat, and "how"']
    assert frame["quantity"].tolist() == [1.0, 1.5]
    assert frame["amount"].isna().tolist() == [True, False]
    assert frame["row"].tolist() == [2, 3]
    assert set(frame["file"]) == {"it.csv"}
    assert set(frame["source"]) == {"it"}
    assert loaded.problems == ()
    assert tally(loaded).read == 2
    assert set(loaded.inputs) == {"members.csv", "it.csv"}


def _bare(number: int) -> bytes:
    """Write any number as UTF-8 writes code points, surrogates and too large ones too."""
    if number < 0x80:
        return bytes((number,))
    if number < 0x800:
        return bytes((0xC0 | number >> 6, 0x80 | number & 0x3F))
    if number < 0x10000:
        return bytes((0xE0 | number >> 12, 0x80 | number >> 6 & 0x3F, 0x80 | number & 0x3F))
    return bytes((0xF0 | number >> 18, 0x80 | number >> 12 & 0x3F, 0x80 | number >> 6 & 0x3F, 0x80 | number & 0x3F))


# ---- Encodings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("cp1252", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
def test_the_usual_encodings_need_no_setting(tmp_path: Path, encoding: str, mark: bytes) -> None:
    loaded = load_csv(tmp_path, mark + lines("Zoë,webinar,2026-03-04,Überblick – für €,1,").encode(encoding))
    assert history(loaded)["member"].tolist() == ["Zoë"]
    assert history(loaded)["title"].tolist() == ["Überblick – für €"]
    assert loaded.problems == ()


def test_a_declared_encoding_is_used(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines("Łucja,webinar,2026-03-04,x,1,").encode("cp1250"), 'encoding = "cp1250"')
    assert history(loaded)["member"].tolist() == ["Łucja"]


def test_an_unknown_encoding_is_a_wrong_setting(tmp_path: Path) -> None:
    for name in ("utf-7000", "hex"):
        with pytest.raises(SettingsError, match=rf"source\.it\.encoding: found '{name}'"):
            load_csv(tmp_path, lines(ROW), f'encoding = "{name}"')


def test_accents_are_composed_and_cells_stripped(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines("W1 , webinar,2026-03-04,Cafe\u0301\u00a0,1,"))
    assert history(loaded)[["member", "activity", "title"]].to_numpy().tolist() == [["W1", "webinar", "Café"]]


def test_mixed_encodings_are_read_line_by_line_and_named(tmp_path: Path) -> None:
    data = b"\n".join(
        (HISTORY_HEADINGS.encode(), "Zoë,a,2026-03-04,x,1,".encode(), "Jörg,a,2026-03-04,x,1,".encode("cp1252"))
    )
    loaded = load_csv(tmp_path, data)
    assert history(loaded)["member"].tolist() == ["Zoë", "Jörg"]
    problem = only_problem(loaded)
    assert (problem.severity, problem.row) == ("warning", 3)
    assert "mixed encodings" in problem.reason


def test_a_byte_that_no_encoding_has_is_replaced_and_named(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines(ROW).encode() + b"W2,a,2026-03-04,\x81,1,\n")
    assert history(loaded)["title"].tolist() == ["A title", "\ufffd"]
    assert (only_problem(loaded).severity, only_problem(loaded).row) == ("warning", 3)


def test_nul_bytes_are_left_out_and_named(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines(ROW, "W\x002,a,2026-03-04,x,1,", ROW))
    assert history(loaded)["member"].tolist() == ["W1", "W2", "W1"]
    assert (only_problem(loaded).severity, only_problem(loaded).row) == ("warning", 3)
    assert "NUL" in only_problem(loaded).reason


# ---- What is no text table ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"PK\x03\x04" + bytes(range(256)) * 8, "a workbook needs format"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not a text file"),
        (bytes(range(1, 32)) * 100, "full of control characters"),
        (lines(ROW).encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_a_file_that_is_no_text_stops_the_run(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        load_csv(tmp_path, content)
    assert str(caught.value).startswith("source it: it.csv: ")
    assert "\n" not in str(caught.value)


def test_a_missing_file_names_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"source it: its\.csv: no such file; the folder of the settings holds .*fees\.csv"
    ):
        load_it(tmp_path, 'format = "csv"\nfile = "its.csv"')
    with pytest.raises(SourceError, match="there is no folder exports either"):
        load_it(tmp_path, 'format = "csv"\nfile = "exports/*.csv"')


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "it.csv").mkdir()
    with pytest.raises(SourceError, match=r"source it: it\.csv: is a folder"):
        load_it(tmp_path, 'format = "csv"\nfile = "it.csv"')


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"source\.it\.file: .* each name in it of up to 255 bytes"):
        load_it(tmp_path, f'format = "csv"\nfile = "{"x" * 300}.csv"')


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "it.csv").touch(0o000)
    with pytest.raises(SourceError, match=r"source it: it\.csv: cannot be read: Permission denied"):
        load_it(tmp_path, 'format = "csv"\nfile = "it.csv"')


@given(st.one_of(st.binary(max_size=8), st.text(max_size=8).map(str.encode), st.integers(0, 0x1FFFFF).map(_bare)))
def test_utf8_is_what_python_can_decode(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert not is_utf8(data)
    else:
        assert is_utf8(data)


def test_wildcards_are_read_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"export-{name}.csv").write_text(lines(f"{name},webinar,2026-03-04,x,1,"))
    loaded = load_it(tmp_path, 'format = "csv"\nfile = "export-*.csv"')
    assert history(loaded)[["member", "file"]].to_numpy().tolist() == [["a", "export-a.csv"], ["b", "export-b.csv"]]
    assert tally(loaded).read == 2


# ---- Headings -----------------------------------------------------------------------------------------------------


def test_a_mapping_to_a_missing_column_lists_those_that_exist(tmp_path: Path) -> None:
    content = f"A report\n\n{HISTORY_HEADINGS.replace('Member', 'Membre')}\n{ROW}\n"
    with pytest.raises(SourceError) as caught:
        load_csv(tmp_path, content)
    assert str(caught.value) == (
        'source it: it.csv: no column "Member"; the columns are: Membre, Activity, Date, Title, Hours, Amount; '
        '"Member" may be "Membre"'
    )


def test_headings_are_found_below_a_preamble_padded_and_in_another_case(tmp_path: Path) -> None:
    content = f"Report,2026\n\nMEMBER , activity,date,title,Hours,Amount,Extra\n{ROW}7\n"
    loaded = load_csv(tmp_path, content)
    assert history(loaded)[["member", "row"]].to_numpy().tolist() == [["W1", 4]]
    assert tally(loaded).read == 1


def test_a_repeated_heading_takes_the_first_and_warns_once(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, f"{HISTORY_HEADINGS},Title,Other,Other\n{ROW},Second,,\n{ROW},Second,,\n")
    assert history(loaded)["title"].tolist() == ["A title", "A title"]
    problem = only_problem(loaded)
    assert (problem.severity, problem.row, problem.column) == ("warning", 1, "Title")


def test_a_file_with_headings_only_has_no_rows(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, HISTORY_HEADINGS)
    assert tally(loaded).read == 0
    assert history(loaded).empty
    assert "member" in history(loaded)


# ---- Rows ---------------------------------------------------------------------------------------------------------


def test_blank_rows_are_no_rows_but_count_as_lines(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines(ROW, "", ",,,,,", " , ,,,,", ROW))
    assert history(loaded)["row"].tolist() == [2, 6]
    assert tally(loaded).read == 2


def test_a_row_that_lacks_mapped_cells_is_rejected(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines(ROW, "W2,webinar,2026-03-04", ROW))
    assert history(loaded)["row"].tolist() == [2, 4]
    problem = only_problem(loaded)
    assert (problem.stage, problem.severity, problem.file, problem.row) == ("load", "error", "it.csv", 3)
    assert (problem.reason, problem.action) == ("3 cells where the heading row has 6", "row not used")
    assert problem.value == "W2 | webinar | 2026-03-04"
    assert tally(loaded).rejected == 1


def test_a_row_that_lacks_only_columns_nobody_reads_is_used_in_its_place(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, f"{HISTORY_HEADINGS},Notes\n{ROW},n\n{ROW}\n{ROW},n\n")
    assert history(loaded)["row"].tolist() == [2, 3, 4]
    assert loaded.problems == ()


def test_cells_beyond_the_headings_cost_the_row_unless_they_are_empty(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines(ROW, f"{ROW},, ", f"{ROW},,extra"))
    assert history(loaded)["row"].tolist() == [2, 3]
    assert only_problem(loaded).row == 4


def test_a_cell_may_hold_several_lines(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines(ROW, 'W2,webinar,2026-03-04,"Two\nlines, really",1,', ROW))
    assert history(loaded)["title"].tolist() == ["A title", "Two\nlines, really", "A title"]
    assert history(loaded)["row"].tolist() == [2, 3, 4]


@pytest.mark.parametrize(
    "after", [[], [ROW], ['W3,webinar,2026-03-04,"Quoted, too",1,', ROW], ['W3,"webinar",2026-03-04,x,"1",""']]
)
def test_an_unclosed_quotation_mark_costs_its_own_row_only(tmp_path: Path, after: list[str]) -> None:
    loaded = load_csv(tmp_path, lines(ROW, 'W2,webinar,2026-03-04,"Never closed,1,', *after))
    assert history(loaded)["row"].tolist() == [2, *range(4, 4 + len(after))]
    problem = only_problem(loaded)
    assert (problem.row, problem.reason) == (3, "a quotation mark is opened and not closed")
    assert "Never closed" in problem.value
    assert tally(loaded).read == 2 + len(after)


NOTES = {
    "as many delimiters as a row": "Rang,\nsaid a,b,2026-03-04,x,1,y\nbye",
    "150 lines": "\nline" * 150,
    "a picture in a mail": "x" * 200_000,
    "long and of many lines": "a,\n" * 70_000,
}


@pytest.mark.parametrize(("delimiter", "end"), [(",", "\n"), (";", "\r\n"), ("\t", "\r"), (",", "\r")])
@pytest.mark.parametrize("case", NOTES)
def test_a_well_formed_cell_is_data_whatever_is_in_it(tmp_path: Path, case: str, delimiter: str, end: str) -> None:
    note = NOTES[case].replace(",", delimiter).replace("\n", end)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(HISTORY_HEADINGS.split(","))
    for title in ("A title", note, "A title", note):
        writer.writerow(("W1", "webinar", "2026-03-04", title, "1", ""))
    loaded = load_csv(tmp_path, buffer.getvalue(), f"delimiter = {json.dumps(delimiter)}")
    assert history(loaded)["title"].tolist() == ["A title", note.strip(), "A title", note.strip()]
    assert history(loaded)["row"].tolist() == [2, 3, 4, 5]
    assert loaded.problems == ()


def test_a_row_of_several_lines_that_is_too_short_is_one_row(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines(ROW, 'W2,webinar,2026-03-04,"A\nM9,b,2026-03-04,x,1,\nbye"', ROW))
    assert history(loaded)["row"].tolist() == [2, 4]
    assert (only_problem(loaded).row, only_problem(loaded).reason) == (3, "4 cells where the heading row has 6")


def test_an_unclosed_mark_that_a_later_row_closes_costs_its_own_row_only(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines('W2,webinar,2026-03-04,"Never closed,1,', ROW, 'W3,webinar,2026-03-04,x,1,"\n7"'))
    assert history(loaded)["member"].tolist() == ["W1", "W3"]
    assert (only_problem(loaded).row, only_problem(loaded).reason) == (2, "a quotation mark is opened and not closed")


def test_rows_that_may_have_been_swallowed_are_said(tmp_path: Path) -> None:
    """Every reader takes this for one row. It may be four."""
    swallowed = ('W2,webinar,2026-03-04,"Never closed,1,', ROW, ROW, 'W3,webinar,2026-03-04,5",1,')
    loaded = load_csv(tmp_path, lines(ROW, *swallowed, ROW))
    assert history(loaded)["row"].tolist() == [2, 3, 4]
    problem = only_problem(loaded)
    assert (problem.severity, problem.row, problem.action) == ("warning", 3, "read as one row")
    assert problem.reason == "each line of this row looks like a row: a quotation mark may be missing"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_mark_that_stays_open_in_the_last_line(tmp_path: Path, end: str) -> None:
    loaded = load_csv(tmp_path, f'{HISTORY_HEADINGS}\n{ROW}\nW2,webinar,2026-03-04,"Never,1,{end}')
    assert history(loaded)["row"].tolist() == [2]
    assert (only_problem(loaded).row, only_problem(loaded).reason) == (3, "a quotation mark is opened and not closed")


def test_many_unclosed_quotation_marks_among_many_rows(tmp_path: Path) -> None:
    broken = 'W2,webinar,2026-03-04,"Never closed,1,'
    loaded = load_csv(tmp_path, lines(*([ROW] * 300 + [broken]) * 3))
    assert len(history(loaded)) == 900
    assert [problem.row for problem in loaded.problems] == [302, 603, 904]


def test_text_after_a_closing_quotation_mark_belongs_to_the_cell(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines('W2,webinar,2026-03-04,"Smith" & Sons,1,', ROW))
    assert history(loaded)["title"].tolist() == ["Smith & Sons", "A title"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path: Path, end: str) -> None:
    loaded = load_csv(tmp_path, end.join((HISTORY_HEADINGS, ROW, ROW)).encode())
    assert history(loaded)["row"].tolist() == [2, 3]
    assert loaded.problems == ()


def test_a_cell_that_looks_like_a_formula_stays_text_and_is_no_number(tmp_path: Path) -> None:
    loaded = load_csv(tmp_path, lines('W1,webinar,2026-03-04,"=HYPERLINK(""x"")",1,', "W2,webinar,2026-03-04,x,=1+1,"))
    assert history(loaded)["title"].tolist() == ['=HYPERLINK("x")']
    problem = only_problem(loaded)
    assert (problem.row, problem.column, problem.value) == (3, "Hours", "=1+1")


def test_a_large_file_with_odd_lines_in_it_keeps_every_row(tmp_path: Path) -> None:
    rows = [f"W{n},webinar,2026-03-04,Title {n},1," for n in range(120_000)]
    rows[50_000] = 'W50000,webinar,2026-03-04,"Title\n50000",1,'
    rows[70_000] = "W70000,short"
    rows[90_000] = ""
    loaded = load_csv(tmp_path, lines(*rows))
    kept = [n for n in range(120_000) if n not in (70_000, 90_000)]
    assert history(loaded)["member"].tolist() == [f"W{n}" for n in kept]
    assert history(loaded)["row"].tolist() == [n + 2 for n in kept]
    assert only_problem(loaded).row == 70_002


# ---- Several tables in a file -------------------------------------------------------------------------------------

ZOOM = """\ufeffAttendee Report
Report Generated:,"Mar 23, 2026 09:00:00"
Topic,Webinar ID,Actual Start Time
"Warm walls, dry feet",964 2210 7781,"Mar 22, 2026 19:00:00"
Host Details
Attended,User Name (Original Name),Email,Join Time,Leave Time
Yes,The Guild,host@guild.example,"Mar 22, 2026 18:40:00","Mar 22, 2026 20:15:00"
Attendee Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),
Yes,Ann,ann@guild.example,"Mar 22, 2026 19:13:27","Mar 22, 2026 19:40:00",27,
Yes,Ann,ann@guild.example,"Mar 22, 2026 19:50:00","Mar 22, 2026 20:00:00",10,
No,Bob,bob@guild.example,--,--
Yes,Cy,cy@guild.example,"Mar 22, 2026 19:01:00"
Other Attended
User Name,Join Time,Leave Time
+44 20 7946,"Mar 22, 2026 19:01:00","Mar 22, 2026 19:02:00"
"""


def test_a_zoom_report(tmp_path: Path) -> None:
    loaded = load_csv(
        tmp_path,
        ZOOM,
        """
        after = "attendee details"
        until = ["Other Attended"]
        where = { Attended = "Yes" }
        """,
        """
        [source.columns]
        member = "Email"
        activity = { value = "cpd-webinar" }
        date = "Join Time"
        end = "Leave Time"
        title = { above = "Topic" }
        """,
    )
    frame = history(loaded)
    assert frame["member"].tolist() == ["ann@guild.example"] * 2
    assert frame["date"].tolist() == [datetime(2026, 3, 22, 19, 13, 27), datetime(2026, 3, 22, 19, 50)]
    assert frame["end"].tolist() == [datetime(2026, 3, 22, 19, 40), datetime(2026, 3, 22, 20)]
    assert set(frame["title"]) == {"Warm walls, dry feet"}
    assert set(frame["activity"]) == {"cpd-webinar"}
    assert frame["row"].tolist() == [10, 11]
    found = tally(loaded)
    assert (found.read, found.filtered, found.footers, found.rejected) == (5, 1, 1, 1)
    assert only_problem(loaded).row == 13


def test_a_table_that_is_announced_but_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match='no row begins with "Panelist Details"'):
        load_csv(tmp_path, lines(ROW), 'after = "Panelist Details"')


def test_a_value_above_that_is_not_there(tmp_path: Path) -> None:
    columns = '[source.columns]\nmember = "Member"\nactivity = "Activity"\ndate = "Date"\ntitle = { above = "Topic" }'
    with pytest.raises(SourceError, match='no heading "Topic" in a row above the table'):
        load_csv(tmp_path, f"Report\n{lines(ROW)}", "", columns)


def test_footers_are_no_data(tmp_path: Path) -> None:
    content = lines(ROW, "Grand Totals (1 record),,,,1,", "Confidential Information - do not distribute", ROW)
    loaded = load_csv(tmp_path, content, 'footers = ["grand totals", "Confidential"]')
    assert history(loaded)["row"].tolist() == [2, 5]
    assert loaded.problems == ()
    assert (tally(loaded).read, tally(loaded).footers) == (4, 2)


@pytest.mark.parametrize(
    "row",
    [
        *("Total", " TOTAL ,,,,", "total:,,,,400,", "Total (4 records),,,,400,", "Total: 4 rows", "Total 400,,,,,"),
        *(
            "GRAND   Total,,,,7,",
            '"Generated by A. Lee, on 4 March",,,,,',
            "Total - see notes,,,,,,,",
            "\ufeffTotal,,,,1,",
        ),
        *(
            "Gesamtübersicht,,,,4,",
            "Gesamtu\u0308bersicht 4",
            "GESAMTÜBERSICHT\u00a0:,,,,4,",
            "Total,,2026-03-04,x,1,2",
        ),
    ],
)
@pytest.mark.parametrize("setting", ["footers", "until"])
def test_a_footer_is_a_whole_first_cell_or_a_row_of_nothing_else(tmp_path: Path, setting: str, row: str) -> None:
    words = f'{setting} = ["total", "Grand total:", "Generated  By", "Gesamtübersicht"]'
    loaded = load_csv(tmp_path, lines(ROW, row, ROW), words)
    assert history(loaded)["row"].tolist() == ([2, 4] if setting == "footers" else [2])
    assert tally(loaded).footers == 1
    assert tally(loaded).rejected == 0


@pytest.mark.parametrize(
    "first", ["Total Energies Ltd", "Totals Ltd", "Summers Anna", "Summe & Sons", "total.energies"]
)
@pytest.mark.parametrize("setting", ["footers", "until"])
def test_a_name_that_begins_with_the_word_of_a_footer_is_data(tmp_path: Path, setting: str, first: str) -> None:
    row = ROW.replace("W1", first)
    loaded = load_csv(tmp_path, lines(ROW, row, ROW, "Summe,,,,3,"), f'{setting} = ["Summe", "Total"]')
    assert history(loaded)["row"].tolist() == [2, 3, 4]
    assert tally(loaded).footers == 1


@pytest.mark.parametrize("first", ["Summers Anna", "Totals"])
def test_a_name_alone_is_a_row_that_cannot_be_used(tmp_path: Path, first: str) -> None:
    loaded = load_csv(tmp_path, lines(ROW, f"{first},,,,,", ROW), 'footers = ["Summe", "Total"]')
    assert (tally(loaded).footers, tally(loaded).rejected) == (0, 1)


def test_a_sum_in_a_column_that_nobody_reads_is_in_a_footer(tmp_path: Path) -> None:
    content = f"{HISTORY_HEADINGS},Room\n{ROW}a\nTotal 2026,,,,,,17\n"
    assert tally(load_csv(tmp_path, content, 'footers = ["Total"]')).footers == 1


def test_a_german_export(tmp_path: Path) -> None:
    content = (
        "Mitgliedsbeiträge 2026;;;\n"
        "Mitglied;Betrag;Währung;Bezahlt am\n"
        "W1;1.250,50 €;EUR;05.01.2026\n"
        "W2;1.250.50;EUR;05.01.2026\n"
        "W3;325,00;EUR;5.1.2026\n"
        "Summe;1.575,50 €;;\n"
    ).encode("cp1252")
    loaded = load_csv(
        tmp_path,
        content,
        'delimiter = ";"\ndecimal = ","\ndate_order = "dmy"\nfooters = ["Summe"]',
        '[source.columns]\nmember = "Mitglied"\namount = "Betrag"\ncurrency = "Währung"\npaid = "Bezahlt am"',
        "fees",
    )
    fees = loaded.frames["fees"]
    assert fees["member"].tolist() == ["W1", "W3"]
    assert fees["amount"].tolist() == [1250.5, 325.0]
    assert fees["paid"].tolist() == [datetime(2026, 1, 5)] * 2
    assert (only_problem(loaded).row, only_problem(loaded).value) == (4, "1.250.50")


def test_an_eventbrite_report(tmp_path: Path) -> None:
    content = (
        "Order #,Order Date,First Name,Last Name,Email,Quantity,Currency,Total Paid,Attendee Status\n"
        "1001,11/29/24 22:28,Ann,Lee,ann@guild.example,1,GBP,25.00,Checked In\n"
        "1001,11/29/24 22:28,Bo,Lee,,1,GBP,25.00,Attending\n"
        "1002,2026-03-10 18:00,Cy,Orr,cy@guild.example,2,GBP,0.00,attending \n"
        '1003,"Sep 26, 2026 7:05 PM",Di,Poe,di@guild.example,1,GBP,25.00,Refunded\n'
    )
    loaded = load_csv(
        tmp_path,
        content,
        """
        date_order = "mdy"
        two_digit_years = true
        where = { "Attendee Status" = ["Attending", "Checked In"] }
        """,
        """
        [source.columns]
        member = "Email"
        activity = { value = "event" }
        date = "Order Date"
        price_paid = "Total Paid"
        quantity = "Quantity"
        reference = ["Order #", "First Name"]
        """,
    )
    frame = history(loaded)
    assert frame["reference"].tolist() == ["1001 Ann", "1002 Cy"]
    assert frame["date"].tolist() == [datetime(2024, 11, 29, 22, 28), datetime(2026, 3, 10, 18)]
    found = tally(loaded)
    assert (found.read, found.filtered, found.rejected) == (4, 1, 1)
    assert (only_problem(loaded).row, only_problem(loaded).column) == (3, "Email")


MOODLE = (
    "\tID number\tEmail address\tDamp\t\tHeat\t\n"
    "Ann Lee\t101\tann@guild.example\tCompleted\t2026-03-04 10:00:00\tNot completed\t\n"
    "Bo Orr\t\tbo@guild.example\t\t\t\t\n"
    "Cy Poe\t103\tcy@guild.example\tCompleted\t2026-03-05 11:00:00\tCompleted\t2026-03-06 12:00:00\n"
)


@pytest.mark.parametrize("keep", ['["", "Email address"]', '["ID number", "Email address"]'])
def test_a_moodle_report(tmp_path: Path, keep: str) -> None:
    loaded = load_csv(
        tmp_path,
        codecs.BOM_UTF16_LE + MOODLE.encode("utf-16-le"),
        f"""
        delimiter = "\\t"
        unpivot = {{ keep = {keep}, group = 2, names = ["Course", "State", "Done"] }}
        where = {{ State = "Completed" }}
        """,
        """
        [source.columns]
        member = "Email address"
        activity = { value = "cpd-course" }
        title = "Course"
        date = "Done"
        """,
    )
    frame = history(loaded)
    assert frame[["member", "title", "row"]].to_numpy().tolist() == [
        ["ann@guild.example", "Damp", 2],
        ["cy@guild.example", "Damp", 4],
        ["cy@guild.example", "Heat", 4],
    ]
    assert frame["date"].tolist()[2] == datetime(2026, 3, 6, 12)
    found = tally(loaded)
    assert (found.read, found.filtered, found.rejected) == (4, 1, 0)


def test_items_need_the_columns_that_are_kept(tmp_path: Path) -> None:
    unpivot = 'delimiter = "\\t"\nunpivot = { keep = ["E-mail"], group = 2, names = ["Course", "State", "Done"] }'
    columns = '[source.columns]\nmember = "E-mail"\nactivity = "Course"\ndate = "Done"'
    with pytest.raises(SourceError, match='no column "E-mail"; the columns are: ID number, Email address, Damp, Heat'):
        load_csv(tmp_path, MOODLE, unpivot, columns)


def test_several_headings_give_several_keys(tmp_path: Path) -> None:
    content = (
        "ID,Email,Other,When\n7,a@x.example,b@x.example;c@x.example,2026-03-04\n,a@x.example,a@x.example,2026-03-05\n"
    )
    columns = """
        [source.columns]
        member = { column = ["ID", "Email", "Other"], separator = ";" }
        activity = { value = "event" }
        date = "When"
        """
    found = history(load_csv(tmp_path, content, "", columns))["member"].tolist()
    assert found == [KEY_SEPARATOR.join(("7", "a@x.example", "b@x.example", "c@x.example")), "a@x.example"]


def test_a_delimiter_that_cannot_be_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"source\.it\.delimiter"):
        load_csv(tmp_path, lines(ROW), "delimiter = '\"'")


def test_a_file_that_nobody_reads_to_the_end_leaves_no_thread(tmp_path: Path) -> None:
    # Threads that live as long as a generator end when it is collected, from whatever thread: that was a deadlock.
    (tmp_path / "it.csv").write_text(lines(ROW), encoding="utf-8")
    settings = settings_for(tmp_path, 'format = "csv"\nfile = "it.csv"\n')
    before = threading.active_count()
    raws = text.read(settings.workspace.source[-1], settings)
    assert len(next(raws).rows) == 1
    assert threading.active_count() == before
