"""Which rows are rejected because of their cells, and a problem for each bad cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from valuereport.errors import Problem, Severity
from valuereport.loaders.cells import Mask, cell_text, empty, with_hidden
from valuereport.loaders.consent import HELD_BACK
from valuereport.loaders.empty_words import NEEDED, EmptyWords
from valuereport.loaders.frames import Values
from valuereport.loaders.mapped_columns import MappedColumn
from valuereport.loaders.needed import is_needed
from valuereport.loaders.raw import ROW_NOT_USED
from valuereport.model.tables import REQUIRED, TABLES, Kind
from valuereport.notation.characters import names_of_hidden
from valuereport.notation.empty_words import means_nothing
from valuereport.settings import Source

_LEFT_EMPTY = "left empty; the row is used"
_TAKEN_FOR_NO = "taken for no; the row is used"
_SILENT = "empty, and the column says who wants mail: nobody said that it is wanted"
_SILENT_SCORING = "empty, and the column says who agrees to being scored: nobody said so"
_KINDS: Mapping[Kind, str] = {
    "text": "text",
    "keys": "text",
    "date": "date",
    "number": "number",
    "flag": "yes or a no",
    "yes-no": "yes or a no",
}


def _empty(values: Values) -> Mask:
    """Return where a required value is missing."""
    if isinstance(values, np.ndarray):
        return np.asarray(np.isnan(values) if values.dtype.kind == "f" else np.isnat(values), np.bool_)
    return empty(values)


def _about_columns(columns: Mapping[str, MappedColumn], file: str, rows: npt.NDArray[np.int64]) -> Iterator[Problem]:
    """Yield what is said once about a column: dates in another order, empty cells about consent; with the first row."""
    for name, column in columns.items():
        where = ", ".join(column.origin)
        if column.silent:
            action = f"taken for a no: {HELD_BACK[name].partition(': ')[2]}"
            row = int(rows[column.silent[0]])
            reason = _SILENT_SCORING if name == "no_scoring" else _SILENT
            yield Problem("load", "warning", reason, action, file, row, where, rows=len(column.silent))
        if order := column.other_order:
            first = min(order.positions)
            example = cell_text(column.cells[0], first)
            count = len(order.positions)
            where_and_what = (file, int(rows[first]), where, example)
            yield Problem("load", "error", order.reason, order.action(rows), *where_and_what, rows=count)
        if column.doubt:
            yield Problem("load", "error", column.doubt, "used as they are; look at the dates", file, column=where)


def column_problems(
    source: Source, columns: Mapping[str, MappedColumn], file: str, rows: npt.NDArray[np.int64]
) -> tuple[Mask, list[Problem], tuple[EmptyWords, ...]]:
    """Return which rows are rejected, a problem for each bad cell and each needed one that is empty, and empty words.

    Where such a word leaves a cell empty, the problem of its column stands for all of its cells.
    """
    rejected = np.zeros(len(rows), np.bool_)
    found: list[tuple[int, str, str]] = []  # position, column, reason
    empty_words: list[EmptyWords] = []
    values = {name: column.values for name, column in columns.items()}
    for name, column in columns.items():
        needed = is_needed(source, name, values, len(rows))
        costs_row = {position for position in column.faults if needed[position]}
        words = {at: cell for at, cell in column.bad_cells().items() if means_nothing(cell)}
        empty_words += _empty_words(source, name, column, words, costs_row, file, rows)
        told = column.faults.keys() - (words.keys() if name not in HELD_BACK else set()) | costs_row
        found += [(position, name, column.faults[position]) for position in told]
        if name in REQUIRED[source.table]:
            empty = set(np.flatnonzero(_empty(column.values)).tolist()) - set(column.faults)
            found += [(position, name, f"empty, and {name} is needed") for position in empty]
            costs_row |= empty
        rejected[[*costs_row]] = True
    ids = columns["member_id"] if source.table in ("members", "contacts") else None

    def problem(severity: Severity, position: int, name: str, reason: str, action: str) -> Problem:
        column = columns[name]
        values = [cell_text(cells, position) for cells in column.cells]
        return Problem(
            "load",
            severity,
            reason,
            action,
            file=file,
            row=int(rows[position]),
            column=", ".join(column.origin),
            value=" | ".join(value for value in values if value),
            member_id=cell_text(ids.cells[0], position).strip() if ids else "",
        )

    problems = list(_about_columns(columns, file, rows))
    for position, name, reason in sorted(found, key=lambda each: each[0]):
        order = columns[name].other_order
        if order is not None and position in order.positions:
            continue  # said once for the column
        used = _TAKEN_FOR_NO if TABLES[source.table][name] == "yes-no" else _LEFT_EMPTY
        usual = ROW_NOT_USED if rejected[position] else used
        problems.append(problem("error", position, name, reason, HELD_BACK.get(name, usual)))
    for name, column in columns.items():
        hidden = {position: text for cells in column.cells for position, text in with_hidden(cells).items()}
        for position, text in sorted(hidden.items()):
            reason = f"characters that nobody sees: {names_of_hidden(text)}"
            problems.append(problem("warning", position, name, reason, "read without them"))
        for position, reason in sorted(column.contradictions.items()):
            if not rejected[position]:
                problems.append(problem("warning", position, name, reason, "taken as the cell says"))
    return rejected, problems, tuple(empty_words)


def _empty_words(
    source: Source,
    name: str,
    column: MappedColumn,
    words: Mapping[int, str],
    costs_row: Collection[int],
    file: str,
    rows: npt.NDArray[np.int64],
) -> Iterator[EmptyWords]:
    """Yield the words of a column that seem to mean nothing, by what becomes of their cells."""
    kind = "word of the mapping" if source.columns[name].map else _KINDS[TABLES[source.table][name]]
    rejecting = {at: word for at, word in words.items() if at in costs_row}
    others = {at: word for at, word in words.items() if at not in costs_row}
    cost = NEEDED if name in REQUIRED[source.table] else "rows not used"
    for cells, action in ((rejecting, cost), (others, HELD_BACK.get(name, "left empty; the rows are used"))):
        if cells:
            first = int(rows[min(cells)])
            yield EmptyWords(file, first, ", ".join(column.origin), kind, action, Counter(cells.values()))
