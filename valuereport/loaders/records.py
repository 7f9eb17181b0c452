"""Delimited text -> records, one at a time. An unclosed quotation mark costs one line and not the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LINES_IN_RECORD = 100
"""A record of more lines counts as an unclosed quotation mark."""

UNCLOSED = "a quotation mark is opened and not closed"
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its spreadsheet row, its cells, why it could not be read (else empty), and its end in the text."""

    row: int
    cells: Sequence[object]
    fault: str = ""
    end: int = 0


class _Lines:
    """The physical lines of `data` from `position` on, for csv.reader; `count` of them since it was last set to 0."""

    def __init__(self, data: bytes, position: int) -> None:
        self.data, self.position, self.count = data, position, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position >= len(self.data):
            raise StopIteration
        if self.count == LINES_IN_RECORD:
            raise csv.Error(UNCLOSED)
        end = line_end(self.data, self.position)
        line = self.data[self.position : end].decode()
        self.position, self.count = end, self.count + 1
        return line


def records(data: bytes, delimiter: str, position: int = 0, row: int = 0, width: int = 0) -> Iterator[Record]:
    """Yield the records of valid UTF-8 from `position` on; `row` is the number of the record before, `width` how
    many cells a record should have, where that is known.

    A blank line is a record without cells. Text after a closing quotation mark belongs to the cell, as in spreadsheets.
    """
    while position < len(data):
        lines = _Lines(data, position)
        try:
            for cells in csv.reader(lines, delimiter=delimiter, strict=True):
                if lines.count > 1 and _swallowed(cells, width, delimiter):
                    break
                row, position, lines.count = row + 1, lines.position, 0
                yield Record(row, cells, "", position)
        except csv.Error:
            pass
        if position < len(data):  # not well-formed: read this line by itself, and continue after it
            end = line_end(data, position)
            row += 1
            yield single(data[position:end].decode(), delimiter, row, end)
            position = end


def single(line: str, delimiter: str, row: int = 0, end: int = 0) -> Record:
    """Read one physical line by itself; a record with a fault where a quotation mark stays open."""
    reader = csv.reader([line, ""], delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error as error:
        return Record(row, [], f"not readable: {error}", end)
    return Record(row, cells, "", end) if reader.line_num == 1 else Record(row, [line], UNCLOSED, end)


def line_end(data: bytes, position: int) -> int:
    """Return where the line after the one at `position` begins."""
    match = _LINE.match(data, position)
    return match.end() if match else len(data)


def _swallowed(cells: Sequence[str], width: int, delimiter: str) -> bool:
    """Return whether a record of several lines is rather an unclosed cell with the next records in it.

    It is, where it has fewer cells than the heading row, or where a line in a cell has as many cells as a record.
    """
    if len(cells) < width:
        return True
    needed = max(len(cells), width, 3) - 1
    return any(line.count(delimiter) >= needed for cell in cells if "\n" in cell for line in cell.split("\n")[1:])
