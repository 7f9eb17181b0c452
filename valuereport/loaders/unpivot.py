"""Items side by side -> one row for each item."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from valuereport.loaders.cells import Cells, Mask, constant, empty, encoded, join_cells, take
from valuereport.loaders.words import without
from valuereport.settings import Unpivot

Rows = npt.NDArray[np.int64]


def unpivot(
    settings: Unpivot,
    empty_words: tuple[str, ...],
    items: tuple[tuple[int, str], ...],
    kept: Mapping[str, int],
    columns: Mapping[int, Cells],
    rows: Rows,
) -> tuple[Rows, Mapping[str, Cells]]:
    """Return one row for each item of a row whose cells hold anything, in the order of the rows.

    `items`: the first column of each item and its heading; `kept`: the positions of the columns of the whole row.
    """
    chosen = [
        np.flatnonzero(_filled(columns, range(at, at + settings.group), len(rows), empty_words)) for at, _ in items
    ]
    indices = np.concatenate(chosen)
    order = np.argsort(indices, kind="stable")
    found: dict[str, Cells] = {name: take(columns[at], indices[order]) for name, at in kept.items()}
    headings = [constant(heading, len(some)) for (_, heading), some in zip(items, chosen, strict=True)]
    found[settings.names[0]] = take(join_cells(headings), order)
    for offset, name in enumerate(settings.names[1:]):
        parts: list[Cells] = [
            take(columns[at + offset], some) if at + offset in columns else constant("", len(some))
            for (at, _), some in zip(items, chosen, strict=True)
        ]
        found[name] = take(join_cells(parts), order)
    return rows[indices[order]], found


def _filled(columns: Mapping[int, Cells], positions: range, count: int, empty_words: tuple[str, ...]) -> Mask:
    filled = np.zeros(count, np.bool_)
    for at in positions:
        if at in columns:
            filled |= ~empty(encoded(without(columns[at], empty_words)))
    return filled
