"""Cells -> values of one kind: texts are parsed, native values taken over, and all else is a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuereport.loaders.cells import Cells, Problematic, natives, texts

Values: TypeAlias = npt.NDArray[Any]
ParseTexts: TypeAlias = Callable[[pa.LargeStringArray], tuple[Values, dict[int, str]]]
"""Parses texts: returns their values, and why a text is bad, by position."""
ParseNatives: TypeAlias = Callable[[Mapping[int, object]], tuple[npt.NDArray[np.int64], Values]]
"""Takes native values by position: returns the positions and values of those that clearly are of the kind."""
ParseOne: TypeAlias = Callable[[object], object]
"""Takes one of the remaining native values: returns its value, or Problematic."""


def parse(
    cells: Cells, parse_texts: ParseTexts, parse_natives: ParseNatives, parse_one: ParseOne
) -> tuple[Values, dict[int, str]]:
    """Return the values of a column, and why a cell is bad, by position."""
    if isinstance(cells, pa.DictionaryArray):
        values, faults = parse_texts(texts(cells.dictionary))
        codes = cells.indices.to_numpy()
        bad = np.flatnonzero(np.isin(codes, list(faults))).tolist() if faults else []
        return values[codes], {position: faults[codes[position]] for position in bad}
    if not isinstance(cells, list):
        return parse_texts(texts(cells))
    column, others = natives(cells)
    values, faults = parse_texts(column)
    positions, known = parse_natives(others)
    values[positions] = known
    for position in {*others} - {*positions.tolist()}:
        found = parse_one(others[position])
        if isinstance(found, Problematic):
            faults[position] = found.reason
        else:
            values[position] = found
    return values, faults
