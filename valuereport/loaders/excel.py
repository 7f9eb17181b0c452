"""Workbooks: XLSX, XLS and ODS through calamine."""

from __future__ import annotations

from collections.abc import Iterator
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
        rows = _records(_sheet(source, file, content))
        layout = find_layout(source, file, rows)
        pieces = Pieces()
        read_rows(source, file, layout, rows, pieces)
        yield pieces.raw(source, file, digest(content), layout)


def _records(sheet: list[list[object]]) -> Iterator[Record]:
    for row, cells in enumerate(sheet, 1):
        yield Record(row, cells)


def _sheet(source: Source, file: str, content: bytes) -> list[list[object]]:
    where = f"source {source.name}: {file}"
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        names = book.sheet_names
        if not names:
            raise SourceError(f"{where}: the workbook has no sheets")
        if source.sheet and source.sheet not in names:
            raise SourceError(f'{where}: no sheet "{source.sheet}"; the sheets are: {", ".join(names)}')
        sheet = [
            list[object](cells)
            for cells in book.get_sheet_by_name(source.sheet or names[0]).to_python(skip_empty_area=False)
        ]
    except PasswordError:
        raise SourceError(f"{where}: the workbook is protected by a password") from None
    except CalamineError as error:
        reason = " ".join(str(error).split())
        raise SourceError(f"{where}: is not a workbook that can be read (XLSX, XLS or ODS): {reason}") from None
    if not any(cell != "" for cells in sheet for cell in cells):
        raise SourceError(f'{where}: the sheet "{source.sheet or names[0]}" is empty')
    return sheet
