"""Load: every export that the settings name -> canonical tables, row counts, problems, and hashes of what was read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeAlias

import pyarrow as pa

from valuereport.errors import Problem, SourceError, ValuereportError
from valuereport.loaders import excel, jsonlines, parquet, sql, text
from valuereport.loaders.aliases import read_aliases
from valuereport.loaders.frames import Columns, frame
from valuereport.loaders.mapping import LoadedFile, canonical
from valuereport.loaders.memory import check_memory
from valuereport.loaders.raw import Raw, note
from valuereport.loaders.unused_words import unused_words
from valuereport.model.history import Loaded, OptOut, Tally
from valuereport.model.tables import TABLES, Table
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
    sources = settings.workspace.source
    columns: dict[Table, list[Columns]] = {table: [] for table in TABLES}
    tallies: list[Tally] = []
    problems: list[Problem] = []
    inputs: dict[str, str] = {}
    check_memory("the exports")
    opt_outs: list[OptOut] = []
    with _ordinary_memory(), _alongside(sources, settings) as parts_of:
        for source in sources:
            parts = parts_of(source)
            inputs |= {part.file: part.sha256 for part in parts}
            columns[source.table] += [part.columns for part in parts if len(part.columns["row"])]
            tallies.append(_sum(source, parts))
            problems += [problem for part in parts for problem in part.problems]
            problems += _about_source(source, parts)
            opt_outs += [opt_out for part in parts for opt_out in part.opt_outs]
        whole = {table: frame(table, some) for table, some in columns.items()}
    aliases, wrong, file = read_aliases(settings)
    return Loaded(whole, tuple(tallies), (*problems, *wrong), inputs | file, tuple(opt_outs), aliases)


@contextmanager
def _alongside(sources: Sequence[Source], settings: Settings) -> Iterator[Callable[[Source], list[LoadedFile]]]:
    """Read the sources on several threads: Arrow, NumPy and the reader of workbooks work outside Python's lock.

    Sources of one file are read one after another, since they share what was read of it.
    """
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(source.file or source.name, []).append(source)
    readers = dict(FORMATS)

    def read(group: Sequence[Source]) -> dict[str, list[LoadedFile] | ValuereportError]:
        found: dict[str, list[LoadedFile] | ValuereportError] = {}
        for source in group:
            try:
                raws = readers[source.format](source, settings)
                found[source.name] = [canonical(source, raw, settings.path) for raw in raws]
            except ValuereportError as error:
                found[source.name] = error
            except MemoryError:
                found[source.name] = SourceError(
                    f"source {source.name}: {source.file or 'query'}: needs more memory than there is: "
                    "split it, or free some memory"
                )
        return found

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = {
            source.name: future
            for group in groups.values()
            for future in [pool.submit(read, group)]
            for source in group
        }

        def parts_of(source: Source) -> list[LoadedFile]:
            found = futures[source.name].result()[source.name]
            if isinstance(found, ValuereportError):
                raise found
            return found

        try:
            yield parts_of
        finally:
            pool.shutdown(cancel_futures=True)
            excel.forget()


@contextmanager
def _ordinary_memory() -> Iterator[None]:
    """Let Arrow take memory from the system: its own allocator takes twice as long over a first large file."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _about_source(source: Source, parts: list[LoadedFile]) -> Iterator[Problem]:
    """Yield what a person should look at in a source as a whole."""
    file = parts[0].file if len(parts) == 1 else source.file
    yield from unused_words(source, [part.sought for part in parts], file)
    tally = _sum(source, parts)
    if tally.filtered and tally.filtered == tally.read - tally.rejected:
        yield note(file, "every row is left out by where or where_not", "the source gives nothing")


def _sum(source: Source, parts: list[LoadedFile]) -> Tally:
    tallies = [part.tally for part in parts]
    return Tally(
        source.name,
        source.table,
        read=sum(tally.read for tally in tallies),
        filtered=sum(tally.filtered for tally in tallies),
        rejected=sum(tally.rejected for tally in tallies),
    )
