"""How many of those who join a member has brought, how fast that goes on, and how far it leads."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from valuereport.insights.facts import Year
from valuereport.insights.flywheel.sources import NOBODY, Sources, Whole
from valuereport.insights.measures import MEASURED
from valuereport.insights.statistics.counts import median, poisson
from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.model.flywheel import Referrals
from valuereport.model.insight import Figure, Withheld

_MOST: Final = 100
"""Generations that are looked for: a chain that leads in a circle has no end."""
_YEAR: Final = 365.25  # days


def referrals(now: Year, before: Year, sources: Sources, target: str) -> Referrals | Withheld:
    """Return the referrals of the period.

    Only a member who is named and known counts as referring; joins whose source nobody knows widen the range to the
    share that there would be if all of them had been referred.
    """
    members = joining(now)
    if isinstance(members, Withheld):
        return members
    smallest = now.facts.rules.smallest
    if len(members) < smallest:
        return Withheld("too_few", smallest)
    if sources.unknown[members].all():
        return Withheld("no_sources")
    referred, unknown = _counts(members, sources)
    least, most = proportion(referred, len(members)), proportion(referred + unknown, len(members))
    past = _past_rate(before, sources)
    days = int((now.window.until - now.window.start).astype(np.int64))
    mean = _mean_members(now, before)
    k, k_most = _k(referred, unknown, mean * days / _YEAR)
    return Referrals(
        joins=len(members),
        referred=referred,
        elsewhere=len(members) - referred - unknown,
        unknown=unknown,
        least=least,
        most=most,
        rate=_range(least, most, unknown, target, past),
        previous=past,
        k=k,
        k_most=k_most,
        amplification=_amplification(k),
        cycle=_cycle(sources, smallest),
        longest=_longest(sources.referrer),
        members=mean,
    )


def joining(year: Year) -> Whole | Withheld:
    """Return the members who joined in a year."""
    rows = MEASURED["joined"](year)
    if isinstance(rows, Withheld):
        return rows
    if isinstance(rows, Figure) or not len(rows.member):
        return Withheld("none_joined")
    return rows.member


def _counts(members: Whole, sources: Sources) -> tuple[int, int]:
    """Return how many were referred, and of how many that is not known."""
    referred = int((sources.referrer[members] != NOBODY).sum())
    return referred, int(sources.unknown[members].sum())


def _range(least: Figure, most: Figure, unknown: int, target: str, previous: Figure | None = None) -> Figure:
    """Return the rate from the least to the most it can be. No number of joins decides what is not asked."""
    found = judged(Figure(least.value, least.low, most.high, least.n), target, previous)
    return replace(found, needed=None) if unknown else found


def _past_rate(before: Year, sources: Sources) -> Figure | None:
    members = joining(before)
    if isinstance(members, Withheld) or len(members) < before.facts.rules.smallest:
        return None
    if sources.unknown[members].all():
        return None
    referred, unknown = _counts(members, sources)
    return _range(proportion(referred, len(members)), proportion(referred + unknown, len(members)), unknown, "")


def _mean_members(now: Year, before: Year) -> float:
    """Return the mean of the number of members at the end of this year and of the last one, where that is known."""
    counts = [len(now.present)]
    if isinstance(MEASURED["members"](before), Withheld):
        return float(counts[0])
    return (counts[0] + len(before.present)) / 2


def _k(referred: int, unknown: int, member_years: float) -> tuple[Figure, float]:
    """Return the referred joins a member and year with the bounds of a Poisson number, and with every unknown one."""
    if not member_years:
        return Figure(None, verdict="too_few"), 0.0
    low, high = float(poisson(referred)[0]), float(poisson(referred + unknown)[1])
    found = Figure(referred / member_years, low / member_years, high / member_years, referred)
    return found, (referred + unknown) / member_years


def _amplification(k: Figure) -> Figure:
    """Return 1 / (1 - k); without a bound where k may reach 1."""
    value, low, high = (None if one is None or one >= 1 else 1 / (1 - one) for one in (k.value, k.low, k.high))
    return Figure(value, low, high, k.n) if value is not None else Figure(None, n=k.n)


def _cycle(sources: Sources, smallest: int) -> Figure:
    """Return the median of the days from joining to the joining of who was brought, of all years."""
    brought = np.flatnonzero(sources.referrer != NOBODY)
    waited = (sources.joined[brought] - sources.joined[sources.referrer[brought]]).astype("timedelta64[D]")
    days = waited[~np.isnat(waited)].astype(np.int64)
    if len(days) < smallest:
        return Figure(None, verdict="too_few", needed=smallest)
    return Figure(*median(days), len(days))


def _longest(referrer: Whole) -> int:
    """Return how many generations the longest chain of referrals has; one who brings one is one generation."""
    at, generations = referrer, 0
    while (at != NOBODY).any() and generations < _MOST:
        generations += 1
        at = np.where(at != NOBODY, referrer[at], NOBODY)
    return generations
