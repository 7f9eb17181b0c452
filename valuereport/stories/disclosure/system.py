"""What an attacker knows, as a system of linear constraints, and how far a figure may still lie within it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from valuereport.stories.disclosure.groups import Floats, Indexes

_FAR: Final = 4.0  # nothing is larger than so many times the sum of everything: keeps every search bounded
_STOPS: Final = 1e-9  # a bound with a smaller price did not stop the search


@dataclass(frozen=True, slots=True)
class Extreme:
    """Where a search ended: all unknowns there, and which of the bounds stopped it."""

    point: Floats
    stopped_by: Indexes


class System:
    """Unknowns that are at least nothing, and sums of them; `lower` and `upper` are what is known of each.

    A column is an unknown or a sum of unknowns; sums of the same unknowns are the same column.
    """

    def __init__(self, truth: Floats, sums: Sequence[tuple[int, ...]]) -> None:
        """Take the true value of each unknown, and of which unknowns each sum is made."""
        self.column_of: dict[tuple[int, ...], int] = {(at,): at for at in range(len(truth))}
        rows = [self._column(parts) for parts in sums]
        self.columns = np.array(rows, dtype=np.intp)
        self._parts = list(self.column_of)[len(truth) :]
        self._entries = _entries(self._parts, len(truth))
        self.truth = np.concatenate([truth, [float(truth[list(parts)].sum()) for parts in self._parts]])
        far = _FAR * max(float(np.abs(truth).sum()), 1.0)
        self.lower = np.where(self.truth < 0, -far, 0.0)
        self.upper = np.full(len(self.truth), far)

    def _column(self, parts: tuple[int, ...]) -> int:
        return self.column_of.setdefault(tuple(sorted(parts)), len(self.column_of))

    def alone(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Return how small and how large each column may be when one unknown alone is not what it is in truth."""
        _, (rows, columns) = self._entries
        number = len(self.truth) - len(self._parts)
        inner = columns < number
        sums, unknowns = rows[inner] + number, columns[inner]
        down, up = np.maximum(self.truth - lower, 0), np.maximum(upper - self.truth, 0)
        np.minimum.at(down, unknowns, down[sums])
        np.minimum.at(up, unknowns, up[sums])
        down[number:] = up[number:] = 0
        np.maximum.at(down, sums, down[unknowns])
        np.maximum.at(up, sums, up[unknowns])
        return self.truth - down, self.truth + up

    def extreme(self, objective: Floats, lower: Floats, upper: Floats) -> Extreme:
        """Return where `objective` (a weight a column) is largest between the bounds."""
        # Loading the solver takes most of a second, and only stories need it.
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        shape = (len(self._parts), len(self.truth))
        found = linprog(
            -objective,
            A_eq=csr_array(self._entries, shape=shape) if self._parts else None,
            b_eq=np.zeros(len(self._parts)) if self._parts else None,
            bounds=np.column_stack([lower, upper]),
            method="highs",
        )
        if found.status != 0:
            # A figure at the edge of the solver's tolerance: nothing is shown, and every bound may be the reason.
            return Extreme(self.truth, np.arange(len(self.truth)))
        stopped = np.abs(found.lower.marginals) + np.abs(found.upper.marginals) > _STOPS
        return Extreme(np.asarray(found.x), np.flatnonzero(stopped))


def _entries(parts: Sequence[tuple[int, ...]], unknowns: int) -> tuple[Floats, tuple[Indexes, Indexes]]:
    """Return the equations "these unknowns minus their sum are nothing" as entries, rows and columns."""
    rows = np.repeat(np.arange(len(parts)), [len(each) for each in parts])
    columns = np.array([at for each in parts for at in each], dtype=np.intp)
    sums = np.arange(len(parts))
    entries = np.concatenate([np.ones(len(columns)), -np.ones(len(sums))])
    return entries, (np.concatenate([rows, sums]), np.concatenate([columns, unknowns + sums]))
