"""The constraint system of the audit: what an attacker knows as linear constraints, and the extremes they allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from valuereport.stories.disclosure.groups import Floats, Indexes

_BOUND_FACTOR: Final = 4.0  # no column exceeds so many times the sum of all unknowns, so that every search is bounded
_BINDING_PRICE: Final = 1e-9  # a bound with a smaller price is not binding


@dataclass(frozen=True, slots=True)
class Extreme:
    """The result of a search: the value of every column there, and the columns whose bounds are binding."""

    point: Floats
    binding: Indexes


class ConstraintSystem:
    """Unknowns and sums of them; `lower` and `upper` are what everybody knows of each.

    A column is an unknown or a sum of unknowns; sums of the same unknowns are the same column.
    """

    def __init__(self, truth: Floats, sums: Sequence[tuple[int, ...]]) -> None:
        """Take the true value of each unknown, and the unknowns of each sum."""
        self.column_of: dict[tuple[int, ...], int] = {(unknown,): unknown for unknown in range(len(truth))}
        self.columns = np.array([self._column(parts) for parts in sums], dtype=np.intp)  # of `sums`
        self._parts = list(self.column_of)[len(truth) :]
        self._entries = _entries(self._parts, len(truth))
        self.truth = np.concatenate([truth, [float(truth[list(parts)].sum()) for parts in self._parts]])
        bound = _BOUND_FACTOR * max(float(np.abs(truth).sum()), 1.0)
        self.lower = np.where(self.truth < 0, -bound, 0.0)
        self.upper = np.full(len(self.truth), bound)

    def _column(self, parts: tuple[int, ...]) -> int:
        return self.column_of.setdefault(tuple(sorted(parts)), len(self.column_of))

    def tighten(self, column: int, lower: float, upper: float) -> None:
        """Record that everybody knows `column` to lie between two bounds."""
        self.lower[column] = max(self.lower[column], lower)
        self.upper[column] = min(self.upper[column], upper)

    def single_changes(self, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Return the smallest and largest value of each column if only one unknown differs from the truth."""
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

    @cached_property
    def _equations(self) -> Any:  # noqa: ANN401 - a sparse matrix of the library that is loaded here
        """The equations as a sparse matrix: every search has the same."""
        from scipy.sparse import csr_array

        return csr_array(self._entries, shape=(len(self._parts), len(self.truth)))

    def extreme(self, objective: Floats, lower: Floats, upper: Floats) -> Extreme:
        """Return where `objective` (a weight a column) is largest between the bounds."""
        # Only stories need the solver, and loading it takes most of a second.
        from scipy.optimize import linprog

        found = linprog(
            -objective,
            A_eq=self._equations if self._parts else None,
            b_eq=np.zeros(len(self._parts)) if self._parts else None,
            bounds=np.column_stack([lower, upper]),
            method="highs",
        )
        if found.status != 0:
            # A figure at the limit of the solver's tolerance: no other point is known, and any bound may be binding.
            return Extreme(self.truth, np.arange(len(self.truth)))
        prices = np.abs(found.lower.marginals) + np.abs(found.upper.marginals)
        return Extreme(np.asarray(found.x), np.flatnonzero(prices > _BINDING_PRICE))


def _entries(parts: Sequence[tuple[int, ...]], unknowns: int) -> tuple[Floats, tuple[Indexes, Indexes]]:
    """Return the equations "the sum of these unknowns less their column is 0" as entries, rows and columns."""
    rows = np.repeat(np.arange(len(parts)), [len(each) for each in parts])
    columns = np.array([unknown for each in parts for unknown in each], dtype=np.intp)
    sums = np.arange(len(parts))
    entries = np.concatenate([np.ones(len(columns)), -np.ones(len(sums))])
    return entries, (np.concatenate([rows, sums]), np.concatenate([columns, unknowns + sums]))
