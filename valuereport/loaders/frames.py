"""Columns of all files -> one canonical frame for each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from valuereport.loaders.cells import constant, unified
from valuereport.model.tables import PROVENANCE, REPETITIVE, TABLES, Kind, Table

Values: TypeAlias = "npt.NDArray[Any] | pa.DictionaryArray"
"""A parsed column."""
Columns: TypeAlias = Mapping[str, Values]


def canonical_columns(
    table: Table, found: Columns, source: str, file: str, rows: npt.NDArray[np.int64]
) -> Mapping[str, Values]:
    """Return every column of a table: those found, missing values for the others, and the provenance of the rows."""
    count = len(rows)
    columns = {name: found[name] if name in found else _missing(kind, count) for name, kind in TABLES[table].items()}
    return columns | dict(zip(PROVENANCE, (constant(source, count), constant(file, count), rows), strict=True))


def frame(table: Table, parts: Sequence[Columns]) -> pd.DataFrame:
    """Return the rows of all parts, in their order."""
    if not parts:
        return _empty(table).copy()
    data = {name: _whole(table, [part[name] for part in parts]) for name in parts[0]}
    return pd.DataFrame(data, copy=False)


@cache
def _empty(table: Table) -> pd.DataFrame:
    """Return a table without rows; most workspaces have several."""
    return frame(table, [canonical_columns(table, {}, "", "", np.empty(0, np.int64))])


def _missing(kind: Kind, count: int) -> Values:
    if kind == "date":
        return np.full(count, np.datetime64("NaT", "s"))
    if kind == "number":
        return np.full(count, np.nan)
    if kind in ("flag", "yes-no"):
        return np.zeros(count, np.bool_)
    return constant("", count)


def _whole(table: Table, pieces: Sequence[Values]) -> object:
    numbers = [piece for piece in pieces if isinstance(piece, np.ndarray)]
    if numbers:
        return np.concatenate(numbers) if len(numbers) > 1 else numbers[0]
    column = unified([piece for piece in pieces if not isinstance(piece, np.ndarray)])
    if table not in REPETITIVE:
        return pd.array(column.dictionary.take(column.indices), dtype="str")
    categories = pd.Index(pd.array(column.dictionary, dtype="str"))
    return pd.Categorical.from_codes(column.indices.to_numpy(), categories)
