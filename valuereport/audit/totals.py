"""An organisation's best estimates by benefit and activity as a workbook of live formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from valuereport.audit.sheets import FROM_THE_RUN, AssumptionRow, Book, Cell, Formula, assumptions_sheet
from valuereport.model.assumption_use import AssumptionReport
from valuereport.model.benefits import DISCOUNTS, PRICED, Term, written
from valuereport.model.contributions import Contributions

_TERMS: Final = ("benefit", "activity", "formula", "part", "recorded by members", "best estimate")
_WEIGHT: Final = "E"
_BEST: Final = "F"


def totals_workbook(report: AssumptionReport, contributions: Contributions, means: Sequence[float]) -> bytes:
    """Return the workbook. `means`: the net unit value of each term at the means."""
    book = Book()
    rows = [
        AssumptionRow(one.id, one.unit, one.low, one.central, one.high, one.mean, one.grade, one.source)
        for one in sorted(report.assumptions, key=lambda one: one.id)
    ]
    cells = assumptions_sheet(book, rows)
    weights = contributions.weights.sum(axis=0).tolist()
    terms = list(_terms(contributions, weights, means, cells))
    book.sheet("Terms", _TERMS, terms, frozenset({"best estimate"}))
    values = np.array(weights) * np.array(means)
    book.sheet("Totals", ("what", "figure", "how"), _totals(report, contributions, values), frozenset({"figure"}))
    return book.finished()


def _terms(
    contributions: Contributions, weights: Sequence[float], means: Sequence[float], cells: Mapping[str, str]
) -> Iterator[tuple[Cell, ...]]:
    every = zip(contributions.benefits, contributions.terms, weights, means, strict=True)
    for row, (benefit, term, weight, mean) in enumerate(every, 2):
        figures = {role: cells[name] for role, name, _ in term.assumptions} | {"weight": f"${_WEIGHT}{row}"}
        formula = term.formula_term(benefit)
        discounts = tuple(role for role in DISCOUNTS if role in figures)
        product = written((Term(("weight",), formula.factors),), discounts, figures.__getitem__, "", "*")
        text = f"-{product}" if formula.sign < 0 else product
        yield benefit, term.line, term.variant, term.part, weight, Formula(text, weight * mean)


def _totals(report: AssumptionReport, contributions: Contributions, values: np.ndarray) -> Iterator[tuple[Cell, ...]]:
    last = len(contributions.terms) + 1
    column = f"Terms!${_BEST}$2:${_BEST}${last}"
    total = float(values.sum())
    yield "currency", report.currency, f"{report.members} members with a statement"
    yield "best estimate", Formula(f"SUM({column})", total), "the sum of the terms"
    yield "cautious estimate", report.low, f"P10 of the draws of the whole, {FROM_THE_RUN}"
    yield "fees", report.fees, FROM_THE_RUN
    benefits = np.array(contributions.benefits, dtype=object)
    for benefit in PRICED:
        if benefit in contributions.benefits:
            text = f'SUMIFS({column},Terms!$A$2:$A${last},"{benefit}")'
            yield f"benefit: {benefit}", Formula(text, float(values[benefits == benefit].sum())), ""
    lines = np.array([term.line for term in contributions.terms], dtype=object)
    for name in dict.fromkeys(lines.tolist()):
        text = f'SUMIFS({column},Terms!$B$2:$B${last},"{name}")'
        yield f"activity: {name}", Formula(text, float(values[lines == name].sum())), ""
