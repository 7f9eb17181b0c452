"""Parquet files; rows are numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from valuereport.errors import SourceError
from valuereport.files import digest
from valuereport.loaders.cells import TEXT, Cells, as_cells
from valuereport.loaders.columnar import positions
from valuereport.loaders.places import files_of
from valuereport.loaders.raw import Raw
from valuereport.settings import Settings, Source


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the rows of each file of a source. Raises SourceError."""
    for file, content in files_of(source, settings):
        try:
            parquet = pa.parquet.ParquetFile(pa.BufferReader(content))
            names = list(parquet.schema_arrow.names)
            found = positions(source, file, names)
            table = parquet.read(columns=[names[at] for at in found.values()])
            columns = {name: _cells(table.column(names[at])) for name, at in found.items()}
        except (pa.ArrowException, OSError) as error:
            reason = " ".join(str(error).split())
            raise SourceError(f"source {source.name}: {file}: is not Parquet that can be read: {reason}") from None
        yield Raw(file, digest(content), columns, {}, np.arange(1, table.num_rows + 1, dtype=np.int64), 0, 0, ())


def _cells(column: pa.ChunkedArray) -> Cells:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(TEXT).fill_null("").combine_chunks()
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    return as_cells(column.to_pylist())
