"""The share of memberships that lapsed, and whether those who were delighted lapse less: an association, no cause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from valuereport.insights.facts import Year
from valuereport.insights.influence import exposure_in_year
from valuereport.insights.measures import MEASURED
from valuereport.insights.statistics.counts import needed_for_change
from valuereport.insights.statistics.stratified import rate_difference
from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.insights.uses import count, day_of, key
from valuereport.model.flywheel import Churn
from valuereport.model.insight import Figure, Withheld
from valuereport.settings.insights import target_parts


def churn(now: Year, before: Year, delighters: Collection[str], target: str) -> Churn | Withheld:
    """Return the lapses of the period's due memberships beside those of the year before.

    The comparison of those who were delighted with the others is over all years for which uses are recorded, and counts
    from the first use of an attractive activity on: before it nobody could be delighted.
    """
    rate = _rate(now)
    if isinstance(rate, Withheld):
        return rate
    past = _rate(before)
    previous = None if isinstance(past, Withheld) else past
    known = (previous or rate).value or 0.0
    of_change, _, change = target_parts(target) if target else (False, "<=", 0.0)
    found = Churn(
        rate=judged(rate, target, previous),
        previous=previous,
        needed=needed_for_change(known, change) if of_change else None,
        delighted=None,
        others=None,
        difference=None,
    )
    compared = _compared(now, delighters)
    if isinstance(compared, Withheld):
        return replace(found, withheld=compared)
    return replace(found, delighted=compared[0], others=compared[1], difference=compared[2])


def _rate(year: Year) -> Figure | Withheld:
    rows = MEASURED["renewal_rate"](year)
    if isinstance(rows, (Withheld, Figure)):
        return rows if isinstance(rows, Withheld) else Withheld("none_due")
    n = len(rows.amount)
    if n < year.facts.rules.smallest:
        return Withheld("too_few", year.facts.rules.smallest) if n else Withheld("none_due")
    return proportion(n - int(rows.amount.sum()), n)


def _compared(now: Year, delighters: Collection[str]) -> tuple[Figure, Figure, Figure] | Withheld:
    """Return the lapse rates of the delighted and of the others, and the difference within tenure and grade."""
    facts = now.facts
    if not len(facts.use_day):
        return Withheld("no_engagements")
    named = np.array([one in delighters for one in facts.histories.activities], dtype=np.bool_)
    wanted = named[facts.use_activity]
    if not wanted.any():
        return Withheld("no_delighters")
    keys = np.sort(key(facts.use_member[wanted], facts.use_day[wanted]))
    exposure = exposure_in_year(facts.renewals.decided, facts.uses_from)
    kept = exposure.until > day_of(keys).min()
    member, lapsed = exposure.member[kept], ~exposure.renewed[kept]
    delighted = count(keys, member, exposure.first[kept], exposure.until[kept]) > 0
    fewest = min(len(np.unique(member[delighted])), len(np.unique(member[~delighted])))
    if fewest < facts.rules.smallest:
        return Withheld("too_few", facts.rules.smallest)
    found = rate_difference(delighted, lapsed, exposure.stratum[kept], member)
    if found is None:
        return Withheld("too_few", facts.rules.smallest)
    n, of_delighted = int(delighted.sum()), int((delighted & lapsed).sum())
    return (
        proportion(of_delighted, n),
        proportion(int(lapsed.sum()) - of_delighted, len(lapsed) - n),
        Figure(found.value, found.low, found.high, found.n),
    )
