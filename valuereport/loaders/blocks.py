"""Blocks of delimited text, read by Arrow: as fast as the disk, and only where it gives what record by record would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from valuereport.loaders.cells import TEXT, Cells
from valuereport.loaders.grid import Layout, begins, folded
from valuereport.loaders.records import Record, single
from valuereport.settings import Source


@dataclass(frozen=True, slots=True)
class Block:
    """What Arrow read: the rows as wide as the heading row, and the others, each with its number within the block."""

    lines: int
    table: pa.Table
    rows: npt.NDArray[np.int64]
    others: tuple[Record, ...]

    def column(self, position: int) -> Cells:
        """Return the cells of one column."""
        return self.table.column(str(position)).chunk(0)


def cut(data: bytes, position: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield starts and stops of blocks of whole lines; one is much longer than `size` only where a line is."""
    while position < end:
        stop = data.rfind(b"\n", position, min(position + size, end)) + 1
        stop = stop or data.find(b"\n", position + size, end) + 1 or end
        if end - stop < size // 8:
            stop = end
        yield position, stop
        position = stop


def read_block(source: Source, layout: Layout, data: bytes, start: int, stop: int) -> Block | None:
    """Read the lines from `start` to `stop`; None where a line of them is not just one data row."""
    lines = data.count(b"\n", start, stop) + (data[stop - 1] != ord("\n"))
    returns = data.count(b"\r", start, stop)
    if not source.delimiter.isascii() or (returns and returns != data.count(b"\r\n", start, stop)):
        return None
    # Arrow closes what the last line leaves open; a quotation mark left open before makes fewer rows than lines
    last_line = data[data.rfind(b"\n", start, stop - 1) + 1 if lines > 1 else start : stop]
    if single(last_line.decode(), source.delimiter).fault:
        return None
    others: list[Record] = []

    def set_aside(row: Any) -> str:  # noqa: ANN401 - Arrow's InvalidRow
        others.append(single(row.text, source.delimiter, row.number))
        return "skip"

    names = [str(position) for position in range(layout.width)]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(start, stop - start)),
            read_options=pa.csv.ReadOptions(column_names=names, block_size=stop - start + 1, use_threads=False),
            parse_options=pa.csv.ParseOptions(
                delimiter=source.delimiter, ignore_empty_lines=False, invalid_row_handler=set_aside
            ),
            convert_options=pa.csv.ConvertOptions(
                include_columns=[names[position] for position in sorted({0, *layout.needed})],
                column_types=dict.fromkeys(names, TEXT),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if not table.num_rows or table.num_rows + len(others) != lines or _any_blank(table):
        return None
    if _any_begins(table, (*source.until, *source.footers)):
        return None
    until = folded(source.until)
    if until and any(begins(other.cells).startswith(until) for other in others):
        return None
    rows = np.delete(np.arange(1, lines + 1), [other.row - 1 for other in others])
    return Block(lines, table, rows, tuple(others))


def _any_blank(table: pa.Table) -> bool:
    """Tell whether a row may be blank: nothing in the columns that are needed."""
    rows = table
    for position in range(table.num_columns):
        empty = pc.equal(pc.utf8_trim_whitespace(rows.column(position)), "")
        if not pc.any(empty).as_py():
            return False
        rows = rows.filter(empty)
    return bool(rows.num_rows)


def _any_begins(table: pa.Table, words: Sequence[str]) -> bool:
    """Tell whether a row may begin with one of the words that end a table or make a footer."""
    if not words:
        return False
    first = pc.utf8_lower(pc.utf8_ltrim_whitespace(table.column("0")))
    return any(pc.any(pc.starts_with(first, word)).as_py() for word in folded(words))
