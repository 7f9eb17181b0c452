"""Workbooks: XLSX, XLS and ODS through calamine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from valuereport.errors import SourceError
from valuereport.files import digest
from valuereport.loaders.cells import Cells, Faulty, as_cells, pick
from valuereport.loaders.faulty_cells import Position, faulty_cells
from valuereport.loaders.grid import Pieces, begins, blank, find_layout, folded
from valuereport.loaders.places import files_of
from valuereport.loaders.raw import Raw
from valuereport.loaders.records import Record
from valuereport.settings import Settings, Source

_ROWS = 1 << 20  # that a sheet can have


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the data rows of the sheet (the first one, if none is named) of each workbook. Raises SourceError."""
    for file, content in files_of(source, settings):
        try:
            sheet = _open(content, source.sheet)
        except (CalamineError, SourceError) as error:
            raise SourceError(f"source {source.name}: {file}: {_said(error)}") from None
        layout = find_layout(source, file, (Record(row, cells) for row, cells in enumerate(sheet.rows, 1)))
        pieces = Pieces()
        data = sheet.filled.copy()
        data[: layout.row] = False
        if source.until or source.footers:
            first = [begins(cells) for cells in sheet.rows]
            words = folded((*source.until, *source.footers))
            pieces.met |= {word for word in words if any(one.startswith(word) for one in first[layout.row :])}
            data &= [not word.startswith(folded(source.footers)) for word in first]
            ends = [row for row in range(layout.row, len(first)) if first[row].startswith(folded(source.until))]
            data[min(ends, default=len(first)) :] = False
        pieces.add(np.flatnonzero(data) + 1, {at: pick(sheet.column(at), data) for at in layout.needed})
        yield pieces.raw(source, file, digest(content), layout)


class _Sheet:
    """The rows of a sheet, all of one length; which hold anything; and each column, made when it is asked for."""

    def __init__(self, rows: Sequence[Sequence[object]]) -> None:
        self.rows = rows
        self.filled = np.array([not blank(cells) for cells in rows], np.bool_)
        self._columns: dict[int, Cells] = {}

    def column(self, at: int) -> Cells:
        if at not in self._columns:
            self._columns[at] = as_cells([cells[at] for cells in self.rows])
        return self._columns[at]


@lru_cache(os.cpu_count())  # persons, firms and their contacts are often three sources of one workbook
def _open(content: bytes, wanted: str) -> _Sheet:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    names = book.sheet_names
    if not names:
        raise SourceError("the workbook has no sheets")
    if wanted and wanted not in names:
        raise SourceError(f'no sheet "{wanted}"; the sheets are: {", ".join(names)}')
    rows = book.get_sheet_by_name(wanted or names[0]).to_python(skip_empty_area=False)
    sheet = _Sheet(_with_faulty(rows, faulty_cells(content, wanted or names[0])))
    if not sheet.filled.any():
        raise SourceError(f'the sheet "{wanted or names[0]}" is empty')
    return sheet


def _with_faulty(rows: list[list[Any]], faulty: Mapping[Position, Faulty]) -> list[list[Any]]:
    """Put the faulty cells into their places: calamine gives them as empty ones, and ends the sheet before the last."""
    width = len(rows[0]) if rows else 0
    within = {(row, column): cell for (row, column), cell in faulty.items() if 0 <= row < _ROWS and 0 <= column < width}
    beyond = {row for row, _ in within if row >= len(rows)}
    empty: list[Any] = [""] * width
    rows += [[*empty] if row in beyond else empty for row in range(len(rows), 1 + max(beyond, default=-1))]
    for (row, column), cell in within.items():
        rows[row][column] = cell
    return rows


def forget() -> None:
    """Let go of the workbooks that were read."""
    _open.cache_clear()


def _said(error: Exception) -> str:
    if isinstance(error, PasswordError):
        return "the workbook is protected by a password"
    if isinstance(error, CalamineError):
        return f"is not a workbook that can be read (XLSX, XLS or ODS): {' '.join(str(error).split())}"
    return str(error)
