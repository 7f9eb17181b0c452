"""Frozen pulls: the records of a connection, one a row, under dotted headings; rows are numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from valuereport.errors import SourceError
from valuereport.loaders.cells import as_cells
from valuereport.loaders.columnar import positions
from valuereport.loaders.raw import Raw, check_rows
from valuereport.pulls import read_records
from valuereport.settings import Settings, Source, headings_of, pulls_folder


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the records that a source names, as its pull has them. Raises SourceError and SettingsError."""
    connection, _, pull = source.pull.partition("/")
    folder = pulls_folder(settings) / connection
    try:
        records = read_records(folder, source.records, pull)
    except SourceError as error:
        raise SourceError(f"source {source.name}: {error}", *error.remedies) from None
    file = f"{settings.workspace.files.pulls}/{connection}/{records.name}/{source.records}"
    rows = list(records.rows.values())
    check_rows(source, file, len(rows), settings)
    asked = headings_asked(source) if rows else sorted(headings_of(source))  # of nothing, all columns are empty
    names = list(dict.fromkeys([*chain.from_iterable(rows), *asked]))
    as_read, found_at = positions(source, file, names)
    columns = {name: as_cells([row.get(names[at]) for row in rows]) for name, at in found_at.items()}
    numbers = np.arange(1, len(rows) + 1, dtype=np.int64)
    yield Raw(as_read, file, records.sha256, columns, {}, numbers, 0, 0, ())


def headings_asked(source: Source) -> tuple[str, ...]:
    """Return what the source itself reads: an API leaves fields out where no record has anything in them."""
    return tuple(heading for mapping in source.columns.values() for heading in mapping.headings)
