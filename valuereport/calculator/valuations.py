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
from valuereport.settings.member_periods import MemberPeriods


def ranges_of(rows: NDArray[np.intp], weights: FloatArray, units: UnitFigures, rate: FloatArray) -> FloatArray:
    """Return the range of each member's sum in the member's currency: members x 3, NaN for those not in `rows`."""
    found = np.full((len(weights), 3), np.nan)
    found[rows] = ranges(weights[rows], units) / rate[rows, None]
    return found


@dataclass(frozen=True)
class Valuations:
    """The figures of all members: totals now, because editions depend on them; ranges of single lines on request."""

    history: History
    settings: Settings
    periods: MemberPeriods
    rows: NDArray[np.intp]  # the members whose figures these are: those of others are NaN
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
        return ranges_of(self.rows, self.weights * ~of_policy, self.units, self.rate)

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
