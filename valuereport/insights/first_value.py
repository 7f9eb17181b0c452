"""Days from the first payment to the first meaningful engagement, and whether those who had it early renew more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.folding import folded
from valuereport.insights.renewals import Outcome, Renewals
from valuereport.insights.statistics.proportions import newcombe
from valuereport.insights.statistics.survival import Survival, kaplan_meier
from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.insights.uses import Days, day_of, days, key, member_of, uses
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, FirstActivity, FirstValue, Withheld

_LANDMARK: Final = 30
"""Days after which is compared who had a first use and who had none."""

_CURVE: Final = (*range(31), 45, 60, 75, 90, 120, 150, 180, 240, 300, 365)
"""The days at which the curve is told."""


@dataclass(frozen=True, slots=True)
class _Newcomers:
    """Members whose joining the data show: the day from which each waits and what became of the first term."""

    member: NDArray[np.int64]
    since: Days  # the day of joining, or the payment where that was earlier
    start: Days
    due: Days
    outcome: NDArray[np.int8]


def first_value(
    histories: Histories,
    renewals: Renewals,
    meaningful: Collection[str] = (),
    *,
    smallest: int,
    target: str = ">= 0.5",
    renewal_target: str = "",
) -> FirstValue | Withheld:
    """Return how long newcomers wait for their first meaningful engagement.

    `meaningful`: ids of activities, none for all of them; `target`: of the share by day 14; `renewal_target`: of the
    renewal of both groups. Counted are members whose joining the data show, since engagements are recorded at all. Who
    has had none waits until the as-at date, whether still a member or not. The renewals are compared from day 30 on,
    among those who are members then: who stays longer has more time to use something.
    """
    if renewals.terms.empty:
        return Withheld("no_memberships")
    places = [place for place, name in enumerate(histories.activities) if not meaningful or name in meaningful]
    recorded = uses(histories.engagements)
    wanted = np.isin(recorded.activity, places)
    keys, activity = recorded.keys[wanted], recorded.activity[wanted]
    if not len(keys):
        return Withheld("no_engagements")
    newcomers = _newcomers(histories, renewals.terms, recorded.begin)
    if len(newcomers.member) < smallest:
        return Withheld("too_few", smallest, len(newcomers.member))
    at = np.searchsorted(keys, key(newcomers.member, newcomers.since))
    found = np.minimum(at, len(keys) - 1)
    had = (at < len(keys)) & (member_of(keys[found]) == newcomers.member)
    last_day = np.datetime64(histories.as_at, "D") - np.timedelta64(1, "D")
    until = (np.where(had, day_of(keys[found]), last_day) - newcomers.start).astype(np.int64).clip(0)
    waited = kaplan_meier(until, had)
    with_use, without, difference = _renewals(newcomers, had & (until <= _LANDMARK), smallest, renewal_target)
    return FirstValue(
        median=_median(waited, len(until)),
        by_day_14=_share_by(waited, 14, len(until), target),
        by_day_30=_share_by(waited, 30, len(until), ""),
        curve=tuple(_curve(waited, smallest)),
        waiting=int(np.count_nonzero(~had)),
        activities=tuple(_activities(histories.activities, activity[found[had]], smallest)),
        renewal_with=with_use,
        renewal_without=without,
        difference=difference,
    )


def _newcomers(histories: Histories, terms: pd.DataFrame, begin: np.datetime64) -> _Newcomers:
    """Return the members whose joining the data show and who joined since engagements are recorded.

    A payment more than a year before joining, or after the first term, is not the first one of this membership: the
    wait begins on the day of joining, then. A use between that day and a later payment is a wait of no day.
    """
    first = terms[(terms["spell"] == 0) & (terms["number"] == 1) & (terms["tenure"] == 1) & terms["tenure_known"]]
    first = first[first["outcome"] != Outcome.COMPLIMENTARY]
    member, joined, due = first["member"].to_numpy(), days(first["joined"]), days(first["due"])
    paid = days(histories.members["paid"])[member]
    likely = (paid >= joined + np.timedelta64(-366, "D")) & (paid < due)
    start = np.where(likely, paid, joined)
    since = np.minimum(joined, start)
    kept = (since >= begin) & (start < np.datetime64(histories.as_at, "D"))
    return _Newcomers(member[kept], since[kept], start[kept], due[kept], first["outcome"].to_numpy()[kept])


def _median(waited: Survival, n: int) -> Figure:
    value, low, high = waited.median
    return Figure(value, low, high, n, verdict="not_reached" if value is None else "no_target")


def _share_by(waited: Survival, day: int, n: int, target: str) -> Figure:
    """Return the share that had a first use by a day; not due where nobody has been a member for so long."""
    if waited.times[-1] < day and waited.share[-1] > 0:
        return Figure(None, n=n, target=target, verdict="not_due")
    waits, low, high = waited.at(day)
    return judged(Figure(1 - waits, 1 - high, 1 - low, n), target)


def _curve(waited: Survival, smallest: int) -> Iterator[tuple[int, float]]:
    """Yield the share that still waits after each day, as long as enough are observed."""
    for day in _CURVE:
        row = int(np.searchsorted(waited.times, day))
        if row == len(waited.times) or waited.at_risk[row] < smallest:
            return
        yield day, waited.at(day)[0]


def _activities(names: tuple[str, ...], first: NDArray[np.int16], smallest: int) -> Iterator[FirstActivity]:
    """Yield the activities with which members began, the most frequent first; the rare ones together as the last."""
    counts = Counter(first.tolist()).most_common()
    few = folded([count for _, count in counts], smallest)
    for (place, count), small in zip(counts, few, strict=True):
        if not small:
            yield FirstActivity(names[place], proportion(count, len(first)))
    others = sum(count for (_, count), small in zip(counts, few, strict=True) if small)
    if others >= smallest:
        yield FirstActivity("other", proportion(others, len(first)))


def _renewals(
    newcomers: _Newcomers, early: NDArray[np.bool_], smallest: int, target: str
) -> tuple[Figure, Figure, Figure]:
    """Return the first renewal of those who had a use by the landmark, of the others, and the difference."""
    stays = (newcomers.due - newcomers.start).astype(np.int64) > _LANDMARK
    counted = stays & np.isin(newcomers.outcome, (Outcome.RENEWED, Outcome.LAPSED))
    renewed = newcomers.outcome == Outcome.RENEWED
    n, won = int((counted & early).sum()), int((counted & early & renewed).sum())
    other_n, other_won = int((counted & ~early).sum()), int((counted & ~early & renewed).sum())
    if min(n, other_n) < smallest:
        hidden = Figure(None, target=target, verdict="too_few")
        return hidden, hidden, Figure(None, verdict="too_few")
    difference, low, high = (float(one) for one in newcombe(won, n, other_won, other_n))
    return (
        proportion(won, n, target),
        proportion(other_won, other_n, target),
        Figure(difference, low, high, n + other_n),
    )
