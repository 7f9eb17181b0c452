"""How far the assumptions move an organisation's total, its members' editions, and the error of the simulation.

All of it is worked out from what a run keeps (model/contributions.py) and its assumptions: the exports may be gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import Figures, FloatArray, Sampling, drawn_figures, mean_figures
from valuereport.calculator.editions import editions
from valuereport.calculator.ranges import UnitFigures, percentiles, ranges, unit_figures
from valuereport.calculator.unit_values import net_value
from valuereport.model.contributions import Contributions
from valuereport.settings import Assumption

SCRAMBLES: Final = 8
"""Other sets of points, from which the error of the simulation is worked out."""
_STEPS: Final = 60
"""Halvings of an interval: more than the figures of a float."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one assumption moves; money in the organisation's currency.

    `switching`: the figure at which the organisation's cautious total falls to the fees, None where none does.
    """

    assumption: str
    total_at_low: float
    total_at_high: float
    editions_changed: int
    switching: float | None


@dataclass(frozen=True)
class OrganisationModel:
    """The members' weights in the terms of a run, and the assumptions behind them."""

    contributions: Contributions
    assumptions: Mapping[str, Assumption]
    sampling: Sampling

    @cached_property
    def _drawn(self) -> Figures:
        return drawn_figures(self.assumptions, self.sampling)

    @cached_property
    def units(self) -> UnitFigures:
        """Return the net unit values of the terms."""
        return self._units(self._drawn, mean_figures(self.assumptions))

    @cached_property
    def total_weights(self) -> FloatArray:
        """Return the organisation's weight in each term."""
        return np.asarray(self.contributions.weights.sum(axis=0))

    @cached_property
    def fees(self) -> float:
        """Return the sum of the fees."""
        fees = self.contributions.members["fee"] * self.contributions.members["rate"]
        return float(fees[fees > 0].sum())

    def total(self, fixed: Mapping[str, float] | None = None) -> float:
        """Return the organisation's best estimate; `fixed`: other figures than the means."""
        means = self._values(mean_figures(self.assumptions, fixed or {}))
        return float(self.total_weights @ np.array([float(one[0]) for one in means]))

    def line_values(self, row: int) -> dict[tuple[str, str], float]:
        """Return the best estimate of each line of a member, by benefit and line, in the member's currency."""
        found, means = self.contributions, self._values(mean_figures(self.assumptions))
        rate = float(found.members["rate"].iloc[row])
        values: dict[tuple[str, str], float] = {}
        for benefit, term, weight, unit in zip(
            found.benefits, found.terms, found.weights[row].tolist(), means, strict=True
        ):
            if weight:
                key = (benefit, term.line)
                values[key] = values.get(key, 0.0) + weight * float(unit[0]) / rate
        return values

    def low(self, fixed: Mapping[str, float] | None = None) -> float:
        """Return the organisation's cautious estimate: P10 of the draws of its total."""
        figures = _with_fixed(self._drawn, fixed or {})
        draws = np.zeros((1, self.sampling.draws))
        for weight, value in zip(self.total_weights.tolist(), self._values(figures), strict=True):
            draws += weight * value
        return float(percentiles(draws)[0, 0])

    def used(self) -> tuple[str, ...]:
        """Return the ids of the assumptions behind the terms, in their order."""
        return tuple(sorted({name for term in self.contributions.terms for _, name, _ in term.assumptions}))

    def sensitivity(self, name: str) -> Sensitivity:
        """Return what one assumption moves."""
        one = self.assumptions[name]
        ends = (one.low, one.high)
        changed = np.zeros(len(self.contributions.members), dtype=bool)
        if not one.exact:
            for end in ends:
                changed |= self._editions_changed(name, end)
        at_low, at_high = (self.total({name: end}) for end in ends)
        return Sensitivity(name, at_low, at_high, int(changed.sum()), self.switching(name))

    def members_of(self, name: str) -> int:
        """Return in how many members' value an assumption is."""
        return len(self._rows(name))

    def median_low_error(self, most: int) -> float:
        """Return the median of `low_errors`, 0 where no cautious estimate is above 0."""
        errors = self.low_errors(most)
        return float(np.median(errors)) if len(errors) else 0.0

    def low_errors(self, most: int) -> FloatArray:
        """Return the simulation's error in the cautious estimates of some members, as shares: at most so many."""
        number = len(self.contributions.members)
        rows = np.unique(np.linspace(0, number - 1, min(number, most)).astype(np.intp)) if number else np.zeros(0, int)
        weights, lows = self.contributions.weights[rows], []
        for scramble in range(1, SCRAMBLES + 1):
            figures = drawn_figures(self.assumptions, self.sampling, scramble, frozenset(self.used()))
            lows.append(ranges(weights, self._units(figures, mean_figures(self.assumptions)))[:, 0])
        found, spread = np.mean(lows, axis=0), np.std(lows, axis=0, ddof=1)
        return np.asarray(spread[found > 0] / found[found > 0])

    def _values(self, figures: Figures) -> Iterator[FloatArray]:
        """Yield the net unit value of each term."""
        for benefit, term in zip(self.contributions.benefits, self.contributions.terms, strict=True):
            roles = {role: name for role, name, _ in term.assumptions}
            yield net_value(term.formula_term(benefit), roles, figures)

    def _units(self, drawn: Figures, means: Figures) -> UnitFigures:
        draws = self.sampling.draws
        values = [np.broadcast_to(value, draws) for value in self._values(drawn)]
        return unit_figures(
            np.array(values).reshape(len(values), draws), np.array([float(one[0]) for one in self._values(means)])
        )

    def _editions_changed(self, name: str, figure: float) -> NDArray[np.bool_]:
        """Return which members would have another edition with one assumption at a figure."""
        members = self.contributions.members
        rows = self._rows(name)
        units = self._units(_with_fixed(self._drawn, {name: figure}), mean_figures(self.assumptions, {name: figure}))
        low = ranges(self.contributions.weights[rows], units)[:, 0] / members["rate"].to_numpy()[rows]
        some = members.iloc[rows]
        now = some["edition"].to_numpy()
        then = editions(now == "first-year", some["few_engagements"].to_numpy(), low, some["fee"].to_numpy())
        changed = np.zeros(len(members), dtype=bool)
        changed[rows] = now != then
        return changed

    def _rows(self, name: str) -> NDArray[np.intp]:
        """Return the members in whose value an assumption is."""
        terms = [any(name == other for _, other, _ in term.assumptions) for term in self.contributions.terms]
        return np.flatnonzero((self.contributions.weights[:, terms] != 0).any(axis=1))

    def switching(self, name: str) -> float | None:
        """Return the figure between the mean and the worst one at which the cautious total is the sum of the fees."""
        one = self.assumptions[name]
        harms = self.sampling.effects.get(name, 0) < 0
        good, bad = one.mean, (1.0 if one.high <= 1 else 10 * one.high) if harms else 0.0
        if self.low({name: good}) <= self.fees or self.low({name: bad}) > self.fees:
            return None
        for _ in range(_STEPS):
            middle = (good + bad) / 2
            good, bad = (middle, bad) if self.low({name: middle}) > self.fees else (good, middle)
        return good


def _with_fixed(figures: Figures, fixed: Mapping[str, float]) -> Figures:
    return lambda name: np.array([fixed[name]]) if name in fixed else figures(name)
