"""A column whose cells speak against their order of day and month: said once, with counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from valuereport.loaders.cells import Cells, take, texts
from valuereport.loaders.century import Century
from valuereport.loaders.dates import Moments, Order, parse_dates

_ORDERS: Final[tuple[Order, ...]] = get_args(Order)
_NAMED: Final = 10
"""So many rows are named."""
_ENOUGH: Final = 5
"""With fewer cells of a kind it may be chance that all their days are up to 12, or all above."""


@dataclass(frozen=True, slots=True)
class OtherOrder:
    """Other orders in which more cells of a column are dates. `positions`: those that are dates in them alone."""

    declared: Order
    orders: tuple[Order, ...]
    cells: int  # that are not empty
    unreadable: int  # in the declared order
    still_unreadable: int  # in the other ones
    positions: frozenset[int]

    @property
    def reason(self) -> str:
        """Return what speaks against the declared order."""
        return (
            f"{self.unreadable} of {self.cells} cells are no dates in the declared order {self.declared}, and "
            f"{self.cells - self.still_unreadable} are dates in the order {' or '.join(self.orders)}: "
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
    """Return the orders in which the fewest cells are no dates, None where none is better than the declared one."""
    if not faults:
        return None
    bad = np.array([*faults], np.int64)
    refused = take(cells, bad)
    better: dict[Order, dict[int, str]] = {}
    for order in _ORDERS:
        if order != declared and len(parse_dates(refused, order, century)[1]) < len(bad):
            unreadable = parse_dates(cells, order, century)[1]
            if len(unreadable) < len(faults):
                better[order] = unreadable
    if not better:
        return None
    least = min(map(len, better.values()))
    best = tuple(order for order, unreadable in better.items() if len(unreadable) == least)
    filled = len(cells) - int(pc.sum(pc.equal(texts(cells), "")).as_py() or 0)
    only = frozenset(faults) - frozenset(better[best[0]])
    return OtherOrder(declared, best, filled, len(faults), least, only)


def half_converted(cells: Cells, moments: Moments) -> str:
    """Return why the dates of a workbook's column are in doubt, empty where they are not.

    A spreadsheet that takes 04/03/2026 for 3 April leaves 31/03/2026 as text: then every date has a day up to 12, and
    every text has one above.
    """
    if not isinstance(cells, list):
        return ""
    days = moments.astype("datetime64[D]").astype(int) - moments.astype("datetime64[M]").astype("datetime64[D]").astype(
        int
    )
    known = np.flatnonzero(~np.isnat(moments)).tolist()
    low = [days[at] < 12 for at in known if isinstance(cells[at], date)]
    high = [days[at] >= 12 for at in known if isinstance(cells[at], str)]
    if min(len(low), len(high)) < _ENOUGH or not all(low) or not all(high):
        return ""
    return (
        f"the {len(low)} cells that are dates have days up to 12, and the {len(high)} that are text have days above: "
        "a spreadsheet has probably taken days for months"
    )
