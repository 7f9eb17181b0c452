"""What each member with a statement adds to the figures that marketing may publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray, at_central
from valuereport.calculator.ranges import ranges
from valuereport.calculator.terms import UNPRICED
from valuereport.calculator.unit_values import UnitValue
from valuereport.calculator.valuations import Valuations
from valuereport.model.story import DIMENSIONS, Contributions, Term
from valuereport.model.valuation import Benefit
from valuereport.settings import Assumption

_MONEY: Final[Mapping[str, Benefit]] = {
    "time_value": "time_saved",
    "lead_value": "leads",
    "cpd_value": "cpd",
    "policy_value": "policy",
    "savings": "savings",
}


def contributions(valuations: Valuations, rows: Sequence[int], locales: Sequence[str], name: str) -> Contributions:
    """Return what the members in `rows` of the history add to the figures of the run `name`; each must have a rate.

    `locales`: of their statements. Terms in which none of them has a part are left out.
    """
    chosen = np.asarray(rows, dtype=np.intp)
    workspace = valuations.settings.workspace
    weights = valuations.weights[chosen]
    used = np.flatnonzero(weights.any(axis=0))
    weights, units = weights[:, used], valuations.units[used]
    lines = [valuations.lines[number] for number in valuations.line_of_term[used].tolist()]
    benefits = np.array([line.benefit for line in lines], dtype=object)
    assumptions = valuations.settings.judgement.assumptions
    members = _known(valuations, chosen, locales).assign(
        **{column: quantity[chosen] for column, quantity in _quantities(valuations).items()},
        policy_wins=_policy_wins(valuations, chosen),
        **{
            column: ranges(weights[:, benefits == benefit], units[benefits == benefit])[:, 1]
            for column, benefit in _MONEY.items()
        },
    )
    return Contributions(
        name=name,
        start=workspace.period.start,
        end=workspace.period.end,
        currency=workspace.organisation.currency,
        members=members,
        weights=weights,
        units=units,
        benefits=tuple(line.benefit for line in lines),
        terms=tuple(_term(line, assumptions) for line in lines),
    )


def _known(valuations: Valuations, chosen: NDArray[np.intp], locales: Sequence[str]) -> pd.DataFrame:
    """Return who the members are, and the figures of their statements."""
    history, period = valuations.history, valuations.settings.workspace.period
    members = history.members.iloc[chosen].reset_index(drop=True)
    joined = members["joined"].to_numpy()
    totals = valuations.totals[chosen]
    return members[["member_id", *DIMENSIONS]].assign(
        locale=np.array(locales, dtype=object),
        edition=np.array([valuations.editions[row] for row in chosen.tolist()], dtype=object),
        currency=members["currency"],
        rate=valuations.rate[chosen],
        fee=members["fee"],
        low=totals[:, 0],
        central=totals[:, 1],
        high=totals[:, 2],
        first_period=(joined >= np.datetime64(period.start)) & (joined < np.datetime64(period.end)),
    )


def _quantities(valuations: Valuations) -> dict[str, FloatArray]:
    """Return what the cards of statements count, for every member of the history."""
    central = at_central(valuations.settings.judgement.assumptions)
    hours_unit = {activity.id: activity.unit == "hours" for activity in valuations.settings.judgement.taxonomy.activity}
    each: dict[str, list[float]] = {"hours_saved": [], "cpd_hours": [], "leads": []}
    for line in valuations.lines:
        timed = line.benefit == "time_saved"
        # Hours after what would have happened anyway: never more than the money claims for them.
        saved = float(central(line.roles["hours_saved"])[0] * line.kept(central)[0]) if timed else 0.0
        each["hours_saved"].append(saved)
        each["cpd_hours"].append(float(line.benefit == "cpd" and hours_unit[line.name]))
        each["leads"].append(float(line.benefit == "leads"))
    priced = valuations.engagement_line != UNPRICED
    member = valuations.history.engagements["member"].to_numpy()[priced]
    counted, line_of = valuations.engagement_counted[priced], valuations.engagement_line[priced]
    number = len(valuations.history.members)
    return {
        column: np.bincount(member, counted * np.array(of_line)[line_of], number).astype(np.float64)
        for column, of_line in each.items()
    }


def _policy_wins(valuations: Valuations, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return how many policy wins were worth something to each member."""
    number = np.zeros(len(chosen), dtype=np.intp)
    for at, line in enumerate(valuations.lines):
        if line.benefit == "policy":
            number += (valuations.weights[np.ix_(chosen, valuations.line_of_term == at)] != 0).any(axis=1)
    return number


def _term(line: UnitValue, assumptions: Mapping[str, Assumption]) -> Term:
    named = {**line.roles, **line.discounts}
    return Term(line.name, line.grade, tuple((role, name, assumptions[name].grade) for role, name in named.items()))
