"""One member's valuation: each line with its dated evidence and every number that it was multiplied by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray, at_central
from valuereport.calculator.unit_values import UnitValue
from valuereport.calculator.valuations import Valuations
from valuereport.model.valuation import PRICED, Evidence, Factor, Line, Range, Valuation


@dataclass(frozen=True, slots=True)
class _Own:
    """What belongs to one member: its row, and its slice of the engagements."""

    row: int
    member: pd.Series
    currency: str
    rate: float  # organisation's currency for one of the member's
    first: int
    engagements: pd.DataFrame


def valuation_of(valuations: Valuations, row: int) -> Valuation:
    """Return the valuation of the member in one row of the history; its currency must have a rate."""
    own = _own(valuations, row)
    line_of = valuations.engagement_line[own.first : own.first + len(own.engagements)]
    lines = []
    for number, unit_value in enumerate(valuations.lines):
        terms = valuations.line_of_term == number
        weight = valuations.weights[row, terms]
        here = np.flatnonzero(line_of == number)
        if len(here) or weight.any():
            value = valuations.part(row, terms)
            lines.append(_line(valuations, own, unit_value, weight, value, here))
    lines.sort(key=lambda line: (-line.value.central, line.benefit, line.activity, line.variant))
    edition = valuations.editions[row]
    benefit_of = np.array([line.benefit for line in valuations.lines])[valuations.line_of_term]
    recorded = np.array([line.grade == "recorded" for line in valuations.lines])[valuations.line_of_term]
    activities = [activity.id for activity in valuations.settings.judgement.taxonomy.activity]
    return Valuation(
        member_id=str(own.member["member_id"]),
        currency=own.currency,
        fee=float(own.member["fee"]),
        edition=edition,
        lines=tuple(lines),
        community=_community(valuations, own),
        benefits={benefit: valuations.part(row, benefit_of == benefit) for benefit in PRICED},
        recorded=valuations.part(row, recorded),
        estimated=valuations.part(row, ~recorded),
        total=valuations.total(row),
        engagements=len(own.engagements),
        first_meaningful_days=_first_meaningful(valuations, own) if edition == "first-year" else None,
        suggestions=valuations.peers.suggestions(row, activities),
        peer_group=valuations.peers.shared[row],
    )


def _own(valuations: Valuations, row: int) -> _Own:
    history = valuations.history
    member = history.members.iloc[row]
    first, last = np.searchsorted(history.engagements["member"].to_numpy(), [row, row + 1]).tolist()
    currency = str(member["currency"])
    rate = valuations.settings.workspace.rates[currency].rate
    return _Own(row, member, currency, rate, first, history.engagements.iloc[first:last])


def _line(
    valuations: Valuations,
    own: _Own,
    unit_value: UnitValue,
    weight: FloatArray,
    value: Range,
    here: NDArray[np.intp],
) -> Line:
    central = at_central(valuations.settings.judgement.assumptions)
    units = np.array([float(gross[0]) for gross in unit_value.gross(central)])
    gross = float(weight @ units) / own.rate
    if unit_value.benefit == "policy":
        evidence: tuple[Evidence, ...] = (_win_evidence(valuations, unit_value.name, value),)
        quantity = counted = float(weight.sum())
    else:
        evidence = _evidence(valuations, own, units, value, here)
        quantity = sum(found.quantity for found in evidence)
        counted = sum(found.counted for found in evidence)
    return Line(
        benefit=unit_value.benefit,
        activity=unit_value.name,
        variant=unit_value.variant,
        quantity=quantity,
        counted=counted,
        unit="year" if unit_value.benefit == "policy" else _unit(valuations, unit_value.name),
        evidence=evidence,
        factors=tuple(_factors(valuations, own, unit_value, weight)),
        grade=unit_value.grade,
        gross=gross,
        at_central=gross * float(unit_value.kept(central)[0]),
        value=value,
    )


def _unit(valuations: Valuations, name: str) -> Literal["times", "hours"]:
    return next(found.unit for found in valuations.settings.judgement.taxonomy.activity if found.id == name)


def _evidence(
    valuations: Valuations, own: _Own, units: FloatArray, value: Range, here: NDArray[np.intp]
) -> tuple[Evidence, ...]:
    """Return the engagements behind a line, each with its part of the line's value at the central figures."""
    rows = own.engagements.iloc[here]
    worth = valuations.engagement_weight[own.first + here, : len(units)] @ units
    total = float(worth.sum())
    values = worth * (value.central / total) if total else np.zeros(len(here))
    names = valuations.history.contacts["name"].to_numpy()
    columns = zip(
        rows["date"],
        rows["title"],
        rows["quantity"].tolist(),
        valuations.engagement_counted[own.first + here].tolist(),
        values.tolist(),
        rows["source"],
        rows["file"],
        rows["row"].tolist(),
        [str(names[contact]) if contact >= 0 else "" for contact in rows["contact"]],
        strict=True,
    )
    return tuple(Evidence(date.date(), *rest) for date, *rest in columns)


def _win_evidence(valuations: Valuations, name: str, value: Range) -> Evidence:
    workspace = valuations.settings.workspace
    win = next(found for found in valuations.settings.judgement.policy_wins if found.id == name)
    language = workspace.organisation.locale.split("-")[0]
    title = win.title.get(language) or next(iter(win.title.values()))
    return Evidence(win.in_force, title, 1.0, 1.0, value.central, "policy wins", workspace.files.policy_wins, None)


def _factors(valuations: Valuations, own: _Own, unit_value: UnitValue, weight: FloatArray) -> list[Factor]:
    """Return every number that the line was multiplied by, in the order of the formula."""
    workspace, assumptions = valuations.settings.workspace, valuations.settings.judgement.assumptions
    factors = []
    if unit_value.benefit == "policy":
        days = "exposure x days in force while a member / days of the period"
        for year, part in zip(unit_value.years, weight.tolist(), strict=True):
            factors.append(_exact("in_force" if year == 0 else f"in_force_year_{year + 1}", part, "years", days))
    systems = "the organisation's own records"
    if unit_value.variant == "recorded":
        factors.append(_exact("recorded", float(weight[0]) / own.rate, own.currency, systems))
    if unit_value.variant == "price-paid":
        factors.append(_exact("price_paid", float(-weight[1]) / own.rate, own.currency, systems))
    if unit_value.variant == "own":
        factors.append(_exact("hourly_value", float(own.member["hourly_value"]), own.currency, "the member's record"))
    for role, name in (*unit_value.roles.items(), *unit_value.discounts.items()):
        found = assumptions[name]
        source = f"{found.source} ({found.year})" + (f", {found.url}" if found.url else " [own estimate]")
        factors.append(Factor(role, found.low, found.central, found.high, found.unit, source, name, found.grade))
    converted = unit_value.variant in ("assumed", "price-paid", "worth")
    if converted and own.currency != workspace.organisation.currency:
        dated = workspace.rates[own.currency]
        unit = f"{workspace.organisation.currency} for one {own.currency}"
        factors.append(_exact("rate", own.rate, unit, f"{dated.source}, {dated.date.isoformat()}"))
    return factors


def _exact(role: str, figure: float, unit: str, source: str) -> Factor:
    return Factor(role, figure, figure, figure, unit, source)


def _community(valuations: Valuations, own: _Own) -> tuple[tuple[str, float, int], ...]:
    activities = valuations.settings.judgement.taxonomy.activity
    sums = own.engagements.groupby("activity")["quantity"].agg(["sum", "count"])
    return tuple(
        (activities[number].id, quantity, count)
        for number, quantity, count in zip(
            sums.index.tolist(), sums["sum"].tolist(), sums["count"].tolist(), strict=True
        )
        if activities[number].benefit == "community"
    )


def _first_meaningful(valuations: Valuations, own: _Own) -> int | None:
    """Return the days from joining to the first meaningful engagement."""
    meaningful = np.array([found.meaningful for found in valuations.settings.judgement.taxonomy.activity])
    dates = own.engagements["date"][meaningful[own.engagements["activity"].to_numpy()]]
    return int((dates.min().normalize() - own.member["joined"].normalize()).days) if len(dates) else None
