"""A file as read + the mapping of its source -> canonical rows, and a problem for every row that cannot be used."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuereport.errors import Problem, SettingsError, Severity
from valuereport.loaders.cells import Cells, Mask, cell_text, constant, empty, pick, with_hidden, without_faulty
from valuereport.loaders.consent import HELD_BACK, flags_of, opt_outs, unreadable
from valuereport.loaders.dates import parse_dates
from valuereport.loaders.empty_words import NEEDED, EmptyWords, means_nothing
from valuereport.loaders.flags import parse_flags
from valuereport.loaders.frames import Columns, Values, canonical_columns
from valuereport.loaders.needed import is_needed
from valuereport.loaders.numbers import parse_numbers
from valuereport.loaders.raw import ROW_NOT_USED, Raw
from valuereport.loaders.unused_words import WordCheck, check_words
from valuereport.loaders.words import holds, joined, keys, mapped, without
from valuereport.model.history import OptOut, Tally
from valuereport.model.tables import REQUIRED, TABLES, Kind
from valuereport.notation.characters import names_of_hidden
from valuereport.settings import ColumnMapping, Source

_LEFT_EMPTY = "left empty; the row is used"
_KINDS: Mapping[Kind, str] = {"text": "text", "keys": "text", "date": "date", "number": "number", "flag": "yes or a no"}

_WORTH_THREADS = 20_000
"""From so many rows on, several threads are faster than one: Arrow and NumPy work outside Python's lock."""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file of a source: canonical rows, row counts, and problems."""

    file: str
    sha256: str
    columns: Columns
    tally: Tally
    problems: tuple[Problem, ...]
    opt_outs: tuple[OptOut, ...]
    word_checks: tuple[WordCheck, ...]
    empty_words: tuple[EmptyWords, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One canonical column: its values, where it came from, and why a cell of it is bad, by position."""

    values: Values
    origin: tuple[str, ...]
    cells: tuple[Cells, ...]
    faults: Mapping[int, str] = field(default_factory=dict)

    def bad_cells(self) -> dict[int, str]:
        """Return the bad cells as text, as in the source, by position."""
        return {at: " | ".join(filter(None, (cell_text(cells, at) for cells in self.cells))) for at in self.faults}


def canonical(source: Source, raw: Raw, settings_file: Path) -> LoadedFile:
    """Return the canonical rows of one file. Raises SettingsError where a constant is no value of its column."""
    total = len(raw.rows)
    chosen = _chosen(source, raw)
    kept = int(chosen.sum())
    whole = kept == total
    rows = raw.rows[chosen]
    cells = {name: column if whole else pick(column, chosen) for name, column in raw.columns.items()}
    names = [name for name in TABLES[source.table] if name in source.columns]
    read = partial(_column, source, cells, raw, kept, settings_file)
    if kept > _WORTH_THREADS:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parsed = list(pool.map(read, names))
    else:
        parsed = [read(name) for name in names]
    columns = dict(zip(names, parsed, strict=True))
    rejected, problems, empty_words = _problems(source, columns, raw.file, rows)
    lost = int(rejected.sum())
    every = {name: column.values for name, column in columns.items()}
    if flags := flags_of(source.table, columns):
        every["unreadable"] = unreadable({name: columns[name].bad_cells() for name in flags}, kept)
    values = {name: _kept(column, ~rejected) if lost else column for name, column in every.items()}
    whole_table = canonical_columns(source.table, values, source.name, raw.file, rows[~rejected] if lost else rows)
    tally = Tally(
        source.name,
        source.table,
        read=total + raw.filtered + raw.footers + raw.rejected,
        filtered=total - kept + raw.filtered,
        footers=raw.footers,
        rejected=lost + raw.rejected,
    )
    opted_out = opt_outs(source.table, every, rejected, raw.file, rows)
    problems = [*_about_rows(raw, consent=bool(flags)), *_about_filters(source, raw, chosen), *problems]
    checks = tuple(check_words(source, raw))
    return LoadedFile(raw.file, raw.sha256, whole_table, tally, tuple(problems), opted_out, checks, empty_words)


def _chosen(source: Source, raw: Raw) -> Mask:
    chosen = np.ones(len(raw.rows), np.bool_)
    for heading, words in source.where.items():
        chosen &= holds(raw.columns[heading], words)
    for heading, words in source.where_not.items():
        chosen &= ~holds(raw.columns[heading], words)
    return chosen


def _about_rows(raw: Raw, *, consent: bool) -> list[Problem]:
    """Return the problems of reading. Whether an unreadable row opts out is unknown, and the problem says so."""
    unknown = "row not used; whether it opts out is not known"
    return [
        replace(problem, action=unknown) if consent and problem.action == ROW_NOT_USED else problem
        for problem in raw.problems
    ]


def _about_filters(source: Source, raw: Raw, chosen: Mask) -> list[Problem]:
    """Return a problem for each faulty cell in a column of `where` or `where_not`."""
    found = []
    for heading in {**source.where, **source.where_not}:
        cells = raw.columns[heading]
        _, faults = without_faulty(cells) if isinstance(cells, list) else (cells, {})
        for position, reason in faults.items():
            action = "the row was used" if chosen[position] else "the row was left out by where"
            row, value = int(raw.rows[position]), cell_text(cells, position)
            found.append(Problem("load", "error", reason, action, raw.file, row, heading, value))
    return found


def _column(
    source: Source, cells: Mapping[str, Cells], raw: Raw, count: int, settings_file: Path, name: str
) -> _Column:
    mapping, kind = source.columns[name], TABLES[source.table][name]
    origin: tuple[str, ...]
    parts: tuple[Cells, ...]
    words = {*source.empty} - {*(mapping.map or ())}  # a word that the column's own map names means what that says
    if mapping.value is not None:
        origin, parts = (name,), (constant(mapping.value, max(count, 1)),)
    elif mapping.above is not None:
        value = raw.above[mapping.above]
        origin, parts = (mapping.above,), (constant(value, count) if isinstance(value, str) else [value] * count,)
    else:
        origin, parts = mapping.column, tuple(cells[heading] for heading in mapping.column)
    filled = parts if mapping.value is not None or not words else tuple(without(part, words) for part in parts)
    values, faults = _parsed(source, kind, mapping, tuple(map(without_faulty, filled)))
    if mapping.value is not None:
        if faults:
            key = f"source.{source.name}.columns.{name}.value"
            raise SettingsError(str(settings_file), key, mapping.value, f"a {kind} ({next(iter(faults.values()))})")
        values, parts = values[:count], (constant(mapping.value, count),)
    return _Column(values, origin, parts, faults)


def _parsed(
    source: Source, kind: Kind, mapping: ColumnMapping, found: Sequence[tuple[Cells, Mapping[int, str]]]
) -> tuple[Values, Mapping[int, str]]:
    """Return the values of a column, and why a cell is bad; `found`: the cells, and the faulty ones with reasons."""
    parts = tuple(cells for cells, _ in found)
    faults = {position: reason for _, bad in found for position, reason in bad.items()}
    if mapping.map is not None and kind != "flag":
        replaced = [mapped(part, mapping.map) for part in parts]
        parts = tuple(part for part, _ in replaced)
        faults = {position: reason for _, bad in replaced for position, reason in bad.items()} | faults
    values: Values
    more: dict[int, str] = {}
    if kind == "text":
        values = joined(parts, " ")
    elif kind == "keys":
        values = keys(parts, mapping.separator)
    elif kind == "date":
        values, more = parse_dates(parts[0], source.date_order, source.two_digit_years)
    elif kind == "number":
        values, more = parse_numbers(parts[0], source.decimal)
    else:
        values, more = parse_flags(parts[0], mapping.contains, mapping.map, source.date_order, source.two_digit_years)
        values[[*faults]] = True
    return values, {**more, **faults}


def _empty(values: Values) -> Mask:
    """Return where a required value is missing."""
    if isinstance(values, np.ndarray):
        return np.asarray(np.isnan(values) if values.dtype.kind == "f" else np.isnat(values), np.bool_)
    return empty(values)


def _kept(values: Values, good: Mask) -> Values:
    return values[good] if isinstance(values, np.ndarray) else values.filter(pa.array(good))


def _problems(
    source: Source, columns: Mapping[str, _Column], file: str, rows: npt.NDArray[np.int64]
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

    problems = []
    for position, name, reason in sorted(found, key=lambda each: each[0]):
        usual = ROW_NOT_USED if rejected[position] else _LEFT_EMPTY
        problems.append(problem("error", position, name, reason, HELD_BACK.get(name, usual)))
    for name, column in columns.items():
        hidden = {position: text for cells in column.cells for position, text in with_hidden(cells).items()}
        for position, text in sorted(hidden.items()):
            reason = f"characters that nobody sees: {names_of_hidden(text)}"
            problems.append(problem("warning", position, name, reason, "read without them"))
    return rejected, problems, tuple(empty_words)


def _empty_words(
    source: Source,
    name: str,
    column: _Column,
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
