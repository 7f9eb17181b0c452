"""A file as it was found: how it is written, its heading row, its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from valuereport.presets import Preset

Format = Literal["csv", "excel", "jsonl", "parquet"]
Cell = str

_YEAR: Final = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True, slots=True)
class Delimiter:
    """A character that may separate the cells, and the share of the lines that have the usual number of them."""

    character: str
    share: float
    cells: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a text file or of one sheet of a workbook, as texts; empty cells are ""."""

    format: Format
    rows: Sequence[Sequence[Cell]]
    name: str = ""  # of a workbook's sheet
    others: tuple[str, ...] = ()  # the names of the workbook's other sheets
    encoding: str = ""
    delimiters: tuple[Delimiter, ...] = ()  # the two best


@dataclass(frozen=True)
class Table:
    """A table in a file: its headings, its rows, and what stands above it.

    `heading_row` counts from 1; 0 where the file has field names instead. `above`: headings of small tables above, and
    the value below each. `after`: the first cell of the row before the heading row, where that row names the table.
    """

    file: str
    sheet: Sheet
    heading_row: int
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    preset: Preset | None = None
    above: Mapping[str, str] = field(default_factory=dict)
    after: str = ""

    @cached_property
    def columns(self) -> Mapping[str, tuple[Cell, ...]]:
        """Return the cells of each column by its heading; of repeated headings the first."""
        found: dict[str, tuple[Cell, ...]] = {}
        for at, heading in enumerate(self.headings):
            if heading and heading not in found:
                found[heading] = tuple(row[at].strip() if at < len(row) else "" for row in self.rows)
        return found

    def years(self, heading: str) -> Mapping[int, int]:
        """Return how many cells of a column name each year of this century; counted once."""
        if heading not in self._years:
            found = (_YEAR.search(cell) for cell in self.columns.get(heading, ()))
            self._years[heading] = Counter(int(each[1]) for each in found if each)
        return self._years[heading]

    @cached_property
    def _years(self) -> dict[str, Mapping[int, int]]:
        return {}


@dataclass(frozen=True, slots=True)
class NoSource:
    """A file that is no source, and why."""

    file: str
    reason: str
