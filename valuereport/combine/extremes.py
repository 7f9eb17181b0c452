"""Extreme amounts wait: a row with one far above the member's fee counts as zero until a person confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from valuereport.combine.day_rates import DayRates, FloatArray
from valuereport.combine.engagement_amounts import MONEY, OWN_CURRENCY
from valuereport.combine.identity import Identity
from valuereport.combine.row_outcomes import Mask
from valuereport.errors import Problem
from valuereport.model.correction import Correction
from valuereport.settings import Settings

_ACTION: Final = "counted as zero until a row of corrections.csv confirms it"
_DECIDES: Final = {"leads": "amount", "cpd": "list_price", "savings": "list_price"}
"""The recorded amount that makes an engagement of a benefit worth nothing where it is zero."""
_SAME: Final = 0.005
"""Amounts are written to the penny."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A row with extreme amounts: where it counts (-1: in no engagement), and what a confirmation of it may say."""

    member: int
    engagement: int
    amounts: tuple[tuple[float, str], ...]  # the extreme ones and their currencies, as the export has them
    activity: frozenset[str]
    day: date | None
    reference: str
    problem: Problem

    def fits(self, said: Correction) -> bool:
        """Return whether a confirmation means this row: who confirms one of its amounts has looked at all of them."""
        return (
            any(
                said.amount is not None
                and abs(amount - said.amount) < _SAME
                and said.currency.upper() in ("", currency)
                for amount, currency in self.amounts
            )
            and (not said.activity or said.activity.casefold() in self.activity)
            and said.day in (None, self.day)
            and said.reference in ("", self.reference)
        )


@dataclass(frozen=True, slots=True)
class Held:
    """The tables without extreme amounts that nobody confirmed; `confirmed`: the rows that confirm one."""

    members: pd.DataFrame
    engagements: pd.DataFrame
    problems: tuple[Problem, ...]
    confirmed: tuple[Correction, ...]


def hold_extremes(
    engagements: pd.DataFrame,
    recorded: pd.DataFrame,
    members: pd.DataFrame,
    identity: Identity,
    corrections: Sequence[Correction],
    settings: Settings,
    rates: DayRates,
) -> Held:
    """Return members and engagements with zero in place of extreme amounts that nobody confirmed, and the problems.

    `recorded`: the rows of the exports; the index of the engagements are positions in it. They get the column `waits`.
    Extreme may be any recorded amount of an engagement that is priced, and a member's own value of an hour; a fee is
    said, but stands.
    """
    fees, usual = _fees(members, rates)
    limit = settings.workspace.calculation.extreme * np.where(fees > 0, fees, usual)
    limit[np.isnan(limit)] = np.inf
    waiting = [
        *_engagements_above(limit, engagements, recorded, members, settings),
        *_hours_above(limit, members, settings, rates),
    ]
    said = [one for one in corrections if one.what == "confirm"]
    kept, confirmed, problems = _unconfirmed(waiting, said, identity, members)
    problems += [one.problem for one in kept]
    problems += _odd_fees(members, fees, usual, settings)
    waits = np.zeros(len(engagements), dtype=np.bool_)
    if rows := [one.engagement for one in kept if one.engagement >= 0]:
        waits[rows] = True
        engagements = _without_value(engagements, waits, settings)
    if hours := [one.member for one in kept if one.engagement < 0]:
        values = members["hourly_value"].to_numpy(dtype=float).copy()
        values[hours] = 0.0
        members = members.assign(hourly_value=values)
    engagements = engagements.assign(waits=waits).reset_index(drop=True)
    return Held(members, engagements, tuple(problems), tuple(confirmed))


def _fees(members: pd.DataFrame, rates: DayRates) -> tuple[FloatArray, FloatArray]:
    """Return each member's fee and the median fee of its grade (else of all), in the organisation's currency."""
    codes, currencies = pd.factorize(members["currency"])
    fees = members["fee"].to_numpy(dtype=float) * rates.on_last_day([*currencies], codes)
    paid = pd.Series(np.where(fees > 0, fees, np.nan))
    usual = paid.groupby(members["grade"].to_numpy()).transform("median").fillna(paid.median())
    return fees, usual.to_numpy(dtype=float)


def _without_value(engagements: pd.DataFrame, waits: Mask, settings: Settings) -> pd.DataFrame:
    """Return the engagements with zero for the recorded amounts of those that wait.

    Where the amount that decides is not recorded, an assumption would stand in for it: such a row is no use.
    """
    number, decided = engagements["activity"].to_numpy(), np.zeros(len(engagements), dtype=np.bool_)
    for benefit, name in _DECIDES.items():
        of_benefit = [activity.benefit == benefit for activity in settings.judgement.taxonomy.activity]
        decided |= np.array(of_benefit, dtype=np.bool_)[number] & engagements[name].notna().to_numpy()
    amounts = {name: engagements[name].mask(waits & engagements[name].notna(), 0.0) for name in MONEY}
    return engagements.assign(**amounts, quantity=engagements["quantity"].mask(waits & ~decided, 0.0))


def _engagements_above(
    limit: FloatArray, engagements: pd.DataFrame, recorded: pd.DataFrame, members: pd.DataFrame, settings: Settings
) -> list[_Waiting]:
    """Return the priced engagements of which a recorded amount is above the limit of their member."""
    activities = settings.judgement.taxonomy.activity
    number = engagements["activity"].to_numpy()
    priced = np.array([activity.benefit != "community" for activity in activities], dtype=np.bool_)[number]
    of_member = engagements["member"].to_numpy()
    above = {name: priced & (engagements[name].to_numpy(dtype=float) > limit[of_member]) for name in MONEY}
    rows = np.flatnonzero(np.logical_or.reduce([*above.values()]))
    home, ids, waiting = settings.workspace.organisation.currency, members["member_id"], list[_Waiting]()
    for row, member, position in zip(rows.tolist(), of_member[rows].tolist(), engagements.index[rows], strict=True):
        found, activity = recorded.iloc[position], activities[number[row]]
        amounts = {
            name: (float(found[name]), str(found[OWN_CURRENCY[name]] or found["currency"] or home).upper())
            for name in MONEY
            if above[name][row]
        }
        value = " | ".join(f"{amount:.2f} {currency}" for amount, currency in amounts.values())
        waiting.append(
            _Waiting(
                member,
                row,
                (*amounts.values(),),
                frozenset({activity.id.casefold(), str(found["activity"]).casefold()}),
                found["date"].date(),
                str(found["reference"]),
                _problem(settings, found, ", ".join(amounts), value, str(ids.iloc[member])),
            )
        )
    return waiting


def _hours_above(limit: FloatArray, members: pd.DataFrame, settings: Settings, rates: DayRates) -> list[_Waiting]:
    """Return the members whose own value of an hour is above their limit: mostly it is a year's pay."""
    codes, currencies = pd.factorize(members["currency"])
    values = members["hourly_value"].to_numpy(dtype=float)
    rows = np.flatnonzero(values * rates.on_last_day([*currencies], codes) > limit)
    waiting = []
    for row in rows.tolist():
        found = members.iloc[row]
        own, named = str(found["currency"]), str(found["hourly_value_currency"] or found["currency"])
        # As the export has it: it was brought into the member's currency by the rates of the last day, too.
        rate, rate_of_export = rates.on_last_day([own, named], np.array([0, 1]), np.array([row, row]))
        amount = float(values[row] * rate / rate_of_export)
        problem = _problem(settings, found, "hourly_value", f"{amount:.2f} {named}", str(found["member_id"]))
        waiting.append(_Waiting(row, -1, ((amount, named),), frozenset(), None, "", problem))
    return waiting


def _problem(settings: Settings, row: pd.Series, column: str, value: str, member_id: str) -> Problem:
    reason = f"an amount of more than {settings.workspace.calculation.extreme:g} times the fee waits for confirmation"
    return Problem("combine", "error", reason, _ACTION, str(row["file"]), int(row["row"]), column, value, member_id)


def _unconfirmed(
    waiting: Sequence[_Waiting], confirmations: Sequence[Correction], identity: Identity, members: pd.DataFrame
) -> tuple[list[_Waiting], list[Correction], list[Problem]]:
    """Return what still waits, the confirmations that confirm something, and a warning for each that does not.

    Each confirms one amount.
    """
    left, confirmed, problems = list(waiting), list[Correction](), list[Problem]()
    if not confirmations:
        return left, confirmed, problems
    matched = identity.match(pd.Series([one.member for one in confirmations], dtype="str")).member.tolist()
    said = sorted(zip(confirmations, matched, strict=True), key=lambda one: -_precision(one[0]))
    for one, member in said:
        meant = next((found for found in left if found.member == member and found.fits(one)), None)
        if meant is not None:
            left.remove(meant)
            confirmed.append(replace(one, member=str(members["member_id"].iloc[member])))
            continue
        column, value, reason = ("amount", f"{one.amount:.2f}", "no amount that waits for confirmation is like this")
        if member < 0:
            column, value, reason = "member", one.member, "no one member has this id or address"
        problems.append(
            Problem("combine", "warning", reason, "nothing is confirmed by the row", one.file, one.row, column, value)
        )
    return left, confirmed, problems


def _precision(said: Correction) -> int:
    """Return how much a confirmation says: the most precise ones choose first."""
    return sum(map(bool, (said.activity, said.day, said.currency, said.reference)))


def _odd_fees(members: pd.DataFrame, fees: FloatArray, usual: FloatArray, settings: Settings) -> list[Problem]:
    """Return a warning for each fee far above its grade's. It stands: with zero in its place nothing were compared."""
    times = settings.workspace.calculation.extreme
    reason = f"the fee is more than {times:g} times the median fee of the grade"
    odd = fees > times * usual
    if not odd.any():
        return []
    return [
        Problem(
            "combine",
            "warning",
            reason,
            "used as it is; look at its rows",
            str(found["file"]),
            int(found["row"]),
            "fee",
            f"{found['fee']:.2f} {found['currency']}",
            str(found["member_id"]),
        )
        for _, found in members[odd].iterrows()
    ]
