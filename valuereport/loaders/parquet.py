"""Parquet files; rows are numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from valuereport.errors import SourceError
from valuereport.files import digest
from valuereport.loaders.cells import TEXT, Cells, as_cells
from valuereport.loaders.columnar import positions
from valuereport.loaders.raw import Raw, check_rows
from valuereport.loaders.source_files import files_of
from valuereport.settings import Settings, Source

_ROWS_AT_ONCE = 1000


class _TooMuchError(Exception):
    """A file unpacks to more bytes than the settings allow."""


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the rows of each file of a source. Raises SourceError."""
    most = settings.workspace.limits.unpacked_bytes
    for file, content in files_of(source, settings):
        where = f"source {source.name}: {file}"
        try:
            parquet = pa.parquet.ParquetFile(pa.BufferReader(content))
            rows = parquet.metadata.num_rows
            check_rows(source, file, rows, settings)
            names = list(parquet.schema_arrow.names)
            as_read, found = positions(source, file, names)
            read = _columns(content, parquet.schema_arrow, sorted({names[at] for at in found.values()}), most)
            columns = {name: _cells(read[names[at]]) for name, at in found.items()}
        except _TooMuchError:
            raise SourceError(
                f"{where}: unpacks to more than the {most:,} bytes that limits.unpacked_bytes allows"
            ) from None
        except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
            raise SourceError(f"{where}: is not Parquet that can be read: {' '.join(str(error).split())}") from None
        yield Raw(as_read, file, digest(content), columns, {}, np.arange(1, rows + 1, dtype=np.int64), 0, 0, ())


def _columns(content: bytes, schema: pa.Schema, names: Sequence[str], most: int) -> dict[str, pa.ChunkedArray]:
    """Return columns by name. Raises _TooMuchError before more than `most` bytes are unpacked.

    Each distinct text is read once, so that a long text in a million rows is counted before memory is taken for it.
    """
    kinds = {name: schema.field(schema.get_all_field_indices(name)[0]).type for name in names}
    texts = [name for name in names if _is_text(_value_type(kinds[name]))]
    parquet = pa.parquet.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
    if _stated_size(parquet.metadata, names) > most:
        raise _TooMuchError
    found = _by_name(parquet.read(columns=texts), texts)
    unpacked = sum(_unpacked_size(column) for column in found.values())
    others = [name for name in names if name not in found]
    pieces: list[pa.RecordBatch] = []
    for piece in parquet.iter_batches(_ROWS_AT_ONCE, columns=others) if others else ():
        unpacked += piece.nbytes
        if unpacked > most:
            raise _TooMuchError
        pieces.append(piece)
    if unpacked > most:
        raise _TooMuchError
    return found | _by_name(pa.Table.from_batches(pieces, None if pieces else parquet.schema_arrow), others)


def _stated_size(metadata: pa.parquet.FileMetaData, names: Sequence[str]) -> int:
    """Return the size of columns when decompressed, in bytes, as the file states it."""
    groups = (metadata.row_group(at) for at in range(metadata.num_row_groups))
    chunks = (group.column(at) for group in groups for at in range(group.num_columns))
    return sum(chunk.total_uncompressed_size for chunk in chunks if chunk.path_in_schema.split(".")[0] in names)


def _by_name(table: pa.Table, names: Sequence[str]) -> dict[str, pa.ChunkedArray]:
    """Return the first column of each name."""
    return {name: table.column(table.schema.get_all_field_indices(name)[0]) for name in names}


def _unpacked_size(column: pa.ChunkedArray) -> int:
    """Return the size of the texts of a column in bytes, each counted in every row."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = (pc.binary_length(chunk.dictionary.cast(TEXT)).take(chunk.indices) for chunk in column.chunks)
    return sum(int(pc.sum(each).as_py() or 0) for each in lengths)


def _value_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _cells(column: pa.ChunkedArray) -> Cells:
    kind = _value_type(column.type)
    if _is_text(kind):
        return column.cast(TEXT).fill_null("").combine_chunks()
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    return as_cells(column.to_pylist())
