"""Benefit lines: which assumption plays which role in the formula of each (see model/benefits.py).

A line has one or more terms, `weight x unit value`; the weights are a member's (hours, times, recorded money), the unit
values are the organisation's. The same formula serves the draws and the means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from valuereport.calculator.draws import Figures, FloatArray, Sampling
from valuereport.model.benefits import (
    DISCOUNTS,
    FORMULAS,
    HARMS,
    ONE,
    AssumptionFactor,
    Benefit,
    Formula,
    Term,
    Variant,
    discount,
    roles_of,
    win_formula,
)
from valuereport.model.valuation import GRADES, Grade
from valuereport.settings import Activity, Assumption, Calculation, Judgement, PolicyWin


@dataclass(frozen=True, slots=True)
class UnitValue:
    """One benefit line: its formula, and the assumption in each role."""

    benefit: Benefit
    name: str  # the activity's or the policy win's id
    variant: Variant
    formula: Formula
    roles: Mapping[str, str]  # role -> assumption id
    discounts: Mapping[str, str]
    grade: Grade
    years: tuple[int, ...] = ()  # policy: years since the win came into force, one a term

    @property
    def assumptions(self) -> frozenset[str]:
        """Return the ids of all assumptions of the line."""
        return frozenset((*self.roles.values(), *self.discounts.values()))

    @property
    def _names(self) -> Mapping[str, str]:
        return {**self.roles, **self.discounts}

    def gross(self, figures: Figures) -> tuple[FloatArray, ...]:
        """Return the unit value of each term before discounts, with the term's sign."""
        return tuple(term.sign * _product(term.factors, self._names, figures) for term in self.formula)

    def net_share(self, figures: Figures) -> FloatArray:
        """Return the share that is left after deadweight, displacement and attribution."""
        return _product(map(discount, self.discounts), self._names, figures)

    def net(self, figures: Figures) -> tuple[FloatArray, ...]:
        """Return the unit value of each term after discounts."""
        return tuple(net_value(term, self._names, figures) for term in self.formula)


def net_value(term: Term, names: Mapping[str, str], figures: Figures) -> FloatArray:
    """Return the unit value of one term after discounts, with its sign. `names`: role -> assumption id."""
    discounts = map(discount, (role for role in DISCOUNTS if role in names))
    return term.sign * _product((*term.factors, *discounts), names, figures)


def _product(factors: Iterable[AssumptionFactor], names: Mapping[str, str], figures: Figures) -> FloatArray:
    product = np.ones(1)
    for factor in factors:
        base = np.ones(1) if factor.plus == ONE else figures(names[factor.plus])
        if factor.minus:
            base = base - figures(names[factor.minus])
        product = product * (base if factor.power == 1 else base**factor.power)
    return product


def lines_of_activity(activity: Activity, judgement: Judgement) -> tuple[UnitValue, ...]:
    """Return the lines of an activity: one for each formula whose assumptions the taxonomy names.

    For time_saved: the member's own hourly value, then a line for each hourly assumption, the default first.
    """
    discounts = _discounts(activity)

    def line(variant: Variant, roles: Mapping[str, str], best: Grade) -> UnitValue:
        grade = weakest_grade(best, roles.values(), judgement.assumptions)
        formula = FORMULAS[activity.benefit, variant]
        return UnitValue(activity.benefit, activity.id, variant, formula, roles, discounts, grade)

    lines: list[UnitValue] = []
    for (benefit, variant), formula in FORMULAS.items():
        if benefit != activity.benefit:
            continue
        needed = [role for role in roles_of(formula) if role != "hourly_value"]
        if not all(getattr(activity, role) for role in needed):
            continue
        roles = {role: str(getattr(activity, role)) for role in needed}
        if variant == "own":
            lines.append(line(variant, roles, "reported"))
        elif "hourly_value" in roles_of(formula):
            lines += (
                line(variant, roles | {"hourly_value": name}, "recorded") for name in hourly_assumptions(judgement)
            )
        else:
            lines.append(line(variant, roles, "recorded"))
    return tuple(lines)


def hourly_assumptions(judgement: Judgement) -> tuple[str, ...]:
    """Return the ids of the assumptions for an hour of time, the default first."""
    hourly = judgement.taxonomy.hourly_value
    return tuple(dict.fromkeys((hourly.default, *hourly.grade.values())))


def line_of_win(win: PolicyWin, years: tuple[int, ...], judgement: Judgement) -> UnitValue:
    """Return the line of a policy win, with a term for each year since it came into force."""
    formula = win_formula(years, drops_off=bool(win.drop_off))
    roles = {role: str(getattr(win, role)) for role in roles_of(formula)}
    grade = weakest_grade("recorded", (win.worth,), judgement.assumptions)
    return UnitValue("policy", win.id, "worth", formula, roles, _discounts(win), grade, years)


def _discounts(item: Activity | PolicyWin) -> dict[str, str]:
    return {role: str(name) for role in DISCOUNTS if (name := getattr(item, role))}


def weakest_grade(best: Grade, names: Iterable[str], assumptions: Mapping[str, Assumption]) -> Grade:
    """Return the weakest evidence grade among the named assumptions, at best `best`."""
    return max((best, *(assumptions[name].grade for name in names)), key=GRADES.index)


def effects(judgement: Judgement) -> dict[str, int]:
    """Return how each assumption changes values: 1 raises them, -1 lowers them, 0 does both."""
    found: dict[str, set[int]] = {}
    activities = (line for activity in judgement.taxonomy.activity for line in lines_of_activity(activity, judgement))
    for line in (*activities, *(line_of_win(win, (0, 1), judgement) for win in judgement.policy_wins)):
        for role, name in {**line.roles, **line.discounts}.items():
            found.setdefault(name, set()).add(-1 if role in HARMS else 1)
    return {name: signs.pop() if len(signs) == 1 else 0 for name, signs in found.items()}


def sampling_of(judgement: Judgement, calculation: Calculation) -> Sampling:
    """Return how the assumptions are drawn."""
    return Sampling(calculation.draws, calculation.seed, calculation.correlation, effects(judgement))
