"""Renewals -> cohorts: who renewed, by the time of joining; how long members stay; what moved the rate of a year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.folding import folded
from valuereport.insights.periods import Kind, period_label, period_of
from valuereport.insights.renewals import Outcome, Renewals
from valuereport.insights.statistics.decomposition import moved
from valuereport.insights.statistics.survival import kaplan_meier
from valuereport.insights.statistics.verdicts import proportion
from valuereport.insights.tenure import BANDS, tenure_bands
from valuereport.model.insight import Cohort, Cohorts, Figure, Renewal, SurvivalPoint, Withheld, YearChange
from valuereport.settings.insights import InsightRules

Codes = NDArray[np.int64]


def cohorts(renewals: Renewals, rules: InsightRules, target: str = "") -> Cohorts | Withheld:
    """Return renewals by cohort, survival by renewal, and the years with what moved their rates.

    A member who comes back after the grace joins again. A cohort is made of those whose joining the data show; who was
    there before comes under observation late and counts in the survival of all and in the years. No figure stands on
    fewer than `rules.smallest` memberships that were due. `target`: of the renewal rate.
    """
    terms = renewals.terms
    if terms.empty:
        return Withheld("no_memberships")
    if renewals.decided.empty:
        return Withheld("none_due")
    seen = (terms["tenure_known"] & (terms["tenure"] == terms["number"])).to_numpy()
    begun = (terms["number"] == 1).to_numpy()
    return Cohorts(
        kind=rules.cohorts,
        cohorts=tuple(_cohorts(terms[seen], rules, target)),
        survival=_survival(terms[terms["tenure_known"]], rules.smallest),
        years=tuple(_years(renewals.decided, rules.smallest, target)),
        folded=_few(terms[seen & begun], rules),
        earlier=int(np.count_nonzero(begun & ~seen)),
    )


def _joined_in(terms: pd.DataFrame, kind: Kind) -> Codes:
    """Return in which year, quarter or month each member joined, counted from 1970."""
    return period_of(terms["joined"].to_numpy(), kind)


def _sizes(terms: pd.DataFrame, kind: Kind) -> tuple[Codes, Codes]:
    """Return the periods in which somebody joined, and how many did."""
    periods, sizes = np.unique(_joined_in(terms[terms["number"] == 1], kind), return_counts=True)
    return periods, sizes.astype(np.int64)


def _few(first: pd.DataFrame, rules: InsightRules) -> int:
    _, sizes = _sizes(first, rules.cohorts)
    return int(sizes[folded(sizes, rules.smallest)].sum())


def _cohorts(terms: pd.DataFrame, rules: InsightRules, target: str) -> Iterator[Cohort]:
    """Yield the cohorts in the order of time; the small ones together as the last."""
    periods, sizes = _sizes(terms, rules.cohorts)
    small = folded(sizes, rules.smallest)
    joined = _joined_in(terms, rules.cohorts)
    groups = [(period_label(int(one), rules.cohorts), np.array([one])) for one in periods[~small]]
    for label, members in [*groups, ("other", periods[small])]:
        own = terms[np.isin(joined, members)]
        count = int(sizes[np.isin(periods, members)].sum())
        if count >= rules.smallest:
            renewed = tuple(_renewals(own, rules.smallest, target))
            yield Cohort(label, count, renewed, _survival(own, rules.smallest))


def _renewals(terms: pd.DataFrame, smallest: int, target: str) -> Iterator[Renewal]:
    """Yield the nth renewals of a cohort; of fewer than `smallest` it is told that they are few."""
    tenure, outcome = terms["tenure"].to_numpy(), terms["outcome"].to_numpy()
    renewed, lapsed, waiting = (
        np.bincount(tenure[outcome == one]) for one in (Outcome.RENEWED, Outcome.LAPSED, Outcome.NOT_DUE)
    )
    for number in range(1, int(tenure.max(initial=0)) + 1):
        won, lost, not_due = (int(one[number]) if number < len(one) else 0 for one in (renewed, lapsed, waiting))
        if won + lost >= smallest:
            yield Renewal(number, proportion(won, won + lost, target), won, not_due)
        elif not won + lost and not_due >= smallest:
            yield Renewal(number, Figure(None, n=0, target=target, verdict="not_due"), 0, not_due)
        elif won + lost + not_due:
            yield Renewal(number, Figure(None, target=target, verdict="too_few"), None, None)


def _survival(terms: pd.DataFrame, smallest: int) -> tuple[SurvivalPoint, ...]:
    """Return the share that stays after each renewal, as far as `smallest` memberships were due.

    A term that was decided is a life from the renewal before it to its own: who is first seen at the fifth renewal is
    at risk from there on.
    """
    decided = terms[terms["outcome"].isin((Outcome.RENEWED, Outcome.LAPSED))]
    tenure = decided["tenure"].to_numpy()
    found = kaplan_meier(tenure, decided["outcome"] == Outcome.LAPSED, tenure - 1)
    gaps = (found.times != np.arange(1, len(found.times) + 1)) | (found.at_risk < smallest)
    until = int(np.argmax(np.append(gaps, True)))
    return tuple(
        SurvivalPoint(
            number=row + 1,
            figure=Figure(
                float(found.share[row]), float(found.low[row]), float(found.high[row]), int(found.at_risk[row])
            ),
            at_risk=int(found.at_risk[row]),
            interval="wilson" if found.by_wilson[row] else "log-log",
        )
        for row in range(until)
    )


def _years(decided: pd.DataFrame, smallest: int, target: str) -> Iterator[YearChange]:
    """Yield each year in which memberships were due, after another such year, and what moved its rate."""
    due = decided["due"].to_numpy().astype("datetime64[Y]").astype(np.int64)
    band = tenure_bands(decided["tenure"], decided["tenure_known"])
    first, bands = int(due.min()), len(BANDS) + 1
    cell = (due - first) * bands + band
    size = (int(due.max()) - first + 1) * bands
    all_due = np.bincount(cell, minlength=size).reshape(-1, bands)
    renewed = np.bincount(cell[(decided["outcome"] == Outcome.RENEWED).to_numpy()], minlength=size).reshape(-1, bands)
    for row in range(1, len(all_due)):
        n, won = int(all_due[row].sum()), int(renewed[row].sum())
        before_n, before_won = int(all_due[row - 1].sum()), int(renewed[row - 1].sum())
        if min(n, before_n) < smallest:
            continue
        parts = moved(renewed[row - 1], all_due[row - 1], renewed[row], all_due[row])
        first_year, later = _apart(renewed[row], all_due[row], smallest, target)
        yield YearChange(
            year=str(1970 + first + row),
            rate=proportion(won, n, target),
            previous=proportion(before_won, before_n, target),
            mix=float(parts.mix.sum()),
            rates=float(parts.rates.sum()),
            message=parts.message,
            first_year=first_year,
            later=later,
        )


def _apart(renewed: Codes, due: Codes, smallest: int, target: str) -> tuple[Figure, Figure]:
    """Return the renewal of those who were due for the first time and of the later ones, where tenure is known.

    Neither is told where one of them, or the rest, is small: the rate of all would give it away.
    """
    bands = [(int(due[part].sum()), int(renewed[part].sum())) for part in (slice(0, 1), slice(1, -1), slice(-1, None))]
    if any(0 < n < smallest for n, _ in bands):
        hidden = Figure(None, target=target, verdict="too_few" if target else "no_target")
        return hidden, hidden
    return proportion(bands[0][1], bands[0][0], target), proportion(bands[1][1], bands[1][0], target)
