"""Days that a workbook has lost the format of: whole numbers, counted from 30 December 1899."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from valuereport.loaders.cells import Cells, encoded

_ZERO: Final = date(1899, 12, 30)
_FIRST, _LAST = 367, 73_415  # 1901-01-01 and 2100-12-31: before 1 March 1900 workbooks count wrongly


def numbered_days(cells: Cells) -> Cells:
    """Return a column with days in place of its whole numbers; whatever else stands there stays."""
    if isinstance(cells, list):
        return [_day(cell) for cell in cells]
    column = encoded(cells)
    days = [_day(text) for text in column.dictionary.to_pylist()]
    return [days[code] for code in column.indices.to_pylist()]


def _day(cell: object) -> object:
    number = float(cell) if isinstance(cell, str) and cell.isdecimal() else cell
    if isinstance(number, bool) or not isinstance(number, int | float) or not _FIRST <= number <= _LAST or number % 1:
        return cell
    return _ZERO + timedelta(days=int(number))
