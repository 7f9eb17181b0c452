"""The terms of engagements: the line of each engagement, and its weight in the terms of that line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray, mean_figures
from valuereport.calculator.occasions import counted_twice
from valuereport.calculator.unit_values import UnitValue, hourly_assumptions, lines_of_activity
from valuereport.errors import Problem
from valuereport.model.benefits import FORMULAS, Benefit, Variant
from valuereport.settings import Settings
from valuereport.settings.member_periods import MemberPeriods

UNPRICED = -1

_MONEY_COLUMNS = ("price_paid", "list_price", "amount")
_PRICE_DIFFERENCES: Final[frozenset[tuple[Benefit, Variant]]] = frozenset(
    key for key in FORMULAS if key[0] == "cpd" or (key[0] == "savings" and key[1] != "assumed")
)


@dataclass(frozen=True, slots=True)
class EngagementTerms:
    """For each engagement (aligned with History.engagements): its line and its weight in the line's terms."""

    lines: tuple[UnitValue, ...]
    line: NDArray[np.intp]  # index in `lines`; UNPRICED if the activity is community or has no price
    weight: FloatArray  # engagements x 2, the second is 0 in lines of one term; organisation's currency
    counted: FloatArray  # the quantity after the activity's cap
    problems: tuple[Problem, ...]


def engagement_terms(
    members: pd.DataFrame, engagements: pd.DataFrame, settings: Settings, periods: MemberPeriods
) -> EngagementTerms:
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
    paid, listed, amount = (engagements[name].to_numpy(dtype=float) for name in _MONEY_COLUMNS)
    every = _Columns(quantity, paid, listed, amount, *_hourly_values(members, engagements, settings, periods))

    line = np.full(len(engagements), UNPRICED, dtype=np.intp)
    weight = np.zeros((len(engagements), 2))
    for row, (activity, table) in enumerate(zip(taxonomy, numbers, strict=True)):
        rows = np.flatnonzero(activity_of == row)
        if len(rows) and table:
            saving = settings.judgement.assumptions[activity.unit_saving].mean if activity.unit_saving else np.nan
            line[rows], weight[rows] = _lines_and_weights(activity.benefit, table, every.some(rows), saving)
    worth = _gross_at_means(lines, line, weight, settings)
    worthless = _worthless(lines, line, worth, quantity)
    weight[worthless] = 0
    twice = counted_twice(members, engagements, line != UNPRICED, np.where(worthless, 0.0, worth), settings)
    weight[twice.rows] = 0
    counted = _counted_quantity(engagements, np.where(twice.rows, 0.0, quantity), settings, periods)
    # Every weight is in proportion to the quantity, so what a cap cuts from the one it cuts from the other.
    weight *= np.divide(counted, quantity, out=np.zeros_like(counted), where=quantity > 0)[:, None]
    counted[worthless] = 0  # like its weight: the sum that a reader works out has no such row in it
    said = worthless & ~engagements["waits"].to_numpy(dtype=bool)  # these have a problem of their own
    problems = (*_problems(engagements, members, line, said, settings), *twice.problems)
    return EngagementTerms(tuple(lines), line, weight, counted, problems)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Engagements, aligned: quantity, money, and the value of the member's time."""

    quantity: FloatArray
    paid: FloatArray
    listed: FloatArray
    amount: FloatArray
    member_value: FloatArray
    hourly: NDArray[np.intp]

    def some(self, rows: NDArray[np.intp]) -> _Columns:
        """Return some of the engagements."""
        return _Columns(
            self.quantity[rows],
            self.paid[rows],
            self.listed[rows],
            self.amount[rows],
            self.member_value[rows],
            self.hourly[rows],
        )


def _lines_and_weights(
    benefit: str, table: Mapping[tuple[Variant, int], int], columns: _Columns, saving: float
) -> tuple[NDArray[np.intp], FloatArray]:
    """Return line and weights. A recorded price decides wherever it stands; without a price there is no line.

    `saving`: the activity's saving of one use at its mean, NaN if there is none.
    """
    nothing = np.zeros_like(columns.quantity)
    everywhere = np.ones(len(nothing), dtype=bool)
    options: list[tuple[NDArray[np.bool_], tuple[Variant, int], FloatArray, FloatArray]] = []
    if benefit == "time_saved":
        has_own = ~np.isnan(columns.member_value)
        options.append((has_own, ("own", 0), columns.quantity * columns.member_value, nothing))
        options += [
            (~has_own & (columns.hourly == nth), ("assumed", nth), columns.quantity, nothing)
            for variant, nth in table
            if variant == "assumed"
        ]
    elif benefit == "leads":
        options.append((~np.isnan(columns.amount), ("recorded", 0), columns.amount, nothing))
        options.append((everywhere, ("assumed", 0), columns.quantity, nothing))
    else:
        listed, paid = ~np.isnan(columns.listed), ~np.isnan(columns.paid)
        options.append((listed & paid, ("recorded", 0), columns.listed - columns.paid, nothing))
        if benefit == "cpd":
            options.append((paid, ("price-paid", 0), columns.quantity, columns.paid))
            options.append((listed, ("list-price", 0), columns.listed, columns.quantity))
            options.append((~listed, ("assumed", 0), columns.quantity, nothing))
        else:
            # Nobody saves more than the whole price.
            options.append((columns.listed < columns.quantity * saving, ("list-price", 0), columns.listed, nothing))
            options.append((everywhere, ("assumed", 0), columns.quantity, nothing))
    line = np.full(len(nothing), UNPRICED, dtype=np.intp)
    weight = np.zeros((len(nothing), 2))
    for applies, key, first, second in options:
        chosen = applies & (line == UNPRICED) & (key in table)
        line[chosen] = table.get(key, UNPRICED)
        weight[chosen, 0] = first[chosen]
        weight[chosen, 1] = second[chosen]
    return line, weight


def _gross_at_means(
    lines: list[UnitValue], line: NDArray[np.intp], weight: FloatArray, settings: Settings
) -> FloatArray:
    """Return each engagement's value before discounts, at the means of the assumptions; 0 where it is unpriced."""
    figures = mean_figures(settings.judgement.assumptions)
    units = np.zeros((len(lines) + 1, 2))  # the last one is UNPRICED
    for number, found in enumerate(lines):
        gross = [float(term[0]) for term in found.gross(figures)]
        units[number, : len(gross)] = gross
    return np.asarray((units[line] * weight).sum(axis=1))


def _worthless(
    lines: list[UnitValue], line: NDArray[np.intp], worth: FloatArray, quantity: FloatArray
) -> NDArray[np.bool_]:
    """Return the engagements for which the member paid no less than others pay: they count nothing."""
    compares = np.array([*((one.benefit, one.variant) in _PRICE_DIFFERENCES for one in lines), False])
    return np.asarray(compares[line] & (worth <= 0) & (quantity > 0))


def _counted_quantity(
    engagements: pd.DataFrame, quantity: FloatArray, settings: Settings, periods: MemberPeriods
) -> FloatArray:
    """Return the quantity after each activity's yearly cap; the earliest engagements count first."""
    caps = np.array([activity.cap_per_year or np.inf for activity in settings.judgement.taxonomy.activity], dtype=float)
    member = engagements["member"].to_numpy()
    cap = caps[engagements["activity"].to_numpy()] * periods.figures(lambda period: period.years)[member]
    key = member * len(caps) + engagements["activity"].to_numpy()
    before = pd.Series(quantity).groupby(key).cumsum().to_numpy() - quantity
    return np.asarray(np.clip(cap - before, 0, quantity), dtype=float)


def _hourly_values(
    members: pd.DataFrame, engagements: pd.DataFrame, settings: Settings, periods: MemberPeriods
) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return the member's own hourly value (organisation's currency, NaN if unknown) and the assumption's number."""
    rates = periods.rates(members["currency"], settings.workspace.dated_rates)
    member_value = members["hourly_value"].to_numpy(dtype=float) * rates
    hourly = settings.judgement.taxonomy.hourly_value
    names = hourly_assumptions(settings.judgement)
    by_grade = {grade: names.index(name) for grade, name in hourly.grade.items()}
    number = np.array([by_grade.get(grade, 0) for grade in members["grade"].tolist()], dtype=np.intp)
    of_member = engagements["member"].to_numpy()
    return member_value[of_member], number[of_member]


def _problems(
    engagements: pd.DataFrame,
    members: pd.DataFrame,
    line: NDArray[np.intp],
    worthless: NDArray[np.bool_],
    settings: Settings,
) -> tuple[Problem, ...]:
    community = np.array([activity.benefit == "community" for activity in settings.judgement.taxonomy.activity])
    unpriced = (line == UNPRICED) & ~community[engagements["activity"].to_numpy()]
    problems = []
    for rows, column, reason, action in (
        (unpriced, "list_price", "no price is recorded and the taxonomy names no assumption", "counted, not priced"),
        (worthless, "price_paid", "the member paid no less than others pay", "it counts nothing"),
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
