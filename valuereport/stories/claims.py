"""The claims: what each published figure rests on, which the organisation must be able to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from valuereport.model.contributions import Contributions, Term
from valuereport.model.story import BENEFIT_MEASURES, Claim, Published
from valuereport.model.valuation import GRADES, Grade
from valuereport.stories.measures import FEE_MEASURES, QUANTITY_MEDIANS, VALUE_QUARTILES

_TOTAL_MEASURES: Final = frozenset({"value", *VALUE_QUARTILES, *FEE_MEASURES})


def claims(contributions: Contributions, published: Sequence[Published]) -> tuple[Claim, ...]:
    """Return a claim for each measure with a published figure, with the assumptions of the run.

    Counts rest on records alone. The grade is that of the benefit lines, as in the statements: discounts do not weaken
    it.
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
        for assumptions, grade in [_evidence(contributions, measure)]
    )


def _evidence(contributions: Contributions, measure: str) -> tuple[frozenset[str], Grade]:
    """Return the ids of the assumptions behind a measure and the weakest grade of its evidence."""
    measure = QUANTITY_MEDIANS.get(measure, measure)
    if measure in _TOTAL_MEASURES:
        return _evidence_of_terms(contributions.terms)
    if measure in BENEFIT_MEASURES:
        return _evidence_of_terms(_terms_of_benefit(contributions, measure))
    if measure == "hours_saved":
        return _evidence_of_terms(contributions.hour_terms)
    return frozenset(), "recorded"


def _terms_of_benefit(contributions: Contributions, measure: str) -> list[Term]:
    pairs = zip(contributions.terms, contributions.benefits, strict=True)
    return [term for term, benefit in pairs if benefit == BENEFIT_MEASURES[measure]]


def _evidence_of_terms(terms: Iterable[Term]) -> tuple[frozenset[str], Grade]:
    assumptions = frozenset(name for term in terms for _, name, _ in term.assumptions)
    return assumptions, _weakest(term.grade for term in terms)


def _weakest(grades: Iterable[Grade]) -> Grade:
    return max(grades, key=GRADES.index, default="recorded")
