"""Cells -> values of one kind: texts by their spelling, other values as they are, a fault for whatever is neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuereport.loaders.cells import Cells, Problematic, natives, texts

Values: TypeAlias = npt.NDArray[Any]
ParseTexts: TypeAlias = Callable[[pa.LargeStringArray], tuple[Values, dict[int, str]]]
"""Parses texts: their values, and why one is bad, by position."""
ParseNatives: TypeAlias = Callable[[Mapping[int, object]], tuple[npt.NDArray[np.int64], Values]]
"""Takes other values by position and returns those that are of the kind without question, all at once."""
ParseOne: TypeAlias = Callable[[object], object]
"""Takes one of the rest: its value, or Problematic."""


def parse(cells: Cells, spelt: ParseTexts, plain: ParseNatives, single: ParseOne) -> tuple[Values, dict[int, str]]:
    """Return the values of a column, and why a cell is bad, by position."""
    if isinstance(cells, pa.DictionaryArray):
        values, faults = spelt(texts(cells.dictionary))
        codes = cells.indices.to_numpy()
        bad = np.flatnonzero(np.isin(codes, list(faults))).tolist() if faults else []
        return values[codes], {position: faults[codes[position]] for position in bad}
    if not isinstance(cells, list):
        return spelt(texts(cells))
    column, others = natives(cells)
    values, faults = spelt(column)
    positions, known = plain(others)
    values[positions] = known
    for position in {*others} - {*positions.tolist()}:
        found = single(others[position])
        if isinstance(found, Problematic):
            faults[position] = found.reason
        else:
            values[position] = found
    return values, faults
