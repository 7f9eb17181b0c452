"""Load: every export that the settings name -> canonical tables, row counts, problems, and hashes of the files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeAlias

import pyarrow as pa

from valuereport.errors import Problem, SourceError, ValuereportError
from valuereport.loaders import excel, jsonlines, parquet, pull, sql, text
from valuereport.loaders.acquisition import read_acquisition
from valuereport.loaders.aliases import read_aliases
from valuereport.loaders.corrections import read_corrections
from valuereport.loaders.empty_words import about_empty_words
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
    ("pull", pull.read),
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
    rejected_fees: list[Columns] = []
    with _system_memory_pool(), _read_in_threads(sources, settings) as files_of:
        for source in sources:
            files = files_of(source)
            inputs |= {one.file: one.sha256 for one in files}
            columns[source.table] += [one.columns for one in files if len(one.columns["row"])]
            tallies.append(_total(source, files))
            problems += [problem for one in files for problem in one.problems]
            problems += _about_source(source, files)
            opt_outs += [opt_out for one in files for opt_out in one.opt_outs]
            rejected_fees += [one.rejected_fees for one in files if one.rejected_fees is not None]
        frames = {table: frame(table, pieces) for table, pieces in columns.items()}
    aliases, alias_problems, alias_file = read_aliases(settings)
    corrections, correction_problems, corrections_file = read_corrections(settings)
    acquisition, acquisition_problems, acquisition_file = read_acquisition(settings)
    return Loaded(
        frames,
        tuple(tallies),
        (*problems, *alias_problems, *correction_problems, *acquisition_problems),
        frame("fees", rejected_fees),
        {**inputs, **alias_file, **corrections_file, **acquisition_file},
        tuple(opt_outs),
        aliases,
        corrections,
        acquisition,
    )


@contextmanager
def _read_in_threads(sources: Sequence[Source], settings: Settings) -> Iterator[Callable[[Source], list[LoadedFile]]]:
    """Read the sources in several threads: Arrow, NumPy and the reader of workbooks work outside Python's lock.

    Sources of one file are read one after another, because they share the sheets of a workbook.
    """
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(source.file or source.pull or source.name, []).append(source)
    readers = dict(FORMATS)

    def read(group: Sequence[Source]) -> dict[str, list[LoadedFile] | ValuereportError]:
        found: dict[str, list[LoadedFile] | ValuereportError] = {}
        for source in group:
            try:
                raws = readers[source.format](source, settings)
                found[source.name] = [canonical(raw.source, raw, settings) for raw in raws]
            except ValuereportError as error:
                found[source.name] = error
            except MemoryError:
                found[source.name] = SourceError(
                    f"source {source.name}: {source.file or source.pull or 'query'}: needs more memory than there is: "
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

        def files_of(source: Source) -> list[LoadedFile]:
            found = futures[source.name].result()[source.name]
            if isinstance(found, ValuereportError):
                raise found
            return found

        try:
            yield files_of
        finally:
            pool.shutdown(cancel_futures=True)
            excel.clear_cache()


@contextmanager
def _system_memory_pool() -> Iterator[None]:
    """Let Arrow take memory from the system: its default allocator takes twice as long for a first large file."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _about_source(source: Source, files: list[LoadedFile]) -> Iterator[Problem]:
    """Yield the warnings about a source as a whole."""
    file = files[0].file if len(files) == 1 else source.file
    yield from about_empty_words(words for one in files for words in one.empty_words)
    yield from unused_words(source, [one.word_checks for one in files], file)
    tally = _total(source, files)
    if tally.filtered and tally.filtered == tally.read - tally.footers - tally.rejected:
        yield note(file, "every row is left out by where or where_not", "the source gives nothing")


def _total(source: Source, files: list[LoadedFile]) -> Tally:
    tallies = [one.tally for one in files]
    return Tally(
        source.name,
        source.table,
        read=sum(tally.read for tally in tallies),
        filtered=sum(tally.filtered for tally in tallies),
        footers=sum(tally.footers for tally in tallies),
        rejected=sum(tally.rejected for tally in tallies),
    )
