"""What each member with a statement adds to the figures that marketing may publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray, at_central, sampled
from valuereport.calculator.ranges import ranges
from valuereport.calculator.unit_values import UnitValue
from valuereport.calculator.valuations import Valuations
from valuereport.model.contributions import Contributions, Term
from valuereport.model.dimensions import DIMENSIONS
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
    saving, hours = _used(_saving(valuations), chosen, valuations)
    saved, hour_units = _hour_units(valuations, saving)
    members = _known(valuations, chosen, locales).assign(
        hours_saved=(hours * saved).sum(axis=1),
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
        hour_weights=hours,
        hour_units=hour_units,
        hour_terms=tuple(_hour_term(line, assumptions) for line in saving),
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


def _saving(valuations: Valuations) -> tuple[UnitValue, ...]:
    """Return one line of each activity that saves time; its others differ in what an hour is worth."""
    return tuple({line.name: line for line in valuations.lines if line.benefit == "time_saved"}.values())


def _used(
    lines: Sequence[UnitValue], chosen: NDArray[np.intp], valuations: Valuations
) -> tuple[tuple[UnitValue, ...], FloatArray]:
    """Return the lines whose activities the members used, and how often each did: members x lines."""
    times = np.zeros((len(chosen), len(lines)))
    for number, line in enumerate(lines):
        times[:, number] = _sum(valuations, [one.name == line.name for one in valuations.lines])[chosen]
    used = np.flatnonzero(times.any(axis=0))
    return tuple(lines[number] for number in used.tolist()), times[:, used]


def _hour_units(valuations: Valuations, lines: Sequence[UnitValue]) -> tuple[FloatArray, FloatArray]:
    """Return the hours that one use of each line's activity saves, central, and in each draw: lines, lines x draws.

    After what would have happened anyway, as the cards of statements: never more hours than the money claims.
    """
    calculation = valuations.settings.workspace.calculation
    assumptions = valuations.settings.judgement.assumptions
    drawn, central = sampled(assumptions, calculation.draws, calculation.seed), at_central(assumptions)
    units = np.zeros((len(lines), calculation.draws))
    saved = np.zeros(len(lines))
    for number, line in enumerate(lines):
        units[number] = drawn(line.roles["hours_saved"]) * line.kept(drawn)
        saved[number] = (central(line.roles["hours_saved"]) * line.kept(central)).item()
    return saved, units


def _quantities(valuations: Valuations) -> dict[str, FloatArray]:
    """Return what the cards of statements count besides, for every member of the history."""
    hours = {activity.id for activity in valuations.settings.judgement.taxonomy.activity if activity.unit == "hours"}
    lines = valuations.lines
    return {
        "cpd_hours": _sum(valuations, [line.benefit == "cpd" and line.name in hours for line in lines]),
        "leads": _sum(valuations, [line.benefit == "leads" for line in lines]),
    }


def _sum(valuations: Valuations, lines: Sequence[bool]) -> FloatArray:
    """Return each member's counted quantity in some of the lines; what no line takes is counted nowhere."""
    here = np.append(np.array(lines, dtype=np.bool_), False)[valuations.engagement_line]  # UNPRICED is the last
    member = valuations.history.engagements["member"].to_numpy()[here]
    counted = valuations.engagement_counted[here]
    return np.bincount(member, counted, len(valuations.history.members)).astype(np.float64)


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


def _hour_term(line: UnitValue, assumptions: Mapping[str, Assumption]) -> Term:
    """Return on what hours rest: what an hour is worth plays no part."""
    named = {"hours_saved": line.roles["hours_saved"], **line.discounts}
    grade = assumptions[named["hours_saved"]].grade
    return Term(line.name, grade, tuple((role, name, assumptions[name].grade) for role, name in named.items()))
