"""How large a sheet would be in memory. Its last cells are found before it is read.

A single space in XFD1048576 makes a sheet of 17 thousand million cells. The sizes in the file (`dimension`, those of a
zip archive) are not trusted; where they are false, the limit of memory stops the reader.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import IO, Any
from xml.etree import ElementTree

from valuereport.workbooks.columns import column_letters, column_number

_PIECE = 1 << 22
_TAG = 1 << 10  # more bytes than the tag of a cell has
_FAR = re.compile(rb'r="(?:[A-Za-z]{3,}[0-9]+|[A-Za-z]+[0-9]{6,})"')  # as programs write it, and quick to find
_OTHERWISE = (b"r='", b"r =")
_CELL = re.compile(
    rb"""<(?:[\w.-]{1,20}:)?c\s(?:[^<>]{0,200}?\s)?r\s{0,4}=\s{0,4}["']([A-Za-z]{1,7})([0-9]{1,10})["'][^<>]{0,400}(?<!/)>"""
)
_REPEATED = re.compile(rb"""-repeated\s*=\s*["'][0-9]{4,}""")
_ODS = re.compile(rb"""<table:(table|table-row|table-cell|covered-table-cell)((?:\s[^<>]*?)?)(/?)>""")
_NAME = re.compile(rb"""table:name\s*=\s*"([^"]*)"|table:name\s*=\s*'([^']*)'""")
_TIMES = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,10})["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class TooLargeError(Exception):
    """A workbook is larger than the limits."""

    @classmethod
    def guard(cls, sheet: str, rows: int, columns: int, bounds: Mapping[str, Any], cell: str = "") -> None:
        """Raise where a sheet of so many rows and columns is more than the bounds allow."""
        key = "rows" if rows > bounds["rows"] else "cells"
        if rows > bounds["rows"] or rows * columns > bounds["cells"]:
            why = f", because the cell {cell} is not empty (delete its row or column, even if only a space is in it)"
            raise cls(
                f'the sheet "{sheet}" has {rows:,} rows and {columns:,} columns{why if cell else ""}; '
                f"limits.{key} allows {bounds[key]:,} {key}"
            )


def check(content: bytes, wanted: str, bounds: Mapping[str, Any]) -> str:
    """Return the farthest cell, if one is far out. A file that is no zip archive is not examined.

    Raises TooLargeError where a workbook is larger than the bounds.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > bounds["unpacked"]:
                raise TooLargeError(
                    f"the workbook unpacks to {unpacked:,} bytes; limits.unpacked_bytes allows {bounds['unpacked']:,}"
                )
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                sheet, member = _sheet(archive, wanted)
                if member in names:
                    with archive.open(member) as stream:
                        return _check_xlsx(stream, sheet, bounds)
            elif "content.xml" in names:
                with archive.open("content.xml") as stream:
                    _check_ods(stream, bounds)
    except (TooLargeError, MemoryError):
        raise
    except Exception:  # noqa: S110 - a damaged archive: the library that reads it reports the error
        pass
    return ""


def _sheet(archive: zipfile.ZipFile, wanted: str) -> tuple[str, str]:
    """Return the name of the wanted sheet (else of the first one), and which member of the archive it is."""
    book = _elements(archive, "xl/workbook.xml")
    sheets = {each.get("name", ""): each.get(_RELATION, "") for each in book if each.tag.endswith("}sheet")}
    targets = {each.get("Id", ""): each.get("Target", "") for each in _elements(archive, "xl/_rels/workbook.xml.rels")}
    name = wanted or next(iter(sheets))
    target = targets[sheets[name]]
    return name, target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _elements(archive: zipfile.ZipFile, member: str) -> list[ElementTree.Element]:
    """Return every element of a small XML file; what its entities may grow to is for Expat and the limit of memory."""
    return list(ElementTree.fromstring(archive.read(member)).iter())  # noqa: S314


def _check_xlsx(stream: IO[bytes], sheet: str, bounds: Mapping[str, Any]) -> str:
    last_row, last_column = (0, ""), (0, "")
    for piece in _pieces(stream):
        if _FAR.search(piece) or any(other in piece for other in _OTHERWISE):
            for letters, digits in _CELL.findall(piece):
                cell = (letters + digits).decode()
                last_row = max(last_row, (int(digits), cell))
                last_column = max(last_column, (column_number(letters.decode()), cell))
    far = last_row[1] if last_row[0] > bounds["rows"] or last_column[0] < 703 else last_column[1]
    TooLargeError.guard(sheet, last_row[0], last_column[0], bounds, far)
    return far


def _check_ods(stream: IO[bytes], bounds: Mapping[str, Any]) -> None:
    """Check every sheet: a reader of ODS reads all of them."""
    content = stream.read()
    if not _REPEATED.search(content):
        return
    sheet, row, times, column = "", 0, 1, 0
    last_row, last_column = (0, ""), (0, "")
    for found in _ODS.finditer(content):
        kind, attributes, closed = found.groups()
        repeated = int(each[1]) if (each := _TIMES.search(attributes)) else 1
        if kind == b"table":
            TooLargeError.guard(sheet, last_row[0], last_column[0], bounds, last_column[1])
            name = _NAME.search(attributes)
            sheet = (name[1] or name[2] or b"").decode("utf-8", "replace") if name else ""
            row, times, column = 0, 1, 0
            last_row, last_column = (0, ""), (0, "")
        elif kind == b"table-row":
            row, times, column = row + times, repeated, 0
        else:
            if not closed or b"office:value" in attributes:
                cell = f"{column_letters(column + 1)}{row + 1}"
                last_row = max(last_row, (row + times, cell))
                last_column = max(last_column, (column + repeated, cell))
            column += repeated
    TooLargeError.guard(sheet, last_row[0], last_column[0], bounds, last_column[1])


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream piece by piece, each with the end of the one before."""
    end = b""
    while piece := stream.read(_PIECE):
        yield end + piece
        end = piece[-_TAG:]
