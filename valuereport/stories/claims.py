"""How each published figure was made: what an organisation must be able to show for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from valuereport.model.contributions import Contributions, Term
from valuereport.model.story import Claim, Published
from valuereport.model.valuation import GRADES, Grade
from valuereport.stories.aggregates import BENEFITS, FOR_THE_FEE, MONEY_QUARTILES, QUANTITY_MEDIANS

_OF_THE_TOTAL: Final = frozenset({"value", *MONEY_QUARTILES, *FOR_THE_FEE})


def claims(contributions: Contributions, published: Sequence[Published]) -> tuple[Claim, ...]:
    """Return a claim for each measure of which a figure is shown, with the assumptions of the run itself.

    Counts rest on records alone. A grade is that of the benefit lines, as statements say it: shares that are taken off
    make no evidence weaker.
    """
    shown = [cell for cell in published if cell.value is not None and cell.members is not None]
    return tuple(
        Claim(
            measure=measure,
            members=max(cell.members or 0 for cell in shown if cell.measure == measure),
            period=(contributions.start, contributions.end),
            assumptions=tuple(sorted(assumptions)),
            grade=grade,
        )
        for measure in dict.fromkeys(cell.measure for cell in shown)
        for assumptions, grade in [_basis(contributions, measure)]
    )


def _basis(contributions: Contributions, measure: str) -> tuple[frozenset[str], Grade]:
    """Return the ids of the assumptions behind a measure and the weakest grade of its evidence."""
    measure = QUANTITY_MEDIANS.get(measure, measure)
    if measure in _OF_THE_TOTAL:
        return _of_lines(contributions.terms)
    if measure in BENEFITS:
        return _of_lines(_of_benefit(contributions, measure))
    if measure == "hours_saved":
        return _of_lines(contributions.hour_terms)
    return frozenset(), "recorded"


def _of_benefit(contributions: Contributions, measure: str) -> list[Term]:
    pairs = zip(contributions.terms, contributions.benefits, strict=True)
    return [term for term, benefit in pairs if benefit == BENEFITS[measure]]


def _of_lines(terms: Iterable[Term]) -> tuple[frozenset[str], Grade]:
    named = frozenset(name for term in terms for _, name, _ in term.assumptions)
    return named, _weakest(term.grade for term in terms)


def _weakest(grades: Iterable[Grade]) -> Grade:
    return max(grades, key=GRADES.index, default="recorded")
