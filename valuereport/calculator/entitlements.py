"""Entitlements: what is left of them for each member. They are no value: no sum has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.calculator.valuations import Valuations
from valuereport.model.valuation import EntitlementLeft
from valuereport.settings import Entitlement

_SHOWN: Final = 1
"""Decimals of a quantity on the statement: what is left and would read as zero there is not left."""


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What each member used and has left of each entry of the file: members x entries."""

    entries: tuple[Entitlement, ...]
    last_days: Sequence[date]  # of each member's period
    used: Sequence[Sequence[float]]
    left: Sequence[Sequence[float]]
    order: Sequence[Sequence[int]]  # the most valuable first; what has no price comes last, as in the file

    def of(self, row: int) -> tuple[EntitlementLeft, ...]:
        """Return what one member has left."""
        used, left, entries = self.used[row], self.left[row], self.entries
        found = []
        for at in self.order[row]:
            if left[at]:
                one, last_day = entries[at], self.last_days[row]
                found.append(EntitlementLeft(at, one.activity, one.quantity, used[at], left[at], one.until or last_day))
        return tuple(found)


def entitlements_of(valuations: Valuations) -> Entitlements:
    """Return every member's entitlements. All use in the period counts against them, also above a yearly limit.

    Nothing is left of an entry that ends before the last day of the member's period.
    """
    judgement, last_days = valuations.settings.judgement, valuations.periods.days(lambda period: period.last_day)
    members, engagements = valuations.history.members, valuations.history.engagements
    entries = judgement.entitlements
    number_of = {activity.id: number for number, activity in enumerate(judgement.taxonomy.activity)}
    used, left = np.zeros((len(members), len(entries))), np.zeros((len(members), len(entries)))
    member, activity = engagements["member"].to_numpy(), engagements["activity"].to_numpy()
    quantity = engagements["quantity"].to_numpy(dtype=float)
    for at, one in enumerate(entries):
        rows = np.flatnonzero(activity == number_of[one.activity])
        used[:, at] = np.bincount(member[rows], quantity[rows], len(members))
        entitled = _entitled(members, one, entries) & ~(np.datetime64(one.until or date.max) < last_days)
        rest = np.where(entitled, one.quantity - used[:, at], 0.0)
        left[:, at] = np.where(np.round(rest, _SHOWN) > 0, rest, 0.0)
    prices = _unit_worth(valuations)
    worth = np.array([prices.get(one.activity, np.nan) for one in entries])
    order = np.argsort(-np.nan_to_num(left * worth, nan=-1.0), axis=1, kind="stable")
    return Entitlements(entries, last_days.tolist(), used.tolist(), left.tolist(), order.tolist())


def _entitled(members: pd.DataFrame, one: Entitlement, everything: tuple[Entitlement, ...]) -> NDArray[np.bool_]:
    """Return which members have an entitlement: those of its grades, else of all grades that no other entry names."""
    named = {grade for other in everything if other.activity == one.activity for grade in other.grade}
    is_named = members["grade"].isin(list(one.grade or named)).to_numpy(dtype=bool)
    return is_named if one.grade else ~is_named


def _unit_worth(valuations: Valuations) -> dict[str, float]:
    """Return the best estimate of one unit of each activity that has a price without a record, by its id."""
    found: dict[str, float] = {}
    for number, line in enumerate(valuations.lines):
        if line.variant == "assumed":  # of time saved the first one has the default hourly value
            (term,) = np.flatnonzero(valuations.line_of_term == number).tolist()
            found.setdefault(line.name, float(valuations.units.means[term]))
    return found
