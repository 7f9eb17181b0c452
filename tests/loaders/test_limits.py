"""Exports that would burst: what is too large, endless or no file at all is one error that names the limit."""

from __future__ import annotations

import io
import os
import socket
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
import xlsxwriter

from tests.loaders.exports import HEAD, MEMBERS, history, load_it
from tests.loaders.sheets import write_ods, write_xlsx
from tests.workspaces import worked_example
from valuereport.errors import SourceError
from valuereport.loaders import load
from valuereport.model.history import Loaded
from valuereport.settings import load_settings
from valuereport.workbooks.reading import Bounds, read_sheet

COLUMNS = '[source.columns]\nmember = "Member"\nactivity = "Kind"\ndate = "Day"\n'
HEADINGS = ("Member", "Kind", "Day")
ROWS = [HEADINGS, *(("M1", "a", f"2026-03-0{day}") for day in range(1, 6))]
BOUNDS = Bounds(unpacked=10_000_000, rows=2_000_000, cells=50_000_000, memory=1_000_000_000)


def workbook(*cells: tuple[int, int, str], rows: Sequence[Sequence[object]] = ROWS) -> bytes:
    """Return a workbook with some more cells (row, column, text)."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("data")
        for row, values in enumerate(rows):
            page.write_row(row, 0, values)
        for row, column, text in cells:
            page.write(row, column, text)
    return stream.getvalue()


def load_limited(folder: Path, limits: str, keys: str) -> Loaded:
    path = worked_example(folder)
    source = f'[[source]]\nname = "it"\ntable = "engagements"\n{keys}\n{COLUMNS}'
    path.write_text(f"{HEAD}[limits]\n{limits}\n{MEMBERS}{source}", encoding="utf-8")
    return load(load_settings(path))


# ---- Workbooks ----


@pytest.mark.parametrize(
    ("row", "column", "cell"), [(1048575, 16383, "XFD1048576"), (199999, 1023, "AMJ200000"), (9999, 9999, "NTP10000")]
)
def test_a_space_in_a_far_cell_is_named_and_costs_nothing(row: int, column: int, cell: str) -> None:
    with pytest.raises(SourceError, match=rf'"data" has {row + 1:,} rows .* the cell {cell} .*limits\.cells allows'):
        read_sheet(workbook((row, column, " ")), "", BOUNDS)


def test_spaces_behind_the_table_are_no_part_of_it(tmp_path: Path) -> None:
    plain = read_sheet(workbook(), "", BOUNDS)
    assert read_sheet(workbook((2_000, 2, " "), (2, 300, "\t ")), "", BOUNDS) == plain
    (tmp_path / "it.xlsx").write_bytes(workbook((2_000, 2, " "), (2, 300, " ")))
    assert len(history(load_it(tmp_path, 'format = "excel"\nfile = "it.xlsx"', COLUMNS))) == 5


def test_a_far_cell_that_is_only_formatted_is_no_cell() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("data")
        for row, values in enumerate(ROWS):
            page.write_row(row, 0, values)
        page.write_blank(1048575, 16383, None, book.add_format({"bold": True}))
    assert read_sheet(stream.getvalue(), "", BOUNDS) == read_sheet(workbook(), "", BOUNDS)


BLANK = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="{}"{}'
FAR = {
    "spaces, a million times": BLANK.format(16000, "><text:p> </text:p></table:table-cell></table:table-row>"),
    "a text behind a million rows": (
        BLANK.format(16000, "/></table:table-row>")
        + '<table:table-row><table:table-cell table:number-columns-repeated="9000"/>'
        + "<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
    ),
}


@pytest.mark.parametrize("case", FAR)
def test_repeated_cells_of_an_open_document_are_counted(tmp_path: Path, case: str) -> None:
    write_ods(tmp_path / "it.ods", ROWS, FAR[case])
    with pytest.raises(
        SourceError, match=r'it\.ods: the sheet "attendance" has 1,048,00\d rows .*limits\.cells allows'
    ):
        load_it(tmp_path, 'format = "excel"\nfile = "it.ods"', COLUMNS)


def test_the_empty_end_of_an_open_document_is_no_part_of_it(tmp_path: Path) -> None:
    write_ods(tmp_path / "it.ods", ROWS, BLANK.format(16384, "/></table:table-row>"))
    assert len(history(load_it(tmp_path, 'format = "excel"\nfile = "it.ods"', COLUMNS))) == 5


def test_a_workbook_that_takes_all_memory_is_an_error_of_that_workbook() -> None:
    bounds = Bounds(unpacked=10**9, rows=10**7, cells=10**15, memory=300_000_000)
    with pytest.raises(SourceError, match=r"more memory than the 300,000,000 bytes of limits\.workbook_memory"):
        read_sheet(workbook((1048575, 16383, " ")), "", bounds)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("SEGV", "the reader of workbooks died of this workbook .signal 11."),
        ("ABRT", "the reader of workbooks died of this workbook .signal 6."),
        ("XCPU", "the workbook takes too long to read"),
        ("KILL", "the workbook needs more memory"),
    ],
)
def test_a_reader_that_dies_is_an_error_of_that_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, words: str
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\nkill -{kind} $$\n")
    program.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(program))
    with pytest.raises(SourceError, match=words):
        read_sheet(workbook(), "", BOUNDS)


def test_a_workbook_that_unpacks_to_too_much(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "it.xlsx", ROWS)
    with zipfile.ZipFile(tmp_path / "it.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.png", bytes(3_000_000))
    with pytest.raises(SourceError, match=r"workbook unpacks to 3,0\d\d,\d\d\d bytes; limits\.unpacked_bytes"):
        load_limited(tmp_path, "unpacked_bytes = 2_000_000", 'format = "excel"\nfile = "it.xlsx"\nsheet = "attendance"')


def test_entities_that_grow_do_not(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{"lol" if not n else f"&e{n - 1};" * 10}">' for n in range(10))
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        spoilt = members[name].replace(b"?>", f"?><!DOCTYPE x [{entities}]>".encode(), 1)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for each, content in members.items():
                archive.writestr(each, spoilt.replace(b"M1", b"&e9;") if each == name else content)
        with suppress(SourceError):  # refused, or read without the entity
            assert max(len(str(cell)) for row in read_sheet(stream.getvalue(), "", BOUNDS) for cell in row) < 100


# ---- Rows and bytes of every format ----


def write_csv(file: Path) -> None:
    file.write_text("\n".join(",".join(row) for row in ROWS))


def write_jsonl(file: Path) -> None:
    lines = (", ".join(f'"{name}": "{cell}"' for name, cell in zip(HEADINGS, row, strict=True)) for row in ROWS[1:])
    file.write_text("".join(f"{{{line}}}\n" for line in lines))


def write_parquet(file: Path) -> None:
    pa.parquet.write_table(pa.table({name: [row[at] for row in ROWS[1:]] for at, name in enumerate(HEADINGS)}), file)


FORMATS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "csv": ("csv", write_csv),
    "jsonl": ("jsonl", write_jsonl),
    "parquet": ("parquet", write_parquet),
    "xlsx": ("excel", lambda file: write_xlsx(file, ROWS, "Cover")),
    "ods": ("excel", lambda file: write_ods(file, ROWS)),
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_counted_and_not_their_lines(tmp_path: Path, end: str) -> None:
    rows = ["Member,Kind,Day,Note", *(f'M{at},a,2026-03-01,"{end * 5}"' for at in range(5))]
    (tmp_path / "it.csv").write_bytes(end.join(rows).encode())
    keys = 'format = "csv"\nfile = "it.csv"'
    assert len(history(load_limited(tmp_path, "rows = 6", keys))) == 5
    with pytest.raises(SourceError, match=r"more than the 5 rows that limits\.rows allows"):
        load_limited(tmp_path, "rows = 5", keys)


@pytest.mark.parametrize("kind", FORMATS)
def test_more_rows_than_the_limit(tmp_path: Path, kind: str) -> None:
    form, write = FORMATS[kind]
    write(tmp_path / f"it.{kind}")
    more = '\nsheet = "Cover"' if kind == "xlsx" else ""
    keys = f'format = "{form}"\nfile = "it.{kind}"{more}'
    assert len(history(load_limited(tmp_path, "rows = 10", keys))) == 5
    with pytest.raises(SourceError, match=rf"source it: it\.{kind}: .*limits\.rows"):
        load_limited(tmp_path, "rows = 4", keys)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_larger_file_than_the_limit(tmp_path: Path, kind: str) -> None:
    form, write = FORMATS[kind]
    write(tmp_path / f"it.{kind}")
    os.truncate(tmp_path / f"it.{kind}", 100_000)
    words = rf"it\.{kind}: cannot be read: 100,000 bytes, and there may be 99,999 \(limits\.file_bytes\)"
    with pytest.raises(SourceError, match=words):
        load_limited(tmp_path, "file_bytes = 99_999", f'format = "{form}"\nfile = "it.{kind}"')


def test_one_long_text_a_thousand_times_in_parquet(tmp_path: Path) -> None:
    rows = 20_000
    long = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["M1" + "x" * 1_000_000]))
    file = tmp_path / "it.parquet"
    pa.parquet.write_table(pa.table({"Member": long, "Kind": ["a"] * rows, "Day": ["2026-03-01"] * rows}), file)
    assert file.stat().st_size < 400_000
    with pytest.raises(SourceError, match=r"it\.parquet: unpacks to more than the 4,000,000,000 bytes"):
        load_it(tmp_path, 'format = "parquet"\nfile = "it.parquet"', COLUMNS)


def test_a_heading_that_stands_twice_in_parquet(tmp_path: Path) -> None:
    table = pa.table([["M1"], ["a"], ["2026-03-01"], ["b"]], names=["Member", "Kind", "Day", "Kind"])
    pa.parquet.write_table(table, tmp_path / "it.parquet")
    loaded = load_it(tmp_path, 'format = "parquet"\nfile = "it.parquet"', COLUMNS)
    assert history(loaded)["activity"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("limits", "query", "words"),
    [
        ("rows = 1000", "WITH RECURSIVE n(Member) AS (SELECT 1 UNION ALL SELECT Member + 1 FROM n) ", "limits.rows"),
        ("unpacked_bytes = 1_000_000", "WITH n AS (SELECT zeroblob(2000000) AS Member) ", "limits.unpacked_bytes"),
    ],
)
def test_a_query_that_does_not_end(tmp_path: Path, limits: str, query: str, words: str) -> None:
    with closing(sqlite3.connect(tmp_path / "crm.db")):
        pass
    whole = f"{query} SELECT Member, 'a' AS Kind, '2026-03-01' AS Day FROM n"  # noqa: S608
    with pytest.raises(SourceError, match=words):
        load_limited(tmp_path, limits, f'format = "sql"\ndatabase = "sqlite:///crm.db"\nquery = "{whole}"')


# ---- What is no ordinary file ----


def socket_at(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        before = Path.cwd()
        os.chdir(path.parent)  # the name of a socket is short
        bound.bind(path.name)
        os.chdir(before)


STRANGE: dict[str, Callable[[Path], object]] = {
    "a pipe": lambda path: os.mkfifo(path),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a socket": socket_at,
}


@pytest.mark.parametrize("case", STRANGE)
@pytest.mark.parametrize("form", ["csv", "excel", "parquet", "jsonl"])
def test_an_export_that_is_no_ordinary_file(tmp_path: Path, case: str, form: str) -> None:
    STRANGE[case](tmp_path / "it.export")
    with pytest.raises(SourceError, match=r"it\.export: cannot be read: a pipe, a socket or a device"):
        load_it(tmp_path, f'format = "{form}"\nfile = "it.export"', COLUMNS)
