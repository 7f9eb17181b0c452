"""A line's calculation as a person works it out on the phone: its numbers, and the sum whose result is printed."""

from __future__ import annotations

from valuereport.model.benefits import written
from valuereport.model.valuation import BenefitLine, Factor, Unit

_NOUNS: dict[Unit, str] = {"hours": "hours", "times": "times", "year": "years"}


def unit_noun(unit: Unit) -> str:
    """Return what a quantity is counted in."""
    return _NOUNS[unit]


def sum_by_hand(line: BenefitLine) -> str:
    """Return the calculation at the means of the assumptions."""
    means = {factor.role: f"{as_figure(factor.mean)} {factor.role}" for factor in line.factors}
    means["counted"] = f"{as_figure(line.counted)} {unit_noun(line.unit)}"
    return written(line.formula, line.discounts, means.__getitem__, means.get("rate", ""), " x ")


def factor_text(factor: Factor) -> str:
    """Return a factor with its range, its assumption and its source."""
    figure = as_figure(factor.mean)
    if factor.low != factor.high:
        ends = f"{as_figure(factor.low)} to {as_figure(factor.high)}, most likely {as_figure(factor.central)}"
        figure = f"{figure} (mean of {ends})"
    name = f" ({factor.assumption}, {factor.grade})" if factor.assumption else ""
    return f"{factor.role} = {figure} {factor.unit}{name}: {factor.source}"


def as_figure(number: float) -> str:
    """Return a number with as many figures as its product needs to come out to the penny."""
    return f"{number:,.12g}"
