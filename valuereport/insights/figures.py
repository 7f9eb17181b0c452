"""The figures of the tree's nodes in both years: what is measured, and what the formulas come to."""

from __future__ import annotations

import graphlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from valuereport.insights.facts import Year
from valuereport.insights.measures import MEASURED, Rows
from valuereport.insights.statistics.decomposition import shapley
from valuereport.insights.statistics.proportions import newcombe
from valuereport.model.insight import Contribution, Figure, Withheld
from valuereport.settings.drivers import Driver, Drivers
from valuereport.settings.formulas import Formula

_UNKNOWN: Final = Figure(None)
_EXACT: Final = 1e-6
"""Of a figure: sums of the same amounts in another order differ by less."""


@dataclass(frozen=True, slots=True)
class YearFigure:
    """A node's figure of one year; without a value it is withheld.

    `rows`: what is measured. `formula`: what its formula comes to. `nobody`: a mean of nobody, which is not unknown:
    there is none.
    """

    figure: Figure = _UNKNOWN
    withheld: Withheld | None = None
    rows: Rows | None = None
    formula: float | None = None
    nobody: bool = False
    complete: float | None = None
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A node's figures of both years."""

    now: YearFigure
    before: YearFigure

    @property
    def change(self) -> float | None:
        """Return the change, None where one of the two is not known."""
        now, before = self.now.figure.value, self.before.figure.value
        return None if now is None or before is None else now - before


def figures(drivers: Drivers, now: Year, before: Year) -> dict[str, Figures]:
    """Return the figures of all nodes by id: each after its drivers."""
    nodes = {one.id: one for one in drivers.node}
    below = {one.id: one.expression.drivers if one.expression else () for one in drivers.node}
    found: dict[str, Figures] = {}
    for name in graphlib.TopologicalSorter(below).static_order():
        found[name] = _figures(nodes[name], found, now, before)
    return found


def measured(name: str, year: Year) -> YearFigure:
    """Return a measure of one year."""
    rows = MEASURED[name](year)
    if isinstance(rows, Withheld):
        return YearFigure(withheld=rows)
    if isinstance(rows, Figure):
        return YearFigure(rows)
    figure = rows.figure()
    if isinstance(figure, Withheld):
        return YearFigure(withheld=figure, rows=rows, nobody=not len(rows.amount))
    return YearFigure(figure, rows=rows, complete=rows.complete, newest=rows.newest)


def _figures(one: Driver, found: Mapping[str, Figures], now: Year, before: Year) -> Figures:
    own = [measured(one.measure, year) for year in (now, before)] if one.measure else []
    if one.expression is None:
        return Figures(*own)
    formula = one.expression
    results = [formula.value(values) if values else None for values in drivers_values(formula, found)]
    if own:
        return Figures(*(replace(year, formula=result) for year, result in zip(own, results, strict=True)))
    below = [found[name] for name in formula.drivers]
    return Figures(
        _of_formula(results[0], [each.now for each in below]), _of_formula(results[1], [each.before for each in below])
    )


def _of_formula(result: float | None, drivers: list[YearFigure]) -> YearFigure:
    """Return the figure of a formula; it is as complete and as new as the worst of its drivers."""
    if result is None:
        reasons = (one.withheld for one in drivers if one.withheld)
        return YearFigure(withheld=next(reasons, Withheld("too_few", 1, 0)))  # the latter: a division by zero
    complete = [one.complete for one in drivers if one.complete is not None]
    days = [one.newest for one in drivers if one.newest]
    return YearFigure(
        Figure(result), formula=result, complete=min(complete, default=None), newest=min(days, default=None)
    )


def drivers_values(
    formula: Formula, found: Mapping[str, Figures]
) -> tuple[dict[str, float] | None, dict[str, float] | None]:
    """Return the values of a formula's drivers now and before, None for a year of which one is not known.

    A mean of nobody has no value: that of the other year stands for it, so that a change comes from their number alone.
    """
    now: dict[str, float] = {}
    before: dict[str, float] = {}
    for name in formula.drivers:
        one = found[name]
        for values, year, other in ((now, one.now, one.before), (before, one.before, one.now)):
            value = other.figure.value if year.nobody else year.figure.value
            if value is not None:
                values[name] = value
    count = len(formula.drivers)
    return now if len(now) == count else None, before if len(before) == count else None


def contributions(formula: Formula, found: Mapping[str, Figures], change: float) -> tuple[Contribution, ...]:
    """Return what each driver contributes to a change (Shapley); they add up to it. Empty where that cannot be had.

    What the formula does not explain of a change that is measured is the contribution of no driver, "".
    """
    now, before = drivers_values(formula, found)
    if now is None or before is None:
        return ()

    def value(values: Sequence[float]) -> float:
        result = formula.value(dict(zip(formula.drivers, values, strict=True)))
        if result is None:
            raise ZeroDivisionError
        return result

    try:
        parts = shapley(value, [before[name] for name in formula.drivers], [now[name] for name in formula.drivers])
    except ZeroDivisionError:  # between the two years, where one driver has changed and the other has not
        return ()
    told = [Contribution(name, "", part) for name, part in zip(formula.drivers, parts, strict=True)]
    rest = change - sum(parts)
    level = max(abs(change), *(abs(part) for part in parts))
    return tuple(told if abs(rest) <= _EXACT * level else [*told, Contribution("", "", rest)])


def change_interval(now: Figure, before: Figure) -> tuple[float, float] | tuple[None, None]:
    """Return the 95 % interval of a share's change (Newcombe), None where nobody was counted.

    Members who are in both years make it wider than it need be: what is more than chance by it, is.
    """
    if now.value is None or before.value is None or not now.n or not before.n:
        return None, None
    _, low, high = newcombe(round(now.value * now.n), now.n, round(before.value * before.n), before.n)
    return float(low), float(high)


def apart(year: YearFigure) -> float:
    """Return by how much a formula comes to more than what is measured; 0 where they agree, or one is not known."""
    if year.formula is None or year.figure.value is None:
        return 0.0
    difference = year.formula - year.figure.value
    return difference if abs(difference) > _EXACT * max(abs(year.formula), abs(year.figure.value)) else 0.0
