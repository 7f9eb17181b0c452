"""The terms of engagements: the line of each engagement, and its weight in the terms of that line."""

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
    line: NDArray[np.intp]  # index in `lines`; UNPRICED if the activity is community or has no price
    weight: FloatArray  # engagements x 2, the second is 0 in lines of one term; organisation's currency
    counted: FloatArray  # the quantity after the activity's cap
    problems: tuple[Problem, ...]


def engagement_terms(members: pd.DataFrame, engagements: pd.DataFrame, settings: Settings) -> EngagementTerms:
    """Return the line and weight of every engagement."""
    taxonomy = settings.judgement.taxonomy.activity
    lines: list[UnitValue] = []
    numbers: list[dict[tuple[Variant, int], int]] = []
    for activity in taxonomy:
        unit_values = lines_of_activity(activity, settings.judgement) if activity.benefit != "community" else ()
        table: dict[tuple[Variant, int], int] = {}
        for unit_value in unit_values:
            nth = sum(variant == unit_value.variant for variant, _ in table)
            table[unit_value.variant, nth] = len(lines)
            lines.append(unit_value)
        numbers.append(table)

    quantity = engagements["quantity"].to_numpy(dtype=float)
    activity_of = engagements["activity"].to_numpy()
    counted = _counted_quantity(engagements, settings)
    share = np.divide(counted, quantity, out=np.zeros_like(counted), where=quantity > 0)
    paid, listed, amount = (engagements[name].to_numpy(dtype=float) * share for name in _MONEY_COLUMNS)
    member_value, hourly = _hourly_values(members, engagements, settings)

    line = np.full(len(engagements), UNPRICED, dtype=np.intp)
    weight = np.zeros((len(engagements), 2))
    for row, (activity, table) in enumerate(zip(taxonomy, numbers, strict=True)):
        rows = np.flatnonzero(activity_of == row)
        if not len(rows) or not table:
            continue
        columns = _Columns(counted[rows], paid[rows], listed[rows], amount[rows], member_value[rows], hourly[rows])
        line[rows], weight[rows] = _lines_and_weights(activity.benefit, table, columns)
    overpaid = _overpaid(engagements, lines, line, weight, settings)
    weight[overpaid] = 0
    problems = _problems(engagements, members, line, overpaid, settings)
    return EngagementTerms(tuple(lines), line, weight, counted, problems)


_MONEY_COLUMNS = ("price_paid", "list_price", "amount")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The engagements of one activity, aligned: counted quantity, money of the counted part, time's value."""

    counted: FloatArray
    paid: FloatArray
    listed: FloatArray
    amount: FloatArray
    member_value: FloatArray
    hourly: NDArray[np.intp]


def _lines_and_weights(
    benefit: str, table: dict[tuple[Variant, int], int], columns: _Columns
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return line and weights: recorded money comes before assumptions; without a price there is no line."""
    nothing = np.zeros_like(columns.counted)
    options: list[tuple[NDArray[np.bool_], tuple[Variant, int], FloatArray, FloatArray]] = []
    if benefit == "time_saved":
        has_own = ~np.isnan(columns.member_value)
        options.append((has_own, ("own", 0), columns.counted * columns.member_value, nothing))
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


def _counted_quantity(engagements: pd.DataFrame, settings: Settings) -> FloatArray:
    """Return the quantity after each activity's yearly cap; the earliest engagements count first."""
    period = settings.workspace.period
    caps = np.array([activity.cap_per_year or np.inf for activity in settings.judgement.taxonomy.activity], dtype=float)
    cap = caps[engagements["activity"].to_numpy()] * period.years
    quantity = engagements["quantity"].to_numpy(dtype=float)
    key = engagements["member"].to_numpy() * len(caps) + engagements["activity"].to_numpy()
    before = pd.Series(quantity).groupby(key).cumsum().to_numpy() - quantity
    return np.asarray(np.clip(cap - before, 0, quantity), dtype=float)


def _hourly_values(
    members: pd.DataFrame, engagements: pd.DataFrame, settings: Settings
) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return the member's own hourly value (organisation's currency, NaN if unknown) and the assumption's number."""
    rates = {currency: rate.rate for currency, rate in settings.workspace.rates.items()}
    member_value = members["hourly_value"].to_numpy(dtype=float) * members["currency"].map(rates).to_numpy(dtype=float)
    hourly = settings.judgement.taxonomy.hourly_value
    names = hourly_assumptions(settings.judgement)
    by_grade = {grade: names.index(name) for grade, name in hourly.grade.items()}
    number = np.array([by_grade.get(grade, 0) for grade in members["grade"].tolist()], dtype=np.intp)
    of_member = engagements["member"].to_numpy()
    return member_value[of_member], number[of_member]


def _overpaid(
    engagements: pd.DataFrame,
    lines: list[UnitValue],
    line: NDArray[np.intp],
    weight: FloatArray,
    settings: Settings,
) -> NDArray[np.bool_]:
    """Return the engagements for which the member paid more than others pay: they count as a saving of zero."""
    overpaid = (engagements["price_paid"].to_numpy() > engagements["list_price"].to_numpy()) & (line != UNPRICED)
    for number, found in enumerate(lines):
        if found.variant == "price-paid":
            central = settings.judgement.assumptions[found.roles["nonmember_price"]].central
            overpaid |= (line == number) & (weight[:, 0] * central + weight[:, 1] < 0)
    return np.asarray(overpaid, dtype=bool)


def _problems(
    engagements: pd.DataFrame,
    members: pd.DataFrame,
    line: NDArray[np.intp],
    overpaid: NDArray[np.bool_],
    settings: Settings,
) -> tuple[Problem, ...]:
    community = np.array([activity.benefit == "community" for activity in settings.judgement.taxonomy.activity])
    unpriced = (line == UNPRICED) & ~community[engagements["activity"].to_numpy()]
    problems = []
    for rows, column, reason, action in (
        (unpriced, "list_price", "no price is recorded and the taxonomy names no assumption", "counted, not priced"),
        (overpaid, "price_paid", "the member paid more than others pay", "counted as a saving of zero"),
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
