"""Sheets of a workbook: texts are never formulas, and formulas hold their value, for readers that do not calculate."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

_EPOCH: Final = datetime(1980, 1, 1, tzinfo=UTC)
FROM_THE_RUN: Final = "from the run"
"""Stands beside figures that a change of an assumption's cell does not change."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without its equals sign, and its value."""

    text: str
    value: float


Cell = str | float | None | Formula


@dataclass(frozen=True, slots=True)
class AssumptionRow:
    """One assumption as the workbook shows it."""

    id: str
    unit: str
    low: float
    central: float
    high: float
    mean: float
    grade: str
    source: str


class Book:
    """A workbook in memory, always the same bytes for the same content."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(self._bytes, options)
        self._book.set_properties({"created": _EPOCH})
        self._bold = self._book.add_format({"bold": True})
        self._money = self._book.add_format({"num_format": "#,##0.00"})

    def sheet(self, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], money: frozenset[str]) -> None:
        """Add a sheet: headings, then rows. `money`: the headings over amounts, shown with two decimals."""
        sheet = self._book.add_worksheet(name)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, self._bold)
            sheet.set_column(column, column, max(10, min(60, len(heading) + 2)))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                shown = self._money if column < len(headings) and headings[column] in money else None
                _write(sheet, number, column, cell, shown)

    def finished(self) -> bytes:
        """Return the workbook's bytes."""
        self._book.close()
        return self._bytes.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, shown: Any) -> None:  # noqa: ANN401 - xlsxwriter's own
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, Formula):
        sheet.write_formula(row, column, f"={cell.text}", shown, cell.value)
    elif cell is not None:
        sheet.write_number(row, column, cell, shown)


_HEADINGS: Final = ("assumption", "unit", "low", "most likely", "high", "mean", "grade", "source")
_MEAN: Final = "F"


def assumptions_sheet(book: Book, rows: Sequence[AssumptionRow]) -> Mapping[str, str]:
    """Add the sheet of assumptions, and return where the mean of each is: its cell, by id."""
    cells = []
    for number, one in enumerate(rows, 2):
        mean = Formula(f"(C{number}+4*D{number}+E{number})/6", one.mean)
        cells.append((one.id, one.unit, one.low, one.central, one.high, mean, one.grade, one.source))
    book.sheet("Assumptions", _HEADINGS, cells, frozenset())
    return {one.id: f"Assumptions!${_MEAN}${number}" for number, one in enumerate(rows, 2)}
