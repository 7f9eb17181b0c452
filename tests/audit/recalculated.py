"""A small spreadsheet program for tests: works out what our workbooks hold, from their files, without cached values.

It knows what we write: + - * / ^ in brackets, references, SUM of a column, SUMIFS with one condition.
"""

from __future__ import annotations

import ast
import io
import operator
import re
import zipfile
from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import fromstring

_SPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OPERATORS: Final[dict[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_REFERENCE: Final = re.compile(r"(?:(\w+)!)?\$?([A-Z]+)\$?(\d+)")
_SUM: Final = re.compile(r"SUM\((\w+)!\$?([A-Z]+)\$?(\d+):\$?[A-Z]+\$?(\d+)\)")
_SUMIFS: Final = re.compile(r'SUMIFS\((\w+)!\$?([A-Z]+)[^,]*,\w+!\$?([A-Z]+)[^,]*,("[^"]*"|\d+)\)')


class Recalculated:
    """The sheets of a workbook by name: cells by reference. Change a number with `put` and read with `value`."""

    def __init__(self, data: bytes) -> None:
        self.numbers: dict[tuple[str, str], float] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.formulas: dict[tuple[str, str], str] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            shared = [
                "".join(text.text or "" for text in item.iter(f"{_SPACE}t"))
                for item in fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file, as below
            ]
            sheets = fromstring(book.read("xl/workbook.xml")).find(f"{_SPACE}sheets")  # noqa: S314
            for number, sheet in enumerate(sheets if sheets is not None else (), 1):
                self._read(sheet.attrib["name"], book.read(f"xl/worksheets/sheet{number}.xml"), shared)

    def _read(self, name: str, data: bytes, shared: list[str]) -> None:
        for cell in fromstring(data).iter(f"{_SPACE}c"):  # noqa: S314
            where, formula, value = (name, cell.attrib["r"]), cell.find(f"{_SPACE}f"), cell.find(f"{_SPACE}v")
            if formula is not None:
                self.formulas[where] = formula.text or ""
            elif value is not None and cell.attrib.get("t") == "s":
                self.texts[where] = shared[int(value.text or 0)]
            elif value is not None:
                self.numbers[where] = float(value.text or 0)

    def put(self, sheet: str, cell: str, number: float) -> None:
        """Change a number, as a person does."""
        assert (sheet, cell) in self.numbers, "a person changes numbers, not formulas"
        self.numbers[sheet, cell] = float(number)

    def column(self, sheet: str, letter: str) -> dict[int, float | str]:
        """Return the cells of a column by row."""
        cells = {where for where in (*self.numbers, *self.texts, *self.formulas) if where[0] == sheet}
        rows = {int(cell[len(letter) :]) for _, cell in cells if re.fullmatch(rf"{letter}\d+", cell)}
        return {row: self.value(sheet, f"{letter}{row}") for row in sorted(rows)}

    def value(self, sheet: str, cell: str) -> float | str:
        """Return what a cell shows."""
        where = (sheet, cell)
        if where in self.texts:
            return self.texts[where]
        return self._worked_out(self.formulas[where], sheet) if where in self.formulas else self.numbers[where]

    def number(self, sheet: str, cell: str) -> float:
        """Return the number that a cell shows."""
        found = self.value(sheet, cell)
        assert isinstance(found, float), f"{sheet}!{cell}: {found!r} is no number"
        return found

    def figure(self, what: str, sheet: str = "Statement") -> float:
        """Return the figure in the row that begins with `what`."""
        row = next(row for row, text in self.column(sheet, "A").items() if text == what)
        return self.number(sheet, f"B{row}")

    def _worked_out(self, formula: str, sheet: str) -> float:
        text = _SUMIFS.sub(lambda found: repr(self._sum_if(*found.groups())), formula)
        text = _SUM.sub(lambda found: repr(self._sum(*found.groups())), text)
        text = _REFERENCE.sub(lambda found: repr(self.number(found[1] or sheet, found[2] + found[3])), text)
        return _evaluated(ast.parse(text.replace("^", "**"), mode="eval").body)

    def _sum(self, sheet: str, letter: str, first: str, last: str) -> float:
        cells = self.column(sheet, letter).items()
        return sum(value for row, value in cells if int(first) <= row <= int(last) and isinstance(value, float))

    def _sum_if(self, sheet: str, letter: str, by: str, wanted: str) -> float:
        values, keys = self.column(sheet, letter), self.column(sheet, by)
        sought: float | str = wanted.strip('"') if wanted.startswith('"') else float(wanted)
        return sum(
            value for row, value in values.items() if isinstance(value, float) and keys.get(row) == sought and row > 1
        )


def _evaluated(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_evaluated(node.left), _evaluated(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluated(node.operand)
    assert isinstance(node, ast.Constant), ast.dump(node)
    return float(node.value)  # type: ignore[arg-type] # a number
