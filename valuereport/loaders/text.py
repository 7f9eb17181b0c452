"""CSV and TSV: any delimiter and encoding, several tables in a file.

Blocks of well-formed lines are read by Arrow, which is as fast as the disk. Other lines (blank or ragged rows, a cell
of several lines) are read record by record. Both ways give the same rows.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

from valuereport.errors import SettingsError
from valuereport.files import digest
from valuereport.loaders.cells import text_of
from valuereport.loaders.encoding import decode
from valuereport.loaders.grid import Layout, TableBuilder, find_layout, read_rows
from valuereport.loaders.preset import fits
from valuereport.loaders.raw import Raw, check_rows
from valuereport.loaders.records import Record, Records
from valuereport.loaders.source_files import files_of
from valuereport.loaders.text_blocks import cut, read_block
from valuereport.settings import Settings, Source

BLOCK = 1 << 22
SMALLEST_BLOCK = 1 << 14
"""Bytes that Arrow reads at once. A block with an unusual line is cut into smaller ones, down to the smallest."""
_DELIMITERS = (",", ";", "\t", "|")
_ROWS_ABOVE = 200
"""In so many rows the heading row of a preset is looked for, by each delimiter."""


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the data rows of each file of a source. Raises SourceError and SettingsError."""
    if source.delimiter in '"\r\n':
        key = f"source.{source.name}.delimiter"
        raise SettingsError(str(settings.path), key, source.delimiter, "a character that can stand between cells")
    for file, content in files_of(source, settings):
        yield _read(source, settings, file, content)


def _read(source: Source, settings: Settings, file: str, content: bytes) -> Raw:
    """Return the data rows of one file. Raises SourceError.

    The threads end before a row is yielded. A generator that is never finished would keep them until the garbage
    collector ends them, from any thread.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        sha256 = pool.submit(digest, content)
        text = decode(content, source.encoding, source=source.name, file=file, settings_file=str(settings.path))
        last = _LastRecord()
        source = _with_delimiter(source, text.data)
        records = Records(text.data, source.delimiter)
        some = islice(records.read(), settings.workspace.limits.rows)
        layout = find_layout(source, file, last.watch(some))
        builder = TableBuilder()
        _read_blocks(settings, file, layout, records, last.end, builder, pool)
        return builder.raw(file, sha256.result(), layout, text.problems)


def _with_delimiter(source: Source, data: bytes) -> Source:
    """Return the source with the delimiter under which a row is the preset's heading row, where it says none itself."""
    if not source.preset or "delimiter" in source.model_fields_set:
        return source
    for delimiter in _DELIMITERS:
        some = islice(Records(data, delimiter).read(), _ROWS_ABOVE)
        if any(fits(source, [text_of(cell) for cell in record.cells]) for record in some):
            return source.model_copy(update={"delimiter": delimiter})
    return source


class _LastRecord:
    """Keeps the end of the last record that was read."""

    end = 0

    def watch(self, found: Iterator[Record]) -> Iterator[Record]:
        for record in found:
            self.end = record.end
            yield record


def _read_blocks(
    settings: Settings,
    file: str,
    layout: Layout,
    records: Records,
    position: int,
    builder: TableBuilder,
    pool: ThreadPoolExecutor,
) -> None:
    """Add the data rows from `position` on. A block that Arrow refuses is cut; the smallest are read by records.

    Raises SourceError where they are too many. Rows are counted, and not lines: a cell may hold many of these.
    """
    source, row, data = layout.source, layout.row, records.data
    most = settings.workspace.limits.rows
    read_one = partial(read_block, layout, data)
    blocks = deque(cut(data, position, len(data), BLOCK))
    futures = {block: pool.submit(read_one, *block) for block in blocks}
    while blocks:
        start, stop = blocks.popleft()
        if position >= stop:  # a record of the block before reaches over this one
            continue
        whole = futures.pop((start, stop), None)
        block = whole.result() if whole and position == start else read_one(position, stop)
        if block is not None:
            check_rows(source, file, row + block.lines, settings)
            builder.add(row + block.rows, {at: block.column(at) for at in layout.needed})
            for words in block.left_out:
                builder.leave_out(words)
            read_rows(file, layout, _renumbered(block.others, row), builder)
            if block.ended:
                return
            row, position = row + block.lines, stop
        else:
            smaller = (
                list(cut(data, position, stop, (stop - position) // 8)) if stop - position > SMALLEST_BLOCK else []
            )
            if len(smaller) > 1:
                blocks.extendleft(reversed(smaller))
                continue
            some = list(islice(_up_to(records.read(position, row, layout.width), stop), most + 1))
            check_rows(source, file, some[-1].row, settings)
            if read_rows(file, layout, some, builder):
                return
            row, position = some[-1].row, some[-1].end


def _renumbered(others: Iterable[Record], rows: int) -> Iterator[Record]:
    """Yield the records of a block with their row numbers in the file; `rows` is the number of rows before it."""
    return (Record(rows + other.row, other.cells, other.fault, other.end) for other in others)


def _up_to(found: Iterable[Record], stop: int) -> Iterator[Record]:
    """Yield records until one ends at or behind `stop`."""
    for record in found:
        yield record
        if record.end >= stop:
            return
