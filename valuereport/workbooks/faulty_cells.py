"""Finds the cells of a workbook with an error, or with a formula that was never calculated.

calamine returns both as empty cells, so the workbook's XML is read, where it holds an error or a formula at all.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from posixpath import join, normpath
from typing import IO, Final

# Expat, which is below this, refuses entities that grow and reads nothing outside of the file.
from xml.etree import ElementTree

from valuereport.errors import SourceError
from valuereport.workbooks import old_workbook
from valuereport.workbooks.columns import column_number

SHEET_ERROR: Final = "a spreadsheet's error in place of a value"
UNCALCULATED: Final = "a formula without a calculated value"
_CHUNK: Final = 1 << 20
_SIGNS_IN_SHEET: Final = (b'"e"', b"'e'", b"<f", b":f")
_SIGNS_IN_DOCUMENT: Final = (b"error", b"formula")
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ElementTree.ParseError)
_UNEXPECTED: Final = (KeyError, StopIteration, ValueError)  # a part, a link or a number that is not there
_ROWS: Final = 1 << 20  # that a sheet can have
_MOST_REPEATED: Final = 1_000  # of cells that one element of an ODS workbook stands for

Position = tuple[int, int]
"""Row and column, from 0."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A cell that shows something and holds no value: a spreadsheet's error, a formula that was never calculated."""

    shown: str
    reason: str


def faulty_cells(content: bytes, sheet: str) -> Mapping[Position, Faulty]:
    """Return the faulty cells of a sheet; in an XLS workbook only the errors.

    Raises SourceError where the workbook cannot be followed, or is of a kind that cannot be looked into.
    """
    try:
        if content.startswith(old_workbook.SIGNATURE):
            return {at: Faulty(shown, SHEET_ERROR) for at, shown in old_workbook.errors(content, sheet).items()}
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if "content.xml" in names:
                return _read(archive, "content.xml", _SIGNS_IN_DOCUMENT, partial(_in_open_document, sheet=sheet))
            if "xl/workbook.xml" in names:
                part, calculated = _look_up(archive, sheet)
                return _read(archive, part, _SIGNS_IN_SHEET, partial(_in_sheet, calculated=calculated))
        raise SourceError("is a workbook in which errors cannot be told from empty cells: save it as XLSX")
    except (*_DAMAGED, *_UNEXPECTED) as error:
        raise SourceError(f"cannot be checked for cells with errors: {error}") from None


def with_faulty(rows: list[list[object]], faulty: Mapping[Position, Faulty]) -> list[list[object]]:
    """Put the faulty cells into the rows: calamine returns them as empty cells, or not at all at the end of a sheet."""
    width = len(rows[0]) if rows else 0
    within = {(row, column): cell for (row, column), cell in faulty.items() if 0 <= row < _ROWS and 0 <= column < width}
    beyond = {row for row, _ in within if row >= len(rows)}
    empty: list[object] = [""] * width
    rows += [[*empty] if row in beyond else empty for row in range(len(rows), 1 + max(beyond, default=-1))]
    for (row, column), cell in within.items():
        rows[row][column] = cell
    return rows


def _read(
    archive: zipfile.ZipFile, part: str, signs: Sequence[bytes], find: Callable[[IO[bytes]], Mapping[Position, Faulty]]
) -> Mapping[Position, Faulty]:
    with archive.open(part) as stream:
        if not _has_one(stream, signs):
            return {}
    with archive.open(part) as stream:
        return find(stream)


def _has_one(stream: IO[bytes], signs: Sequence[bytes]) -> bool:
    """Tell whether there may be an error or a formula (letters of two bytes would hide them)."""
    before = b""
    while chunk := stream.read(_CHUNK):
        data = before + chunk
        if any(sign in data for sign in (*signs, b"\0")):
            return True
        before = chunk[-8:]
    return False


def _look_up(archive: zipfile.ZipFile, sheet: str) -> tuple[str, bool]:
    """Return the part of a sheet, and whether the program that wrote the workbook calculated its formulas.

    A program that did not asks the reader to calculate, and stores zeros or nothing.
    """
    with archive.open("xl/workbook.xml") as stream:
        book = ElementTree.parse(stream).getroot()  # noqa: S314 - see the import
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        links = ElementTree.parse(stream).getroot()  # noqa: S314
    link = next(
        value
        for one in book.iter()
        if _local(one.tag) == "sheet" and one.get("name") == sheet
        for key, value in one.items()
        if key.startswith("{") and _local(key) == "id"
    )
    target = next(one.get("Target", "") for one in links.iter() if one.get("Id") == link)
    must_calculate = any(
        one.get("fullCalcOnLoad") in ("1", "true") for one in book.iter() if _local(one.tag) == "calcPr"
    )
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target)), not must_calculate


def _in_sheet(stream: IO[bytes], *, calculated: bool) -> Mapping[Position, Faulty]:
    """Read the XML of an XLSX sheet."""
    found: dict[Position, Faulty] = {}
    row = column = -1
    for event, element in _elements(stream):
        name = _local(element.tag)
        if event == "start" and name == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif event == "start" and name == "c":
            reference = element.get("r", "")
            column = column_number(reference.rstrip("0123456789")) - 1 if reference else column + 1
        elif event == "end" and name == "c":
            if faulty := _judge_cell(element, calculated=calculated):
                found[row, column] = faulty
        elif event == "end" and name == "row":
            element.clear()
    return found


def _judge_cell(cell: ElementTree.Element, *, calculated: bool) -> Faulty | None:
    kind = cell.get("t", "n")
    texts = {_local(part.tag): part.text or "" for part in cell}
    value = texts.get("v", "").strip()
    if kind == "e":
        return Faulty(value or "#N/A", SHEET_ERROR)
    if "f" in texts and kind != "str" and (not value or (value == "0" and not calculated)):
        return Faulty(f"={texts['f']}", UNCALCULATED)
    return None


def _in_open_document(stream: IO[bytes], sheet: str) -> Mapping[Position, Faulty]:
    """Read the XML of an ODS workbook."""
    found: dict[Position, Faulty] = {}
    inside = False
    row = rows = column = 0
    for event, element in _elements(stream):
        name = _local(element.tag)
        if event == "start" and name == "table":
            inside, row, rows = any(_local(key) == "name" and value == sheet for key, value in element.items()), 0, 0
        elif event == "start" and name == "table-row":
            row, rows, column = row + rows, _repeated(element, "rows"), 0
        elif event == "end" and name in ("table-cell", "covered-table-cell"):
            columns = _repeated(element, "columns")
            if inside and (faulty := _judge_open_cell(element)):
                down, across = min(rows, _MOST_REPEATED), min(columns, _MOST_REPEATED)
                found |= {(row + y, column + x): faulty for y in range(down) for x in range(across)}
            column += columns
        elif event == "end" and name == "table-row":
            element.clear()
    return found


def _judge_open_cell(cell: ElementTree.Element) -> Faulty | None:
    kinds = [value for key, value in cell.items() if _local(key) == "value-type"]  # office's, and calcext's for errors
    formula = next((value for key, value in cell.items() if _local(key) == "formula"), "")
    shown = "".join(cell.itertext()).strip()
    if "error" in kinds:
        return Faulty(shown or "#N/A", SHEET_ERROR)
    return Faulty(shown or formula, UNCALCULATED) if formula and not kinds else None


def _repeated(element: ElementTree.Element, of: str) -> int:
    return next((int(value) for key, value in element.items() if _local(key) == f"number-{of}-repeated"), 1)


def _elements(stream: IO[bytes]) -> Iterator[tuple[str, ElementTree.Element]]:
    return ElementTree.iterparse(stream, ("start", "end"))  # noqa: S314


def _local(name: str) -> str:
    return name.rpartition("}")[2]
