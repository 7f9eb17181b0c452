"""Workbooks: XLSX, XLS and ODS through calamine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from valuereport.errors import SourceError
from valuereport.files import digest
from valuereport.loaders.cells import Cells, as_cells, pick
from valuereport.loaders.footers import RowWords
from valuereport.loaders.grid import TableBuilder, blank, find_layout
from valuereport.loaders.raw import Raw
from valuereport.loaders.records import Record
from valuereport.loaders.source_files import files_of
from valuereport.settings import Settings, Source
from valuereport.workbooks.reading import Bounds, read_sheet


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the data rows of the sheet (the first one, if none is named) of each workbook. Raises SourceError."""
    limits = settings.workspace.limits
    bounds = Bounds(limits.unpacked_bytes, limits.rows, limits.cells, limits.workbook_memory)
    for file, content in files_of(source, settings):
        try:
            sheet = _open(content, source.sheet, bounds)
        except SourceError as error:
            raise SourceError(f"source {source.name}: {file}: {error}") from None
        layout = find_layout(source, file, (Record(row, cells) for row, cells in enumerate(sheet.rows, 1)))
        builder = TableBuilder()
        data = sheet.filled.copy()
        data[: layout.row] = False
        read = layout.source
        until, footers = RowWords(read.until, layout.needed), RowWords(read.footers, layout.needed)
        for row in np.flatnonzero(data).tolist() if read.until or read.footers else ():
            if words := until.met(sheet.rows[row]):
                builder.leave_out(words)
                data[row:] = False
                break
            if words := footers.met(sheet.rows[row]):
                builder.leave_out(words)
                data[row] = False
        builder.add(np.flatnonzero(data) + 1, {at: pick(sheet.column(at), data) for at in layout.needed})
        yield builder.raw(file, digest(content), layout)


class _Sheet:
    """The rows of a sheet, all of one length; which are not blank; and each column, built on demand."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        self.rows = rows
        self.filled = np.array([not blank(cells) for cells in rows], np.bool_)
        self._columns: dict[int, Cells] = {}

    def column(self, at: int) -> Cells:
        if at not in self._columns:
            self._columns[at] = as_cells([cells[at] for cells in self.rows])
        return self._columns[at]


@lru_cache(os.cpu_count())  # members, firms and their contacts are often three sources of one workbook
def _open(content: bytes, wanted: str, bounds: Bounds) -> _Sheet:
    return _Sheet(read_sheet(content, wanted, bounds))


def clear_cache() -> None:
    """Free the workbooks that were read."""
    _open.cache_clear()
