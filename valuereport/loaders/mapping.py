"""A file as read + the mapping of its source -> canonical rows, and a problem for every row that cannot be used."""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuereport.errors import Problem
from valuereport.loaders.cells import Mask, cell_text, pick, without_faulty
from valuereport.loaders.column_problems import column_problems
from valuereport.loaders.consent import flags_of, opt_outs, unreadable
from valuereport.loaders.empty_words import EmptyWords
from valuereport.loaders.frames import Columns, Values, canonical_columns
from valuereport.loaders.mapped_columns import MappedColumn, held_together, mapped_column
from valuereport.loaders.preset import about_consent
from valuereport.loaders.questions import answered
from valuereport.loaders.raw import ROW_NOT_USED, Raw
from valuereport.loaders.unused_words import WordCheck, check_words
from valuereport.loaders.words import firsts, holds
from valuereport.model.history import OptOut, Tally
from valuereport.model.tables import TABLES
from valuereport.settings import Settings, Source

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


def canonical(source: Source, raw: Raw, settings: Settings) -> LoadedFile:
    """Return the canonical rows of one file. Raises SettingsError where a constant is no value of its column."""
    total = len(raw.rows)
    chosen = _chosen(source, raw)
    kept = int(chosen.sum())
    whole = kept == total
    rows = raw.rows[chosen]
    cells = {name: column if whole else pick(column, chosen) for name, column in raw.columns.items()}
    names = [name for name in TABLES[source.table] if name in source.columns]
    read = partial(mapped_column, source, cells, raw, kept, settings)
    if kept > _WORTH_THREADS:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parsed = list(pool.map(read, names))
    else:
        parsed = [read(name) for name in names]
    columns, made = held_together(dict(zip(names, parsed, strict=True)), settings, one_amount=source.table == "fees")
    rejected, problems, empty_words = column_problems(source, columns, raw.file, rows)
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
    of_file = [*_about_rows(raw, consent=bool(flags)), *about_consent(source, raw.file)]
    problems = [*of_file, *_about_filters(source, raw, chosen), *problems]
    if source.table == "responses":
        problems = [*dict.fromkeys(problems)]  # a bad cell of a questionnaire stands beside each of its answers
    unread = _rejected_fees(source, columns, every, raw.file, rows) if source.table == "fees" and lost else None
    checks = tuple(check_words(source, raw))
    return LoadedFile(raw.file, raw.sha256, whole_table, tally, tuple(problems), opted_out, unread, checks, empty_words)


def _rejected_fees(
    source: Source,
    columns: Mapping[str, MappedColumn],
    values: Mapping[str, Values],
    file: str,
    rows: npt.NDArray[np.int64],
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
    if source.table == "responses":
        chosen &= answered(raw.columns, source)
    if source.group_by:
        first = firsts(raw.columns[source.group_by], chosen)
        chosen &= first if source.group_rows == "first" else ~first
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


def _kept(values: Values, good: Mask) -> Values:
    return values[good] if isinstance(values, np.ndarray) else values.filter(pa.array(good))
