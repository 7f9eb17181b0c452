"""Whether those who use an activity renew more than those who do not: associations, never causes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.renewals import Outcome, Renewals
from valuereport.insights.statistics.multiple_tests import holm
from valuereport.insights.statistics.stratified import rate_difference
from valuereport.insights.statistics.verdicts import proportion
from valuereport.insights.tenure import BANDS, tenure_bands
from valuereport.insights.uses import Days, Uses, count, day_of, days, uses
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, Influence, Influences, Withheld
from valuereport.settings.insights import InsightRules

_FIRST_DAYS: Final = np.timedelta64(31, "D")  # days 0 to 30
_YEAR_BEGINS: Final = np.timedelta64(-90 - 365, "D")
_YEAR_ENDS: Final = np.timedelta64(-90, "D")
"""The year of exposure ends so long before a membership is due: later uses may be because somebody has renewed."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Terms whose outcome is known, and the days of each in which somebody was exposed or not."""

    member: NDArray[np.int64]
    stratum: NDArray[np.int64]
    renewed: NDArray[np.bool_]
    first: Days
    until: Days


def influence(histories: Histories, renewals: Renewals, rules: InsightRules) -> Influences | Withheld:
    """Return how renewal differs between users and others of each activity, within tenure and grade.

    A window counts where engagements were recorded from its first day on, and of an activity where it was in use by
    then: before its first use and after its last nobody could be exposed. Of the first days the first renewal is the
    outcome, among those who are members after them; of the year every decided term is, and a member's terms are taken
    as one cluster (statistics/stratified.py). Holm's adjustment is over the activities of a list.
    """
    if renewals.terms.empty:
        return Withheld("no_memberships")
    decided = renewals.decided
    if decided.empty:
        return Withheld("none_due")
    recorded = uses(histories.engagements)
    if not len(recorded.keys):
        return Withheld("no_engagements")
    members = decided["member"].nunique()
    if members < 2 * rules.smallest:
        return Withheld("too_few", 2 * rules.smallest, members)
    lists = [
        _list(exposure, recorded, histories.activities, rules.smallest)
        for exposure in (_first_days(decided, recorded.begin), exposure_in_year(decided, recorded.begin))
    ]
    told = {one.activity for found in lists for one in found}
    too_few = tuple(name for name in histories.activities if name not in told)
    return Influences(first_days=lists[0], year=lists[1], too_few=too_few)


def _first_days(decided: pd.DataFrame, begin: np.datetime64) -> Exposure:
    joined, due = days(decided["joined"]), days(decided["due"])
    new = decided["tenure_known"] & (decided["spell"] == 0) & (decided["number"] == 1) & (decided["tenure"] == 1)
    kept = new.to_numpy() & (due >= joined + _FIRST_DAYS) & (joined >= begin)
    return _exposure(decided.loc[kept], joined[kept], joined[kept] + _FIRST_DAYS)


def exposure_in_year(decided: pd.DataFrame, begin: np.datetime64) -> Exposure:
    """Return the decided terms with the year that ends 90 days before each was due; since uses are recorded."""
    due = days(decided["due"])
    kept = np.asarray(due + _YEAR_BEGINS >= begin)
    return _exposure(decided.loc[kept], due[kept] + _YEAR_BEGINS, due[kept] + _YEAR_ENDS)


def _exposure(terms: pd.DataFrame, first: Days, until: Days) -> Exposure:
    band = tenure_bands(terms["tenure"], terms["tenure_known"])
    grade, _ = pd.factorize(terms["grade"])
    return Exposure(
        member=terms["member"].to_numpy().astype(np.int64),
        stratum=grade.astype(np.int64) * (len(BANDS) + 1) + band,
        renewed=(terms["outcome"] == Outcome.RENEWED).to_numpy(),
        first=first,
        until=until,
    )


def _list(exposure: Exposure, recorded: Uses, activities: tuple[str, ...], smallest: int) -> tuple[Influence, ...]:
    """Return the activities that can be told, the strongest first."""
    found = list(_influences(exposure, recorded, activities, smallest))
    adjusted = holm([one.p for one in found])
    told = [replace(one, p_adjusted=float(p)) for one, p in zip(found, adjusted, strict=True)]
    return tuple(sorted(told, key=lambda one: (-_nearest_zero(one.difference), -abs(one.difference.value or 0))))


def _influences(exposure: Exposure, recorded: Uses, activities: tuple[str, ...], smallest: int) -> Iterator[Influence]:
    for place, name in enumerate(activities):
        keys = recorded.of(place)
        if not len(keys):
            continue
        first, last = _in_use(keys)
        kept = (exposure.until > first) & (exposure.first <= last)
        member, renewed = exposure.member[kept], exposure.renewed[kept]
        exposed = count(keys, member, exposure.first[kept], exposure.until[kept]) > 0
        if min(len(np.unique(member[exposed])), len(np.unique(member[~exposed]))) < smallest:
            continue
        found = rate_difference(exposed, renewed, exposure.stratum[kept], member)
        if found is None or found.n < smallest:
            continue
        n, won = int(exposed.sum()), int((exposed & renewed).sum())
        yield Influence(
            activity=name,
            exposed=proportion(won, n),
            others=proportion(int(renewed.sum()) - won, len(renewed) - n),
            difference=Figure(found.value, found.low, found.high, found.n),
            p=found.p,
            p_adjusted=found.p,
        )


def _in_use(keys: NDArray[np.int64]) -> tuple[np.datetime64, np.datetime64]:
    """Return the first and the last day on which an activity was used."""
    used_on = day_of(keys)
    return used_on.min(), used_on.max()


def _nearest_zero(figure: Figure) -> float:
    """Return how far the interval stays from zero; 0 where it contains it."""
    low, high = figure.low or 0.0, figure.high or 0.0
    return max(low, -high, 0.0)
