"""Blocks of delimited text, read by Arrow: as fast as the disk, and only where the result is that of records.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from valuereport.loaders.cells import FEW_TEXTS, TEXT, Cells, empty
from valuereport.loaders.footers import RowWords
from valuereport.loaders.grid import Layout
from valuereport.loaders.raw import measured
from valuereport.loaders.records import Record, single


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block as Arrow read it: rows as wide as the heading row, and other rows, each with its number in the block."""

    lines: int
    ended: bool  # the table ends in this block; the rows after its end are left out
    table: pa.Table
    rows: npt.NDArray[np.int64]
    others: tuple[Record, ...]
    left_out: tuple[frozenset[str], ...]  # the words of each row that is no data, but not of those among the others

    def column(self, position: int) -> Cells:
        """Return the cells of one column."""
        return _cells(self.table, str(position))


def cut(data: bytes, position: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield starts and stops of blocks of whole lines; a block is much longer than `size` only where a line is."""
    while position < end:
        stop = data.rfind(b"\n", position, min(position + size, end)) + 1
        stop = stop or data.find(b"\n", position + size, end) + 1 or end
        if end - stop < size // 8:
            stop = end
        yield position, stop
        position = stop


def read_block(layout: Layout, data: bytes, start: int, stop: int) -> TextBlock | None:
    """Read the lines from `start` to `stop`; None where a line is not exactly one data row."""
    source = layout.source
    lines = _line_feeds(data, start, stop) + (data[stop - 1] != ord("\n"))
    if not source.delimiter.isascii() or _lone_return(data, start, stop):
        return None
    # Arrow closes an open quotation mark in the last line; an earlier one gives fewer rows than lines
    last_line = data[data.rfind(b"\n", start, stop - 1) + 1 if lines > 1 else start : stop]
    if single(last_line.decode(), source.delimiter).fault:
        return None
    names = [str(position) for position in range(layout.width)]
    many = {str(position) for heading, position in layout.positions.items() if heading in measured(source)}
    few = {str(position) for position in layout.needed} - many

    def columns(*positions: int) -> tuple[pa.Table, list[Record]]:
        others: list[Record] = []

        def set_aside(row: Any) -> str:  # noqa: ANN401 - Arrow's InvalidRow
            others.append(single(row.text, source.delimiter, row.number))
            return "skip"

        return pa.csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(start, stop - start)),
            read_options=pa.csv.ReadOptions(column_names=names, block_size=stop - start + 1, use_threads=False),
            parse_options=pa.csv.ParseOptions(
                delimiter=source.delimiter, ignore_empty_lines=False, invalid_row_handler=set_aside
            ),
            convert_options=pa.csv.ConvertOptions(
                include_columns=[names[position] for position in sorted(positions)],
                column_types={name: FEW_TEXTS if name in few else TEXT for name in names},
                strings_can_be_null=False,
                check_utf8=False,
            ),
        ), others

    begin = {0} if source.until or source.footers else set()
    try:
        table, others = columns(*{*layout.needed, *begin})
        if _any_blank(table) and "0" not in table.column_names:
            table, others = columns(0, *layout.needed)
    except pa.ArrowInvalid:
        return None
    if table.num_rows + len(others) != lines:
        return None
    rows = np.delete(np.arange(1, lines + 1), [other.row - 1 for other in others])
    until, footers = RowWords(source.until, layout.needed), RowWords(source.footers, layout.needed)
    ends = {int(rows[at]): words for at, words in until.met_in(table).items()}
    ends |= {one.row: words for one in others if not one.fault and (words := until.met(one.cells))}
    last = min(ends, default=lines + 1)
    left_out = {at: words for at, words in footers.met_in(table).items() if rows[at] < last}
    kept = rows < last
    kept[[*left_out]] = False
    if not kept.all():
        table, rows = table.filter(pa.array(kept)), rows[kept]
    if _any_blank(table):
        return None
    before = tuple(other for other in others if other.row < last)
    words_of = (*left_out.values(), *([ends[last]] if ends else []))
    return TextBlock(lines, bool(ends), table, rows, before, words_of)


def _line_feeds(data: bytes, start: int, stop: int) -> int:
    """Count with NumPy, which does not hold Python's lock, so that other threads go on."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8, stop - start, start) == ord("\n")))


def _lone_return(data: bytes, start: int, stop: int) -> bool:
    """Return whether a line may end without a line feed, as on very old systems."""
    if data.find(b"\r", start, stop) < 0:
        return False
    return data.count(b"\r", start, stop) != data.count(b"\r\n", start, stop)


def _any_blank(table: pa.Table) -> bool:
    """Return whether a row may be blank: nothing in the columns that are needed."""
    blank = np.ones(table.num_rows, np.bool_)
    for name in table.column_names:
        blank &= empty(_cells(table, name))
        if not blank.any():
            return False
    return True


def _cells(table: pa.Table, name: str) -> Cells:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
