"""Two rows a visit, one when somebody comes and one when they go: read as one row, with both moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from valuereport.errors import Problem
from valuereport.loaders.cells import Cells, as_cells, encoded, take
from valuereport.loaders.raw import rejected_row
from valuereport.loaders.words import holds
from valuereport.settings import Pairs

Rows = npt.NDArray[np.int64]


def paired(
    settings: Pairs, columns: Mapping[str, Cells], rows: Rows, file: str
) -> tuple[Rows, Mapping[str, Cells], int, list[Problem]]:
    """Return the rows of coming, with the moment of going; how many rows are left out; a problem for each other one.

    A row of going ends the earliest visit of the same keys that is open before it, and is left out, as is a row of
    neither. One that ends no visit is rejected.
    """
    comes = holds(columns[settings.column], settings.begin)
    goes = holds(columns[settings.column], settings.finish)
    keys = list(zip(*(encoded(columns[one]).indices.to_pylist() for one in settings.same), strict=True))
    moments = encoded(columns[settings.moment])
    texts, code_of = moments.dictionary.to_pylist(), moments.indices.to_pylist()
    open_visits: dict[Sequence[int], list[int]] = {}
    left = [""] * len(rows)
    problems = []
    for at in np.flatnonzero(comes | goes).tolist():
        if comes[at]:
            open_visits.setdefault(keys[at], []).append(at)
        elif visits := open_visits.get(keys[at]):
            left[visits.pop(0)] = texts[code_of[at]]
        else:
            reason = "somebody goes who did not come before"
            problems.append(rejected_row(file, int(rows[at]), reason, texts[code_of[at]]))
    chosen = np.flatnonzero(comes)
    found = {name: take(cells, chosen) for name, cells in columns.items()}
    found[settings.left] = as_cells([left[at] for at in chosen.tolist()])
    return rows[chosen], found, len(rows) - len(chosen) - len(problems), problems
