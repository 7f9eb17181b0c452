"""Load: every export that the settings name -> canonical tables, row counts, problems, and hashes of what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import pyarrow as pa

from valuereport.errors import Problem
from valuereport.loaders import excel, jsonlines, parquet, sql, text
from valuereport.loaders.frames import Columns, frame
from valuereport.loaders.mapping import Part, canonical
from valuereport.loaders.raw import Raw
from valuereport.model.tables import TABLES, Loaded, Table, Tally
from valuereport.settings import Settings, Source

Reader: TypeAlias = Callable[[Source, Settings], Iterator[Raw]]

FORMATS: Final[tuple[tuple[str, Reader], ...]] = (
    ("csv", text.read),
    ("excel", excel.read),
    ("parquet", parquet.read),
    ("jsonl", jsonlines.read),
    ("sql", sql.read),
)
"""The formats that a source may have; a new one is one file here and one line."""

__all__ = ["FORMATS", "load"]


def load(settings: Settings) -> Loaded:
    """Read every source of the workspace. Raises SourceError and SettingsError where the two do not fit."""
    readers = dict(FORMATS)
    columns: dict[Table, list[Columns]] = {table: [] for table in TABLES}
    tallies: list[Tally] = []
    problems: list[Problem] = []
    inputs: dict[str, str] = {}
    with _ordinary_memory():
        for source in settings.workspace.source:
            parts: list[Part] = []
            for raw in readers[source.format](source, settings):
                inputs[raw.file] = raw.sha256
                parts.append(canonical(source, raw, settings.path))
            columns[source.table] += [part.columns for part in parts if len(part.columns["row"])]
            tallies.append(_sum(source, parts))
            problems += [problem for part in parts for problem in part.problems]
        whole = {table: frame(table, some) for table, some in columns.items()}
    excel.forget()
    return Loaded(whole, tuple(tallies), tuple(problems), inputs)


@contextmanager
def _ordinary_memory() -> Iterator[None]:
    """Let Arrow take memory from the system: its own allocator takes twice as long over a first large file."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _sum(source: Source, parts: list[Part]) -> Tally:
    tallies = [part.tally for part in parts]
    return Tally(
        source.name,
        source.table,
        read=sum(tally.read for tally in tallies),
        filtered=sum(tally.filtered for tally in tallies),
        rejected=sum(tally.rejected for tally in tallies),
    )
