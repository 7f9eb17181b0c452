"""A column whose cells speak against the declared order of day and month: said once, with counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from valuereport.loaders.cells import Cells, take, texts
from valuereport.loaders.century import Century
from valuereport.loaders.dates import Order, parse_dates

_ORDERS: Final[tuple[Order, ...]] = get_args(Order)
_NAMED: Final = 10
"""So many rows are named."""


@dataclass(frozen=True, slots=True)
class OtherOrder:
    """Another order in which more cells of a column are dates. `positions`: those that are dates in it alone."""

    declared: Order
    order: Order
    cells: int  # that are not empty
    unreadable: int  # in the declared order
    still_unreadable: int  # in the other order
    positions: frozenset[int]

    @property
    def reason(self) -> str:
        """Return what speaks against the declared order."""
        return (
            f"{self.unreadable} of {self.cells} cells are no dates in the declared order {self.declared}, and "
            f"{self.cells - self.still_unreadable} are dates in the order {self.order}: "
            "days up to 12 may have been taken for months"
        )

    def action(self, rows: npt.NDArray[np.int64]) -> str:
        """Return what was done, and what a person should do. `rows`: the rows of all positions."""
        concerned = [str(rows[position]) for position in sorted(self.positions)]
        more = f" and {len(concerned) - _NAMED} more" if len(concerned) > _NAMED else ""
        return (
            f"the dates of the rows {', '.join(concerned[:_NAMED])}{more} were not used; set date_order of the source"
        )


def other_order(cells: Cells, declared: Order, century: Century | None, faults: Mapping[int, str]) -> OtherOrder | None:
    """Return the order in which the fewest cells are no dates, None where no order is better than the declared one."""
    if not faults:
        return None
    bad = np.array([*faults], np.int64)
    refused = take(cells, bad)
    best: OtherOrder | None = None
    for order in _ORDERS:
        if order == declared or len(parse_dates(refused, order, century)[1]) == len(bad):
            continue
        unreadable = parse_dates(cells, order, century)[1]
        if len(unreadable) < (best.still_unreadable if best else len(faults)):
            filled = len(cells) - int(pc.sum(pc.equal(texts(cells), "")).as_py() or 0)
            only = frozenset(faults) - frozenset(unreadable)
            best = OtherOrder(declared, order, filled, len(faults), len(unreadable), only)
    return best
