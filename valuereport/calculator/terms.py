"""The members' side of the lines: which line each engagement feeds, and with what weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray
from valuereport.calculator.unit_values import UnitValue, Variant, hourly_assumptions, lines_of_activity
from valuereport.errors import Problem
from valuereport.settings import Settings

UNPRICED = -1


@dataclass(frozen=True, slots=True)
class EngagementTerms:
    """For each engagement (aligned with History.engagements): its line and its weight in the line's terms."""

    lines: tuple[UnitValue, ...]
    line: NDArray[np.intp]  # number in `lines`, UNPRICED where the activity is community or no price can be had
    weight: FloatArray  # engagements x 2: the second is 0 but for lines of two terms; organisation's currency
    counted: FloatArray  # what the activity's cap left of the quantity
    problems: tuple[Problem, ...]


def engagement_terms(members: pd.DataFrame, engagements: pd.DataFrame, settings: Settings) -> EngagementTerms:
    """Return the line and weight of every engagement."""
    taxonomy = settings.judgement.taxonomy.activity
    lines: list[UnitValue] = []
    numbers: list[dict[tuple[Variant, int], int]] = []
    for activity in taxonomy:
        own = lines_of_activity(activity, settings.judgement) if activity.benefit != "community" else ()
        table: dict[tuple[Variant, int], int] = {}
        for unit_value in own:
            nth = sum(variant == unit_value.variant for variant, _ in table)
            table[unit_value.variant, nth] = len(lines)
            lines.append(unit_value)
        numbers.append(table)

    quantity = engagements["quantity"].to_numpy(dtype=float)
    activity_of = engagements["activity"].to_numpy()
    counted = _capped(engagements, settings)
    share = np.divide(counted, quantity, out=np.zeros_like(counted), where=quantity > 0)
    paid, listed, amount = (engagements[name].to_numpy(dtype=float) * share for name in _MONEY)
    own_value, hourly = _hourly(members, engagements, settings)

    line = np.full(len(engagements), UNPRICED, dtype=np.intp)
    weight = np.zeros((len(engagements), 2))
    for row, (activity, table) in enumerate(zip(taxonomy, numbers, strict=True)):
        here = np.flatnonzero(activity_of == row)
        if not len(here) or not table:
            continue
        columns = _Columns(counted[here], paid[here], listed[here], amount[here], own_value[here], hourly[here])
        line[here], weight[here] = _choose(activity.benefit, table, columns)
    dear = _dear(engagements, lines, line, weight, settings)
    weight[dear] = 0
    problems = _about(engagements, members, line, dear, settings)
    return EngagementTerms(tuple(lines), line, weight, counted, problems)


_MONEY = ("price_paid", "list_price", "amount")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The engagements of one activity, aligned: counted quantity, money of the counted part, time's value."""

    counted: FloatArray
    paid: FloatArray
    listed: FloatArray
    amount: FloatArray
    own_value: FloatArray
    hourly: NDArray[np.intp]


def _choose(
    benefit: str, table: dict[tuple[Variant, int], int], columns: _Columns
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return line and weights: recorded money before assumptions, and no price means no line."""
    nothing = np.zeros_like(columns.counted)
    options: list[tuple[NDArray[np.bool_], tuple[Variant, int], FloatArray, FloatArray]] = []
    if benefit == "time_saved":
        has_own = ~np.isnan(columns.own_value)
        options.append((has_own, ("own", 0), columns.counted * columns.own_value, nothing))
        options += [
            (~has_own & (columns.hourly == nth), ("assumed", nth), columns.counted, nothing)
            for variant, nth in table
            if variant == "assumed"
        ]
    elif benefit == "leads":
        options.append((~np.isnan(columns.amount), ("recorded", 0), columns.amount, nothing))
    else:
        both = ~np.isnan(columns.paid) & ~np.isnan(columns.listed)
        saved = np.maximum(0, columns.listed - columns.paid)
        options.append((both, ("recorded", 0), saved, nothing))
        options.append((~np.isnan(columns.paid), ("price-paid", 0), columns.counted, -columns.paid))
    if benefit != "time_saved":
        options.append((np.ones(len(nothing), dtype=bool), ("assumed", 0), columns.counted, nothing))
    line = np.full(len(nothing), UNPRICED, dtype=np.intp)
    weight = np.zeros((len(nothing), 2))
    for applies, key, first, second in options:
        chosen = applies & (line == UNPRICED) & (key in table)
        line[chosen] = table.get(key, UNPRICED)
        weight[chosen, 0] = first[chosen]
        weight[chosen, 1] = second[chosen]
    return line, weight


def _capped(engagements: pd.DataFrame, settings: Settings) -> FloatArray:
    """Return what each activity's yearly cap leaves of the quantity: the earliest engagements count first."""
    period = settings.workspace.period
    caps = np.array([activity.cap_per_year or np.inf for activity in settings.judgement.taxonomy.activity], dtype=float)
    cap = caps[engagements["activity"].to_numpy()] * period.years
    quantity = engagements["quantity"].to_numpy(dtype=float)
    key = engagements["member"].to_numpy() * len(caps) + engagements["activity"].to_numpy()
    before = pd.Series(quantity).groupby(key).cumsum().to_numpy() - quantity
    return np.asarray(np.clip(cap - before, 0, quantity), dtype=float)


def _hourly(
    members: pd.DataFrame, engagements: pd.DataFrame, settings: Settings
) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return the member's own hourly value (organisation's currency, NaN where none) and the assumption's number."""
    rates = {currency: rate.rate for currency, rate in settings.workspace.rates.items()}
    own = members["hourly_value"].to_numpy(dtype=float) * members["currency"].map(rates).to_numpy(dtype=float)
    hourly = settings.judgement.taxonomy.hourly_value
    names = hourly_assumptions(settings.judgement)
    by_grade = {grade: names.index(name) for grade, name in hourly.grade.items()}
    number = np.array([by_grade.get(grade, 0) for grade in members["grade"].tolist()], dtype=np.intp)
    of_member = engagements["member"].to_numpy()
    return own[of_member], number[of_member]


def _dear(
    engagements: pd.DataFrame,
    lines: list[UnitValue],
    line: NDArray[np.intp],
    weight: FloatArray,
    settings: Settings,
) -> NDArray[np.bool_]:
    """Return for which engagements the member paid more than others pay: they save nothing, and cost nothing."""
    dear = (engagements["price_paid"].to_numpy() > engagements["list_price"].to_numpy()) & (line != UNPRICED)
    for number, found in enumerate(lines):
        if found.variant == "price-paid":
            central = settings.judgement.assumptions[found.roles["nonmember_price"]].central
            dear |= (line == number) & (weight[:, 0] * central + weight[:, 1] < 0)
    return np.asarray(dear, dtype=bool)


def _about(
    engagements: pd.DataFrame,
    members: pd.DataFrame,
    line: NDArray[np.intp],
    dear: NDArray[np.bool_],
    settings: Settings,
) -> tuple[Problem, ...]:
    community = np.array([activity.benefit == "community" for activity in settings.judgement.taxonomy.activity])
    unpriced = (line == UNPRICED) & ~community[engagements["activity"].to_numpy()]
    problems = []
    for rows, column, reason, action in (
        (unpriced, "list_price", "no price is recorded and the taxonomy names no assumption", "counted, not priced"),
        (dear, "price_paid", "the member paid more than others pay", "counted as a saving of zero"),
    ):
        for row in np.flatnonzero(rows):
            found = engagements.iloc[row]
            problems.append(
                Problem(
                    "calculate",
                    "warning",
                    reason,
                    action,
                    str(found["file"]),
                    int(found["row"]),
                    column,
                    member_id=str(members["member_id"].iloc[int(found["member"])]),
                )
            )
    return tuple(problems)
