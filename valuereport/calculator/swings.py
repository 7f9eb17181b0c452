"""How far each assumption moves a total: with it at its low and at its high, all others at their means (a tornado)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from valuereport.calculator.draws import Figures, FloatArray, mean_figures
from valuereport.calculator.unit_values import UnitValue
from valuereport.settings import Assumption


@dataclass(frozen=True, slots=True)
class Swings:
    """The net unit values of the terms at the low and at the high of each assumption: assumptions x terms."""

    names: tuple[str, ...]
    at_low: FloatArray
    at_high: FloatArray

    def largest(self, weights: FloatArray, number: int) -> list[tuple[str, float, float]]:
        """Return the assumptions that move a sum most, with the sum at their low and high; `weights`: of the terms."""
        low, high = (self.at_low * weights).sum(axis=1), (self.at_high * weights).sum(axis=1)
        moved = np.abs(high - low)
        order = sorted(np.flatnonzero(moved > 0).tolist(), key=lambda at: (-moved[at], self.names[at]))
        return [(self.names[at], float(low[at]), float(high[at])) for at in order[:number]]


def swings(lines: Sequence[UnitValue], assumptions: Mapping[str, Assumption]) -> Swings:
    """Return the swings of all assumptions that the lines use and that are ranges, in the order of ids."""
    used = frozenset[str]().union(*(line.assumptions for line in lines))
    names = tuple(name for name in sorted(used) if not assumptions[name].exact)
    found = np.array(
        [
            [units_at(lines, mean_figures(assumptions, {name: end})) for end in (one.low, one.high)]
            for name in names
            for one in [assumptions[name]]
        ]
    ).reshape(len(names), 2, sum(len(line.formula) for line in lines))
    return Swings(names, found[:, 0], found[:, 1])


def units_at(lines: Iterable[UnitValue], figures: Figures) -> FloatArray:
    """Return the net unit value of every term at single figures of the assumptions."""
    return np.array([float(term[0]) for line in lines for term in line.net(figures)])
