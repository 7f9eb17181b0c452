"""Workbooks: XLSX, XLS and ODS through calamine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from valuereport.errors import SourceError
from valuereport.files import digest
from valuereport.loaders.grid import Pieces, find_layout, read_rows
from valuereport.loaders.places import files_of
from valuereport.loaders.raw import Raw
from valuereport.loaders.records import Record
from valuereport.settings import Settings, Source


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the data rows of the sheet (the first one, if none is named) of each workbook. Raises SourceError."""
    for file, content in files_of(source, settings):
        try:
            sheet = _sheet(content, source.sheet)
        except (CalamineError, SourceError) as error:
            raise SourceError(f"source {source.name}: {file}: {_said(error)}") from None
        rows = _records(sheet)
        layout = find_layout(source, file, rows)
        pieces = Pieces()
        read_rows(source, file, layout, rows, pieces)
        yield pieces.raw(source, file, digest(content), layout)


def _records(sheet: Sequence[Sequence[object]]) -> Iterator[Record]:
    for row, cells in enumerate(sheet, 1):
        yield Record(row, cells)


@lru_cache(maxsize=1)  # persons, firms and their contacts are often three sources of one workbook
def _sheet(content: bytes, wanted: str) -> Sequence[Sequence[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    names = book.sheet_names
    if not names:
        raise SourceError("the workbook has no sheets")
    if wanted and wanted not in names:
        raise SourceError(f'no sheet "{wanted}"; the sheets are: {", ".join(names)}')
    sheet = book.get_sheet_by_name(wanted or names[0]).to_python(skip_empty_area=False)
    if not any(cell != "" for cells in sheet for cell in cells):
        raise SourceError(f'the sheet "{wanted or names[0]}" is empty')
    return sheet


def _said(error: Exception) -> str:
    if isinstance(error, PasswordError):
        return "the workbook is protected by a password"
    if isinstance(error, CalamineError):
        return f"is not a workbook that can be read (XLSX, XLS or ODS): {' '.join(str(error).split())}"
    return str(error)
