"""Delimited text -> records by RFC 4180, one at a time. An unclosed quotation mark costs one line and not the file.

A record that is well-formed up to its closing quotation marks and as wide as the table is data, whatever is in it. A
quotation mark counts as unclosed where no mark closes it (before a delimiter, a line end or the end of the file), or
where the record has another width than the table and the lines behind the first are rows of the table themselves.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

UNCLOSED = "a quotation mark is opened and not closed"
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")
_LINE_END = re.compile(rb"\r\n|\r|\n|\Z")
# Without possessive quantifiers: before Python 3.11.5 they match wrongly in groups.
_QUOTED = re.compile(rb'"[^"]*(?:""[^"]*)*"(?!")')


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its spreadsheet row, its cells, why it could not be read (else empty), and its end in the text.

    `doubtful`: well-formed, but each of its lines is a row by itself, so that a quotation mark may be missing.
    """

    row: int
    cells: Sequence[object]
    fault: str = ""
    end: int = 0
    doubtful: bool = False


class Records:
    """The records of `data`, valid UTF-8; reading takes a time proportional to its length, whatever is in it."""

    def __init__(self, data: bytes, delimiter: str) -> None:
        self.data = data
        self._delimiter, self._mark = delimiter, delimiter.encode()
        self._plain = re.compile(rb"(?:(?!%b)[^\r\n])*" % re.escape(self._mark))
        self._unclosed = (0, -1)  # a record that is open where a line between these positions begins stays open

    def read(self, position: int = 0, row: int = 0, width: int = 0) -> Iterator[Record]:
        """Yield the records from `position` on; `row` is the number of the record before, `width` how many cells a
        record should have, where that is known.

        A blank line is a record without cells. Text after a closing quotation mark belongs to the cell, as in
        spreadsheets, where the cell has one line.
        """
        while position < len(self.data):
            lines = _Lines(self, position)
            try:
                for cells in csv.reader(lines, delimiter=self._delimiter, strict=True):
                    if lines.count > 1 and not _fits(cells, width):
                        break
                    row, start, position = row + 1, position, lines.position
                    doubtful = lines.count > 1 and self._may_be_rows(start, position, width)
                    lines.count = 0
                    yield Record(row, cells, "", position, doubtful)
            except csv.Error:
                pass
            if position < len(self.data):
                row += 1
                record = self._unusual(position, row, width)
                position = record.end
                yield record

    def stays_open(self, position: int) -> bool:
        """Return whether it is known that a record that is open where this line begins is never closed."""
        start, stop = self._unclosed
        return start <= position <= stop

    def _unusual(self, position: int, row: int, width: int) -> Record:
        """Read the record that begins at `position`, or its first line where the record is not well-formed."""
        second = line_end(self.data, position)
        cells, end = self.strict(position, second if self.stays_open(second) else len(self.data))
        if cells is None and end >= second and not self.stays_open(second):
            self._unclosed = second, end
        if cells is None or (end > second and not _fits(cells, width) and self._are_rows(second, end, width)):
            return single(self.data[position:second].decode(), self._delimiter, row, second)
        return Record(row, cells, "", end)

    def strict(self, position: int, stop: int) -> tuple[list[str] | None, int]:
        """Return the cells of the well-formed record at `position` and its end; None, and where it ceases to be one.

        Unlike csv.reader, it reads cells of any length. Nothing is read from `stop` on.
        """
        cells: list[str] = []
        while True:
            if self.data.startswith(b'"', position):
                quoted = _QUOTED.match(self.data, position, stop)
                if quoted is None:
                    return None, stop
                cells.append(quoted[0][1:-1].decode().replace('""', '"'))
                position = quoted.end()
            else:
                plain = self._plain.match(self.data, position, stop)
                assert plain is not None  # noqa: S101 - it matches nothing, too
                cells.append(plain[0].decode())
                position = plain.end()
            if not self.data.startswith(self._mark, position):
                end = _LINE_END.match(self.data, position, stop)
                return (cells, end.end()) if end else (None, position)
            position += len(self._mark)

    def _are_rows(self, position: int, end: int, width: int) -> bool:
        """Return whether the lines from `position` to `end` are well-formed rows of the table.

        The last of them may go on behind `end`, but not far: so much is read at most twice.
        """
        stop = min(len(self.data), 2 * end - position)
        while position < end:
            cells, position = self.strict(position, stop)
            if cells is None or position == stop < len(self.data) or not (_fits(cells, width) or cells == [""]):
                return False
        return True

    def _may_be_rows(self, position: int, end: int, width: int) -> bool:
        """Return whether each line of a record is as wide as the table, where its quotation marks count for nothing."""
        second = line_end(self.data, position)
        first = self.data[position:second].rstrip(b"\r\n")
        return 1 < width == first.count(self._mark) + 1 and self._are_rows(second, end, width)


class _Lines:
    """The physical lines from `position` on, for csv.reader; `count` of them since it was last set to 0."""

    def __init__(self, records: Records, position: int) -> None:
        self.records, self.position, self.count = records, position, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        data = self.records.data
        if self.position >= len(data):
            raise StopIteration
        if self.count and self.records.stays_open(self.position):
            raise csv.Error(UNCLOSED)
        end = line_end(data, self.position)
        line = data[self.position : end].decode()
        self.position, self.count = end, self.count + 1
        return line


def single(line: str, delimiter: str, row: int = 0, end: int = 0) -> Record:
    """Read one physical line by itself; a record with a fault where a quotation mark stays open."""
    reader = csv.reader([line, ""], delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error as error:  # a cell that is too long for csv.reader
        data = line.encode()
        long_cells, _ = Records(data, delimiter).strict(0, len(data))
        return Record(row, long_cells or [], "" if long_cells else f"not readable: {error}", end)
    return Record(row, cells, "", end) if reader.line_num == 1 else Record(row, [line], UNCLOSED, end)


def line_end(data: bytes, position: int) -> int:
    """Return where the line after the one at `position` begins."""
    match = _LINE.match(data, position)
    return match.end() if match else len(data)


def _fits(cells: Sequence[str], width: int) -> bool:
    """Return whether a record is as wide as the table, whose width may not be known yet; empty cells may follow."""
    return not width or (len(cells) >= width and not any(cell.strip() for cell in cells[width:]))
