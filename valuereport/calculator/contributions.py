"""The contributions of each member with a statement to the figures of stories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import block_diag

from valuereport.calculator.draws import FloatArray, drawn_figures, mean_figures
from valuereport.calculator.unit_values import UnitValue
from valuereport.calculator.valuations import Valuations
from valuereport.model.contributions import Contributions, Term
from valuereport.model.dimensions import DIMENSIONS
from valuereport.model.story import BENEFIT_MEASURES
from valuereport.settings import Assumption


def contributions(valuations: Valuations, rows: Sequence[int], locales: Sequence[str], name: str) -> Contributions:
    """Return what the members in `rows` of the history add to the figures of the run `name`; each must have a rate.

    `locales`: of their statements. Terms in which all of them have the weight 0 are left out.
    """
    chosen = np.asarray(rows, dtype=np.intp)
    workspace = valuations.settings.workspace
    span = valuations.periods.span(chosen) or workspace.period
    weights = valuations.weights[chosen] * valuations.counts  # policy wins that stand apart are in no sum
    used = np.flatnonzero(weights.any(axis=0))
    weights, units = weights[:, used], valuations.units.some(used)
    lines = [valuations.lines[number] for number in valuations.line_of_term[used].tolist()]
    first_term = np.searchsorted(valuations.line_of_term, valuations.line_of_term[used])
    parts = [
        line.years[part] if line.years else part for line, part in zip(lines, (used - first_term).tolist(), strict=True)
    ]
    benefits = np.array([line.benefit for line in lines], dtype=object)
    assumptions = valuations.settings.judgement.assumptions
    saving_lines, times = _used_lines(_time_saving_lines(valuations), chosen, valuations)
    hours_per_use, hour_units = _hour_units(valuations, saving_lines)
    members = _member_columns(valuations, chosen, locales).assign(
        hours_saved=(times * hours_per_use).sum(axis=1),
        **{column: quantity[chosen] for column, quantity in _quantities(valuations).items()},
        policy_wins=_policy_wins(valuations, chosen),
        **{
            column: (weights * units.means)[:, benefits == benefit].sum(axis=1)
            for column, benefit in BENEFIT_MEASURES.items()
        },
    )
    return Contributions(
        name=name,
        start=span.start,
        end=span.end,
        currency=workspace.organisation.currency,
        members=members,
        weights=weights,
        units=units.draws,
        benefits=tuple(line.benefit for line in lines),
        terms=tuple(_term(line, part, assumptions) for line, part in zip(lines, parts, strict=True)),
        hour_weights=times,
        hour_units=hour_units,
        hour_terms=tuple(_hour_term(line, assumptions) for line in saving_lines),
    )


def joined(parts: Sequence[Contributions], part_of: Sequence[int]) -> Contributions:
    """Return the contributions of all members, whose assumptions have other figures in each part.

    `part_of`: the part of each member; inside a part they are in this order. Each part keeps its terms.
    """
    order = np.argsort(np.argsort(np.asarray(part_of, dtype=np.intp), kind="stable"), kind="stable")
    last = parts[-1]
    return replace(
        last,
        start=min(part.start for part in parts),
        end=max(part.end for part in parts),
        members=pd.concat([part.members for part in parts], ignore_index=True).iloc[order].reset_index(drop=True),
        weights=block_diag(*(part.weights for part in parts))[order],
        units=np.concatenate([part.units for part in parts]),
        benefits=tuple(benefit for part in parts for benefit in part.benefits),
        terms=tuple(term for part in parts for term in part.terms),
        hour_weights=block_diag(*(part.hour_weights for part in parts))[order],
        hour_units=np.concatenate([part.hour_units for part in parts]),
        hour_terms=tuple(term for part in parts for term in part.hour_terms),
    )


def _member_columns(valuations: Valuations, chosen: NDArray[np.intp], locales: Sequence[str]) -> pd.DataFrame:
    """Return who the members are, and the figures of their statements."""
    history = valuations.history
    members = history.members.iloc[chosen].reset_index(drop=True)
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
        few_engagements=_few_engagements(valuations, chosen),
        first_period=valuations.periods.contains(chosen, members["joined"].to_numpy()),
    )


def _few_engagements(valuations: Valuations, chosen: NDArray[np.intp]) -> NDArray[np.bool_]:
    history = valuations.history
    number = np.bincount(history.engagements["member"].to_numpy(), minlength=len(history.members))
    return np.asarray(number[chosen] < valuations.settings.workspace.calculation.light_use_below)


def _time_saving_lines(valuations: Valuations) -> tuple[UnitValue, ...]:
    """Return one line of each activity that saves time; its other lines differ in the hourly value only."""
    return tuple({line.name: line for line in valuations.lines if line.benefit == "time_saved"}.values())


def _used_lines(
    lines: Sequence[UnitValue], chosen: NDArray[np.intp], valuations: Valuations
) -> tuple[tuple[UnitValue, ...], FloatArray]:
    """Return the lines whose activities the members used, and how often each did: members x lines."""
    times = np.zeros((len(chosen), len(lines)))
    for number, line in enumerate(lines):
        times[:, number] = _counted_sum(valuations, [one.name == line.name for one in valuations.lines])[chosen]
    used = np.flatnonzero(times.any(axis=0))
    return tuple(lines[number] for number in used.tolist()), times[:, used]


def _hour_units(valuations: Valuations, lines: Sequence[UnitValue]) -> tuple[FloatArray, FloatArray]:
    """Return the hours that one use of each line's activity saves, at the means and in each draw: lines, lines x draws.

    After the discounts, like the hours on the cards of statements.
    """
    calculation = valuations.settings.workspace.calculation
    assumptions = valuations.settings.judgement.assumptions
    only = frozenset[str]().union(*(line.assumptions for line in lines))
    drawn, means = drawn_figures(assumptions, valuations.sampling, only=only), mean_figures(assumptions)
    units = np.zeros((len(lines), calculation.draws))
    saved = np.zeros(len(lines))
    for number, line in enumerate(lines):
        units[number] = drawn(line.roles["hours_saved"]) * line.net_share(drawn)
        saved[number] = (means(line.roles["hours_saved"]) * line.net_share(means)).item()
    return saved, units


def _quantities(valuations: Valuations) -> dict[str, FloatArray]:
    """Return the other quantities on the cards of statements, for every member of the history."""
    hours = {activity.id for activity in valuations.settings.judgement.taxonomy.activity if activity.unit == "hours"}
    lines = valuations.lines
    return {
        "cpd_hours": _counted_sum(valuations, [line.benefit == "cpd" and line.name in hours for line in lines]),
        "leads": _counted_sum(valuations, [line.benefit == "leads" for line in lines]),
    }


def _counted_sum(valuations: Valuations, lines: Sequence[bool]) -> FloatArray:
    """Return each member's counted quantity in some of the lines; unpriced engagements are not in it."""
    chosen = np.append(np.array(lines, dtype=np.bool_), False)[valuations.engagement_line]  # UNPRICED is the last
    member = valuations.history.engagements["member"].to_numpy()[chosen]
    counted = valuations.engagement_counted[chosen]
    return np.bincount(member, counted, len(valuations.history.members)).astype(np.float64)


def _policy_wins(valuations: Valuations, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the number of policy wins with a value for each member."""
    number = np.zeros(len(chosen), dtype=np.intp)
    for index, line in enumerate(valuations.lines):
        if line.benefit == "policy":
            number += (valuations.weights[np.ix_(chosen, valuations.line_of_term == index)] != 0).any(axis=1)
    return number


def _term(line: UnitValue, part: int, assumptions: Mapping[str, Assumption]) -> Term:
    roles = {**line.roles, **line.discounts}
    return Term(
        line.name,
        line.grade,
        tuple((role, name, assumptions[name].grade) for role, name in roles.items()),
        line.variant,
        part,
    )


def _hour_term(line: UnitValue, assumptions: Mapping[str, Assumption]) -> Term:
    """Return the assumptions behind hours: the same without the hourly value."""
    named = {"hours_saved": line.roles["hours_saved"], **line.discounts}
    grade = assumptions[named["hours_saved"]].grade
    return Term(line.name, grade, tuple((role, name, assumptions[name].grade) for role, name in named.items()))
