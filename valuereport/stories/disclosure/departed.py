"""Members who were forgotten: their amounts are in what was published before, and nobody here knows them any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuereport.stories.disclosure.groups import Floats, Indexes
from valuereport.stories.disclosure.rounding import Interval


@dataclass(frozen=True, slots=True)
class Departed:
    """What is left for the forgotten in each earlier sum: the sum less what is known of the others in it."""

    unknowns: Indexes
    inside: NDArray[np.bool_]  # sums x unknowns
    least: Floats  # of each sum
    most: Floats

    def at_most(self, unknowns: Sequence[int]) -> float:
        """Return what some of them have together at most; infinite where no sum that was shown had them in it."""
        chosen = np.isin(self.unknowns, unknowns)
        return max(0.0, float(self.most[self.inside[:, chosen].all(axis=1)].min(initial=np.inf)))

    def likely(self) -> Floats:
        """Return amounts that fit all sums, or miss them by as little as can be."""
        from scipy.optimize import linprog

        sums, number = self.inside.shape
        if not sums or not number:
            return np.zeros(number)
        inside, missed = self.inside.astype(np.float64), np.eye(sums)
        found = linprog(
            np.concatenate([np.zeros(number), np.ones(sums)]),
            A_ub=np.block([[inside, -missed], [-inside, -missed]]),
            b_ub=np.concatenate([self.most, -self.least]),
            method="highs",
        )
        return np.asarray(found.x[:number]) if found.status == 0 else np.zeros(number)


def departed(unknowns: Indexes, sums: Sequence[tuple[int, ...]], rests: Sequence[Interval]) -> Departed:
    """Return the forgotten, `unknowns`; each of the `sums`, of which all unknowns are told, leaves them its `rest`."""
    inside = np.array([np.isin(unknowns, of) for of in sums], dtype=np.bool_).reshape(len(sums), len(unknowns))
    ends = np.array(rests, dtype=np.float64).reshape(len(sums), 2)
    used = inside.any(axis=1)
    return Departed(unknowns, inside[used], ends[used, 0], ends[used, 1])
