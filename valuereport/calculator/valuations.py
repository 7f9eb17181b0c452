"""The valuations of all members as arrays, aligned with History.members."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray, Sampling
from valuereport.calculator.peers import Peers
from valuereport.calculator.ranges import UnitFigures, ranges
from valuereport.calculator.swings import Swings
from valuereport.calculator.unit_values import UnitValue
from valuereport.errors import Problem
from valuereport.model.history import History
from valuereport.model.valuation import Edition, Range
from valuereport.settings import Settings


@dataclass(frozen=True)
class Valuations:
    """The figures of all members: totals now, because editions depend on them; ranges of single lines on request."""

    history: History
    settings: Settings
    sampling: Sampling
    lines: tuple[UnitValue, ...]
    line_of_term: NDArray[np.intp]
    units: UnitFigures  # net unit values, organisation's currency
    swings: Swings
    weights: FloatArray  # members x terms
    counts: NDArray[np.bool_]  # which terms count in the total: policy wins may stand apart
    rate: FloatArray  # organisation's currency for one of the member's; NaN if there is no rate
    engagement_line: NDArray[np.intp]  # these three are aligned with History.engagements
    engagement_weight: FloatArray
    engagement_counted: FloatArray
    totals: FloatArray  # members x (low, central, high), in the member's currency
    editions: tuple[Edition, ...]
    peers: Peers
    problems: tuple[Problem, ...]

    @cached_property
    def without_policy(self) -> FloatArray:
        """Return the totals without policy wins. They cost as much as the totals, and a check needs none."""
        if not self.counts.all():
            return self.totals
        of_policy = np.array([line.benefit == "policy" for line in self.lines], dtype=bool)[self.line_of_term]
        return np.asarray(ranges(self.weights * ~of_policy, self.units) / self.rate[:, None])

    def total(self, row: int) -> Range:
        """Return the range of one member's total, in the member's currency."""
        return Range(*self.totals[row].tolist())

    def total_without_policy(self, row: int) -> Range:
        """Return the range of one member's total without policy wins, in the member's currency."""
        return Range(*self.without_policy[row].tolist())

    def sum_ranges(self, row: int, terms: NDArray[np.bool_]) -> list[Range]:
        """Return the ranges of several sums of one member's terms, in the member's currency.

        `terms`: sums x terms, which terms are in which sum.
        """
        found = ranges(terms * self.weights[row], self.units) / self.rate[row]
        return [Range(*figures) for figures in found.tolist()]
