"""Forgotten members: their amounts are unknown here, but earlier published sums contain them and bound them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from valuereport.stories.disclosure.groups import Floats, Indexes
from valuereport.stories.disclosure.rounding import Interval


@dataclass(frozen=True, slots=True)
class ForgottenAmounts:
    """The part of each earlier sum that belongs to forgotten members: the sum less the known amounts in it."""

    unknowns: Indexes
    in_sum: NDArray[np.bool_]  # sums x unknowns
    lower: Floats  # of each sum's part
    upper: Floats

    def upper_bound(self, unknowns: Sequence[int]) -> float:
        """Return the upper bound of some unknowns together; infinite if no published sum contains them."""
        chosen = np.isin(self.unknowns, unknowns)
        return max(0.0, float(self.upper[self.in_sum[:, chosen].all(axis=1)].min(initial=np.inf)))

    def estimate(self) -> Floats:
        """Return amounts that fit all sums, or miss them by as little as possible."""
        from scipy.optimize import linprog

        sums, number = self.in_sum.shape
        if not sums or not number:
            return np.zeros(number)
        in_sum, missed = self.in_sum.astype(np.float64), np.eye(sums)
        found = linprog(
            np.concatenate([np.zeros(number), np.ones(sums)]),
            A_ub=np.block([[in_sum, -missed], [-in_sum, -missed]]),
            b_ub=np.concatenate([self.upper, -self.lower]),
            method="highs",
        )
        return np.asarray(found.x[:number]) if found.status == 0 else np.zeros(number)


def forgotten_amounts(
    unknowns: Indexes, sums: Sequence[tuple[int, ...]], parts: Sequence[Interval]
) -> ForgottenAmounts:
    """Return the bounds on the `unknowns` of forgotten members.

    `sums`: the unknowns in each earlier sum; `parts`: the interval of what the forgotten members have of each.
    """
    in_sum = np.array([np.isin(unknowns, of) for of in sums], dtype=np.bool_).reshape(len(sums), len(unknowns))
    ends = np.array(parts, dtype=np.float64).reshape(len(sums), 2)
    used = in_sum.any(axis=1)
    return ForgottenAmounts(unknowns, in_sum[used], ends[used, 0], ends[used, 1])
