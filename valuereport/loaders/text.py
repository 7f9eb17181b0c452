"""CSV and TSV: any delimiter and encoding, several tables in a file.

Blocks of well-formed lines are read by Arrow, which is as fast as the disk. Whatever Arrow cannot vouch for (blank or
ragged rows, a quotation mark that runs over lines) is read record by record, so both ways give the same rows.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from valuereport.errors import SettingsError
from valuereport.files import digest
from valuereport.loaders.cells import TEXT
from valuereport.loaders.encoding import decode
from valuereport.loaders.grid import Layout, Pieces, find_layout, folded, read_rows
from valuereport.loaders.places import files_of
from valuereport.loaders.raw import Raw
from valuereport.loaders.records import Record, records, single
from valuereport.settings import Settings, Source

BLOCK = 1 << 22
SMALLEST_BLOCK = 1 << 14
"""Bytes that Arrow reads at once; a block with anything unusual in it is cut until so much is left."""

_Table: TypeAlias = "pa.Table | None"


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the data rows of each file of a source. Raises SourceError and SettingsError."""
    if source.delimiter in '"\r\n':
        key = f"source.{source.name}.delimiter"
        raise SettingsError(str(settings.path), key, source.delimiter, "a character that can stand between cells")
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for file, content in files_of(source, settings):
            sha256 = pool.submit(digest, content)
            text = decode(content, source.encoding, source=source.name, file=file, settings_file=str(settings.path))
            last = _Last()
            layout = find_layout(source, file, last.watch(records(text.data, source.delimiter)))
            pieces = Pieces()
            _read_blocks(source, file, layout, text.data, last.end, pieces, pool)
            yield pieces.raw(source, file, sha256.result(), layout, text.problems)


class _Last:
    """Remembers where the last record that was read ends."""

    end = 0

    def watch(self, found: Iterator[Record]) -> Iterator[Record]:
        for record in found:
            self.end = record.end
            yield record


def _read_blocks(
    source: Source, file: str, layout: Layout, data: bytes, position: int, pieces: Pieces, pool: ThreadPoolExecutor
) -> None:
    """Add the data rows from `position` on; what Arrow refuses is cut smaller, and the smallest is read record by record."""
    row = layout.row
    arrow = partial(_arrow, source, layout, data)
    blocks = deque(_blocks(data, position, len(data), BLOCK))
    futures = {block: pool.submit(arrow, *block) for block in blocks}
    while blocks:
        start, stop = block = blocks.popleft()
        if position >= stop:  # a record of the block before reaches over this one
            continue
        if position > start:
            start, stop = block = (position, stop)
        table = futures[block].result() if block in futures else arrow(*block)
        if table is not None:
            rows = np.arange(row + 1, row + 1 + table.num_rows, dtype=np.int64)
            pieces.add(rows, {at: table.column(str(at)).chunk(0) for at in layout.needed})
            row, position = row + table.num_rows, stop
        elif stop - start > SMALLEST_BLOCK:
            blocks.extendleft(reversed(list(_blocks(data, start, stop, max((stop - start) // 8, SMALLEST_BLOCK // 2)))))
        else:
            some = list(_up_to(records(data, source.delimiter, position, row), stop))
            if read_rows(source, file, layout, some, pieces):
                return
            row, position = some[-1].row, some[-1].end


def _up_to(found: Iterable[Record], stop: int) -> Iterator[Record]:
    """Yield records until one ends at or behind `stop`."""
    for record in found:
        yield record
        if record.end >= stop:
            return


def _blocks(data: bytes, position: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """Cut at line ends; a block is longer than `size` only where one line is."""
    while position < end:
        stop = data.rfind(b"\n", position, min(position + size, end)) + 1
        stop = stop or data.find(b"\n", position + size, end) + 1 or end
        yield position, (end if end - stop < size // 8 else stop)
        position = end if end - stop < size // 8 else stop


def _arrow(source: Source, layout: Layout, data: bytes, start: int, stop: int) -> _Table:
    """Return a block's columns as text, named by position; None where a line of it is not just one data row."""
    lines = data.count(b"\n", start, stop) + (data[stop - 1] != ord("\n"))
    returns = data.count(b"\r", start, stop)
    if not source.delimiter.isascii() or (returns and returns != data.count(b"\r\n", start, stop)):
        return None
    # Arrow closes what the last line leaves open; a quotation mark left open before makes fewer rows than lines
    last_line = data[data.rfind(b"\n", start, stop - 1) + 1 if lines > 1 else start : stop]
    if single(last_line.decode(), source.delimiter).fault:
        return None
    positions = sorted({0, *layout.needed})
    names = [str(position) for position in range(layout.width)]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(start, stop - start)),
            read_options=pa.csv.ReadOptions(column_names=names, block_size=stop - start + 1, use_threads=False),
            parse_options=pa.csv.ParseOptions(delimiter=source.delimiter, ignore_empty_lines=False),
            convert_options=pa.csv.ConvertOptions(
                include_columns=[names[position] for position in positions],
                column_types=dict.fromkeys(names, TEXT),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines or _any_blank(table) or _any_begins(table, (*source.until, *source.footers)):
        return None
    return table


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
