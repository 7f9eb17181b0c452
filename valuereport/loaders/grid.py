"""Rows of cells -> one table: the heading row, the end, footers, values above the table, items side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from valuereport.errors import Problem, SourceError
from valuereport.loaders.cells import Cells, as_cells, join_cells, take, text_of
from valuereport.loaders.consent import check_headings
from valuereport.loaders.footers import RowWords
from valuereport.loaders.headings import Headings, clean
from valuereport.loaders.pairs import paired
from valuereport.loaders.preset import as_read, fits, not_recognised
from valuereport.loaders.questions import as_answers, joined_headings, question_columns
from valuereport.loaders.raw import Raw, note, rejected_row, wanted, wanted_above
from valuereport.loaders.records import Record
from valuereport.loaders.unpivot import unpivot
from valuereport.loaders.words import is_one_of
from valuereport.settings import Source

_DOUBTFUL: Final = "each line of this row looks like a row: a quotation mark may be missing"


@dataclass(frozen=True, slots=True)
class Layout:
    """The position of a table: its heading row, its width, and the position of each heading that is needed.

    `source`: the source as it reads this table.
    `items`: the first column of each item and its heading; empty unless the source is unpivoted.
    """

    source: Source
    row: int
    width: int
    positions: Mapping[str, int]
    above: Mapping[str, object]
    items: tuple[tuple[int, str], ...]
    problems: tuple[Problem, ...]

    @property
    def needed(self) -> tuple[int, ...]:
        """Return the positions of all columns that are read."""
        group = self.source.unpivot.group if self.source.unpivot else 1
        of_items = {at + offset for at, _ in self.items for offset in range(group) if at + offset < self.width}
        return tuple(sorted({*self.positions.values(), *of_items}))


@dataclass(slots=True)
class TableBuilder:
    """Collects a table piece by piece: pieces of each column by position, row numbers, and problems."""

    columns: dict[int, list[Cells]] = field(default_factory=dict)
    rows: list[npt.NDArray[np.int64]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    filtered: int = 0
    rejected: int = 0
    footers: int = 0
    words_met: set[str] = field(default_factory=set)  # words of `until` and `footers` for which a row is no data

    def add(self, rows: npt.NDArray[np.int64], columns: Mapping[int, Cells]) -> None:
        """Add rows."""
        self.rows.append(rows)
        for position, cells in columns.items():
            self.columns.setdefault(position, []).append(cells)

    def reject(self, problem: Problem) -> None:
        """Add a row that could not be read."""
        self.problems.append(problem)
        self.rejected += 1

    def leave_out(self, words: frozenset[str]) -> None:
        """Add a row that is no data because of these words."""
        self.footers += 1
        self.words_met |= words

    def raw(self, file: str, sha256: str, layout: Layout, problems: Iterable[Problem] = ()) -> Raw:
        """Return the whole table."""
        source = layout.source
        rows = np.concatenate(self.rows) if self.rows else np.empty(0, np.int64)
        parts = {at: join_cells(self.columns.get(at, [])) for at in layout.needed}
        if np.any(np.diff(rows) < 0):  # ragged rows that can be used were read after their block
            order = np.argsort(rows, kind="stable")
            rows, parts = rows[order], {at: take(cells, order) for at, cells in parts.items()}
        if source.unpivot is None:
            columns: Mapping[str, Cells] = {name: parts[at] for name, at in layout.positions.items()}
        else:
            rows, columns = unpivot(source.unpivot, source.empty, layout.items, layout.positions, parts, rows)
        problems = (*problems, *layout.problems, *self.problems)
        filtered, rejected = self.filtered, self.rejected
        if source.pairs is not None:
            rows, columns, left_out, odd = paired(source.pairs, columns, rows, file)
            filtered, rejected, problems = filtered + left_out, rejected + len(odd), (*problems, *odd)
        counts = (filtered, rejected)
        met = frozenset(self.words_met)
        return Raw(source, file, sha256, columns, layout.above, rows, *counts, problems, self.footers, met)


def first_cell(cells: Sequence[object]) -> str:
    """Return the first cell of a row, as it is compared with `after`."""
    return text_of(cells[0]).replace("\ufeff", "").strip().lower() if cells else ""


def blank(cells: Sequence[object]) -> bool:
    """Return whether a row holds nothing but spaces."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def find_layout(source: Source, file: str, records: Iterator[Record]) -> Layout:
    """Read up to the heading row. Raises SourceError, which names the existing columns, where there is none."""
    after = source.after.strip().lower()
    found_after = not after
    before: list[Sequence[object]] = []
    strangers: list[Sequence[str]] = []
    needed: tuple[str, ...] = ()
    best, best_matches, best_width = Headings([]), 0, 0
    for record in records:
        if not found_after:
            found_after = first_cell(record.cells).startswith(after)
        elif not record.fault and not blank(record.cells):
            headings = Headings(record.cells)
            if not fits(source, headings.names):
                strangers.append(headings.names)
                before.append(record.cells)
                continue
            above = [text_of(cell) for cells in before for cell in cells] if source.preset else []
            read = as_read(source, file, headings.names, above)
            needed = _needed(read)
            missing = headings.missing(needed)
            if not missing:
                row, asked = record.row, headings.names
                if read.heading_rows == 2:
                    second = next(records, Record(row, ()))
                    row, asked = second.row, joined_headings(read, file, headings, second.cells)
                return _layout(read, file, row, headings, before, asked)
            matches, width = len(needed) - len(missing), headings.width
            # the first row wins, unless a later one is so much wider that the first was a line above the table
            if matches > best_matches or (matches == best_matches and width > 1.5 * best_width):
                best, best_matches, best_width = headings, matches, width
        before.append(record.cells)
    if not found_after:
        raise SourceError(f'source {source.name}: {file}: no row begins with "{source.after}"')
    if source.preset and not needed:
        raise not_recognised(source, file, strangers)
    raise best.error(source.name, file, needed or _needed(source))


def read_rows(file: str, layout: Layout, records: Iterable[Record], builder: TableBuilder) -> bool:
    """Add the data rows of `records` to `builder`; return whether the table has ended."""
    source = layout.source
    until, footers = RowWords(source.until, layout.needed), RowWords(source.footers, layout.needed)
    width, needed = layout.width, 1 + max(layout.needed, default=0)
    good: list[Record] = []
    ended = False
    for record in records:
        cells = record.cells
        if record.fault:
            builder.reject(rejected_row(file, record.row, record.fault, text_of(cells[0]) if cells else ""))
        elif words := until.met(cells):
            builder.leave_out(words)
            ended = True
            break
        elif blank(cells):
            continue
        elif words := footers.met(cells):
            builder.leave_out(words)
        elif len(cells) < needed or (len(cells) > width and not blank(cells[width:])):
            if _filtered(source, layout, cells):  # Zoom writes shorter rows for people who did not attend
                builder.filtered += 1
                continue
            reason = f"{len(cells)} cells where the heading row has {width}"
            builder.reject(rejected_row(file, record.row, reason, " | ".join(map(text_of, cells))))
        else:
            good.append(record)
            if record.doubtful:
                builder.problems.append(note(file, _DOUBTFUL, "read as one row", record.row))
    if good:
        table = [record.cells for record in good]
        rows = np.array([record.row for record in good], np.int64)
        builder.add(rows, {at: as_cells([cells[at] for cells in table]) for at in layout.needed})
    return ended


def _filtered(source: Source, layout: Layout, cells: Sequence[object]) -> bool:
    """Return whether `where` or `where_not` would leave out a ragged row, by the cells that it has."""
    for words, wanted_there in ((source.where, True), (source.where_not, False)):
        for heading, allowed in words.items():
            at = layout.positions.get(heading, len(cells))
            if at < len(cells) and is_one_of(text_of(cells[at]), allowed) is not wanted_there:
                return True
    return False


def _needed(source: Source) -> tuple[str, ...]:
    """Return the headings that the heading row must hold."""
    names = wanted(source)
    unpivot, pairs = source.unpivot, source.pairs
    made = {clean(name).casefold() for name in (*(unpivot.names if unpivot else ()), *([pairs.left] if pairs else []))}
    first = [*(unpivot.keep if unpivot else ()), *((pairs.column, pairs.moment, *pairs.same) if pairs else ())]
    return tuple(dict.fromkeys([*first, *(name for name in names if clean(name).casefold() not in made)]))


def _layout(
    source: Source,
    file: str,
    row: int,
    headings: Headings,
    before: Sequence[Sequence[object]],
    asked: Sequence[str],
) -> Layout:
    """Return the layout of a table. `asked`: the headings as questions have them."""
    check_headings(source, file, headings)
    needed = _needed(source)
    positions = {name: position for name in needed if (position := headings.find(name)) is not None}
    width = len(headings.names)
    items: tuple[tuple[int, str], ...] = ()
    if source.has_a_column_a_question:
        items = question_columns(source, asked, set(positions.values()))
        source = as_answers(source)
        if not items:
            raise SourceError(f"source {source.name}: {file}: every column is mapped or left out: none is a question")
    elif source.unpivot is not None:
        start = 1 + max(positions[name] for name in source.unpivot.keep)
        items = tuple((at, headings.names[at]) for at in range(start, width, source.unpivot.group))
        if not items:
            raise SourceError(f"source {source.name}: {file}: no columns after {source.unpivot.keep[-1]!r} to unpivot")
    problems = tuple(
        note(file, "this heading stands there more than once", "the first of the columns was used", row, name)
        for name in headings.repeated(needed)
    )
    return Layout(source, row, width, positions, _above(source, file, before), items, problems)


def _above(source: Source, file: str, before: Sequence[Sequence[object]]) -> Mapping[str, object]:
    values: dict[str, object] = {}
    for name in wanted_above(source):
        for cells, below in pairwise(before):
            position = Headings(cells).find(name)
            if position is not None:
                values[name] = below[position] if position < len(below) else ""
                break
        else:
            raise SourceError(f'source {source.name}: {file}: no heading "{name}" in a row above the table')
    return values
