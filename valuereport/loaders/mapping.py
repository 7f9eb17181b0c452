"""A file as read + the mapping of its source -> canonical rows, and a problem for every row that cannot be used."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuereport.errors import Problem, SettingsError, Severity
from valuereport.loaders.cells import Cells, Mask, cell_text, constant, empty, pick, with_hidden, without_faulty
from valuereport.loaders.century import century_of
from valuereport.loaders.consent import HELD_BACK, flags_of, opt_outs, unreadable
from valuereport.loaders.date_order import OtherOrder, half_converted, other_order
from valuereport.loaders.dates import Offsets, parse_times
from valuereport.loaders.empty_words import NEEDED, EmptyWords, means_nothing
from valuereport.loaders.flags import parse_flags
from valuereport.loaders.frames import Columns, Values, canonical_columns
from valuereport.loaders.hours import parse_hours
from valuereport.loaders.needed import is_needed
from valuereport.loaders.numbers import Money, parse_money, parse_numbers
from valuereport.loaders.offsets import ONE_OFFSET, WHOLE_DAYS, unknown_durations, whole_days
from valuereport.loaders.raw import ROW_NOT_USED, Raw
from valuereport.loaders.row_currencies import MONEY, row_currencies, with_heading
from valuereport.loaders.unused_words import WordCheck, check_words
from valuereport.loaders.words import holds, joined, keys, mapped, without
from valuereport.model.history import OptOut, Tally
from valuereport.model.tables import REQUIRED, TABLES, Kind
from valuereport.notation.characters import names_of_hidden
from valuereport.settings import Settings, Source

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
    rejected_fees: Columns | None  # rows with a bad cell, as far as they can be read: with one a fee is not known
    word_checks: tuple[WordCheck, ...]
    empty_words: tuple[EmptyWords, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One canonical column: its values, where it came from, and why a cell of it is bad, by position."""

    values: Values
    origin: tuple[str, ...]
    cells: tuple[Cells, ...]
    faults: Mapping[int, str] = field(default_factory=dict)
    offsets: Offsets | None = None  # of moments: seconds ahead of UTC
    other_order: OtherOrder | None = None  # of dates, where they speak against the declared one
    money: Money | None = None
    contradictions: Mapping[int, str] = field(default_factory=dict)  # of money: the row says another currency
    doubt: str = ""  # about all its cells

    def without(self, faults: Mapping[int, str]) -> _Column:
        """Return the column with further cells that cannot be used."""
        if not faults:
            return self
        values = self.values.copy()
        values[[*faults]] = np.nan if values.dtype.kind == "f" else np.datetime64("NaT")
        return replace(self, values=values, faults={**faults, **self.faults})

    def bad_cells(self) -> dict[int, str]:
        """Return the bad cells as text, as in the source, by position."""
        return {at: " | ".join(filter(None, (cell_text(cells, at) for cells in self.cells))) for at in self.faults}


def canonical(source: Source, raw: Raw, settings: Settings) -> LoadedFile:
    """Return the canonical rows of one file. Raises SettingsError where a constant is no value of its column."""
    total = len(raw.rows)
    chosen = _chosen(source, raw)
    kept = int(chosen.sum())
    whole = kept == total
    rows = raw.rows[chosen]
    cells = {name: column if whole else pick(column, chosen) for name, column in raw.columns.items()}
    names = [name for name in TABLES[source.table] if name in source.columns]
    read = partial(_column, source, cells, raw, kept, settings)
    if kept > _WORTH_THREADS:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parsed = list(pool.map(read, names))
    else:
        parsed = [read(name) for name in names]
    columns, made = _checked(dict(zip(names, parsed, strict=True)), settings, one_amount=source.table == "fees")
    rejected, problems, empty_words = _problems(source, columns, raw.file, rows)
    lost = int(rejected.sum())
    every = {name: column.values for name, column in columns.items()}
    every |= {name: column for name, column in made.items() if name in TABLES[source.table]}
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
    unread = _rejected_fees(source, columns, every, raw.file, rows) if source.table == "fees" and lost else None
    checks = tuple(check_words(source, raw))
    return LoadedFile(raw.file, raw.sha256, whole_table, tally, tuple(problems), opted_out, unread, checks, empty_words)


def _rejected_fees(
    source: Source, columns: Mapping[str, _Column], values: Mapping[str, Values], file: str, rows: npt.NDArray[np.int64]
) -> Columns:
    """Return the rows of fees with a cell that cannot be read; an empty cell, as of an open booking, is clear."""
    bad = np.zeros(len(rows), np.bool_)
    bad[[at for column in columns.values() for at in column.faults]] = True
    return canonical_columns(
        "fees", {name: _kept(column, bad) for name, column in values.items()}, source.name, file, rows[bad]
    )


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


def _column(source: Source, cells: Mapping[str, Cells], raw: Raw, count: int, settings: Settings, name: str) -> _Column:
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
    column = replace(_parsed(source, name, settings, origin, filled), cells=parts)
    if mapping.value is None:
        return column
    if column.faults:
        key = f"source.{source.name}.columns.{name}.value"
        allowed = f"a {kind} ({next(iter(column.faults.values()))})"
        raise SettingsError(str(settings.path), key, mapping.value, allowed)
    return column if count else _Column(column.values[:0], origin, (constant(mapping.value, 0),))


def _parsed(
    source: Source, name: str, settings: Settings, origin: tuple[str, ...], cells: tuple[Cells, ...]
) -> _Column:
    """Return a column from its cells."""
    mapping, kind = source.columns[name], TABLES[source.table][name]
    century = century_of(source, name, settings.workspace.period)
    found = tuple(map(without_faulty, cells))
    parts = tuple(good for good, _ in found)
    faults = {position: reason for _, bad in found for position, reason in bad.items()}
    if mapping.map is not None and kind != "flag":
        replaced = [mapped(part, mapping.map) for part in parts]
        parts = tuple(part for part, _ in replaced)
        faults = {position: reason for _, bad in replaced for position, reason in bad.items()} | faults
    values: Values
    more: dict[int, str] = {}
    offsets, order, money, doubt = None, None, None, ""
    if kind == "text":
        values = joined(parts, " ")
    elif kind == "keys":
        values = keys(parts, mapping.separator)
    elif kind == "date":
        values, offsets, more = parse_times(parts[0], source.date_order, century)
        order, doubt = other_order(parts[0], source.date_order, century, more), half_converted(parts[0], values)
    elif name in MONEY[source.table]:
        amounts, more = parse_money(parts[0], source.decimal, refunds=source.table == "fees")
        money = with_heading(amounts, origin[0])
        values = money.amounts
    elif kind == "number" and mapping.unit:
        values, more = parse_hours(parts[0], source.decimal, mapping.unit)
    elif kind == "number":
        values, more = parse_numbers(parts[0], source.decimal)
    else:
        values, more = parse_flags(parts[0], mapping.contains, mapping.map, source.date_order, century)
        values[[*faults]] = True
    return _Column(values, origin, cells, {**more, **faults}, offsets, order, money, doubt=doubt)


def _checked(
    columns: Mapping[str, _Column], settings: Settings, *, one_amount: bool
) -> tuple[Mapping[str, _Column], Mapping[str, Values]]:
    """Return the columns with a problem where two cells of a row contradict each other, and columns made of others."""
    checked = dict(columns)
    made: dict[str, Values] = {
        f"{name}_offset": one.offsets for name, one in columns.items() if one.offsets is not None
    }
    start, end = columns.get("date"), columns.get("end")
    if start and end and start.offsets is not None and end.offsets is not None:
        unknown = unknown_durations(start.values, start.offsets, end.values, end.offsets)
        days = whole_days(start.values, end.values)
        checked["end"] = end.without({**dict.fromkeys(days, WHOLE_DAYS), **dict.fromkeys(unknown, ONE_OFFSET)})
    money = {name: column.money for name, column in columns.items() if column.money is not None}
    stated = columns.get("currency")
    found = row_currencies(stated.values if stated else None, money, settings, one_amount=one_amount)
    if found is None:
        return checked, made
    for name in money:
        usable = checked[name].without(found.faults.get(name, {}))
        checked[name] = replace(usable, contradictions=found.contradictions.get(name, {}))
    made |= {f"{name}_currency": currencies for name, currencies in found.own.items()}
    return checked, made | {"currency": found.currency}


def _empty(values: Values) -> Mask:
    """Return where a required value is missing."""
    if isinstance(values, np.ndarray):
        return np.asarray(np.isnan(values) if values.dtype.kind == "f" else np.isnat(values), np.bool_)
    return empty(values)


def _kept(values: Values, good: Mask) -> Values:
    return values[good] if isinstance(values, np.ndarray) else values.filter(pa.array(good))


def _about_columns(columns: Mapping[str, _Column], file: str, rows: npt.NDArray[np.int64]) -> Iterator[Problem]:
    """Yield a problem for each column of dates that seems to be in another order; with its first row as an example."""
    for column in columns.values():
        where = ", ".join(column.origin)
        if order := column.other_order:
            first = min(order.positions)
            example = cell_text(column.cells[0], first)
            count = len(order.positions)
            where_and_what = (file, int(rows[first]), where, example)
            yield Problem("load", "error", order.reason, order.action(rows), *where_and_what, rows=count)
        if column.doubt:
            yield Problem("load", "error", column.doubt, "used as they are; look at the dates", file, column=where)


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

    problems = list(_about_columns(columns, file, rows))
    for position, name, reason in sorted(found, key=lambda each: each[0]):
        order = columns[name].other_order
        if order is not None and position in order.positions:
            continue  # said once for the column
        usual = ROW_NOT_USED if rejected[position] else _LEFT_EMPTY
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
