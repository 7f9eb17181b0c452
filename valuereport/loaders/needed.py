"""What a cell that cannot be read costs: its row, or only itself.

A row of members or contacts can be used without any cell that it does not need. In fees and engagements a missing cell
is filled: without an amount the assumed sale counts, without a price the assumed price, without a quantity one, without
a currency the organisation's. So a row there could be worth more with a cell that cannot be read than with what stands
in it, and it is rejected; only what no money hangs on is left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from valuereport.loaders.cells import Mask
from valuereport.loaders.frames import Values
from valuereport.model.tables import REQUIRED, Table
from valuereport.settings import Source

_WITHOUT_MONEY: Final[Mapping[Table, frozenset[str]]] = {
    "fees": frozenset({"reference"}),
    "engagements": frozenset({"title", "reference"}),
}


def is_needed(source: Source, name: str, values: Mapping[str, Values], count: int) -> Mask:
    """Return which rows of a source cannot be used where their cell of the column `name` is bad."""
    if name in REQUIRED[source.table] or (source.table, name) == ("memberships", "ends"):  # an empty one goes on
        return np.ones(count, np.bool_)
    if source.table not in _WITHOUT_MONEY:
        return np.zeros(count, np.bool_)
    if source.table == "engagements" and name == "end":
        return _hours_come_from_end(source, values, count)
    return np.full(count, name not in _WITHOUT_MONEY[source.table])


def _hours_come_from_end(source: Source, values: Mapping[str, Values], count: int) -> Mask:
    quantity = values.get("quantity")
    if source.merge_intervals or not isinstance(quantity, np.ndarray):
        return np.ones(count, np.bool_)
    return np.isnan(quantity)
