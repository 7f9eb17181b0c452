"""A score from 0 to 100 for each member, whose formula is printed (health_parts.py); how sure its ranking is.

A score is no forecast. What it is worth is said by its bands: how members who had such a score 90 days before their
membership was due in fact renewed. How much it hangs on the weights is said by the ranks that each member has where one
weight is a quarter more, or less (OECD/JRC, Handbook on Constructing Composite Indicators, 2008: sensitivity).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.insights.health_parts import PARTS, Numbers, Parts, PartsOfHistories, Places, weighed, weights_of
from valuereport.insights.renewals import Outcome, Renewals
from valuereport.insights.scoring import Mask
from valuereport.insights.statistics.verdicts import proportion
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, Health, HealthBand, MemberList, Withheld
from valuereport.settings.insights import InsightRules

MONTHS: Final = 12
LEAD: Final = 90
"""Days before a membership is due: then there is time to act, and what is done about the renewal is no use yet."""

_BAND: Final = 20
_QUARTER: Final = (0.75, 1.25)
_FIFTHS: Final = 5

COLUMNS: Final = (*("member_id", "name", "score"), *PARTS, *("rank", "rank_low", "rank_high", "last_use"))
"""Of the list: the parts are points that add up to the score; rank 1 is the lowest score."""


def health(
    histories: Histories, renewals: Renewals, rules: InsightRules, scored: Mask | Withheld
) -> tuple[Health, MemberList] | Withheld:
    """Return the scores of members who may be scored, the lowest first; or why there are none.

    `scored`: who may be, of all members (scoring.who_is_scored); `rules`: with the activities of contribution named
    (settings.insight_checks.with_contribution). Nobody else is in anything that is returned, but in `opted_out`.
    """
    if isinstance(scored, Withheld):
        return scored
    if histories.engagements.empty:
        return Withheld("no_engagements")
    current = histories.members["current"].to_numpy(dtype=np.bool_)
    member = np.flatnonzero(current & scored)
    if len(member) < rules.smallest:
        return Withheld("too_few", rules.smallest, len(member))
    weights = weights_of(rules, histories.activities)
    found = PartsOfHistories(histories, renewals, rules)
    now = found.at(member, np.full(len(member), _day(histories)))
    scores = now.scores(weights)
    ranks = np.stack([_ranks(now.scores(each)) for each in _variants(weights)])
    zero = np.isnat(now.last_use)
    _, of_score, count = np.unique(scores, return_inverse=True, return_counts=True)
    return Health(
        parts=weighed(weights),
        bands=_bands(scores, _renewed(renewals, found, weights, scored), rules.smallest),
        zeros=int(zero.sum()),
        ties=int(((count[of_score] > 1) & ~zero).sum()),
        months=tuple(_months(histories, found, weights, scored, rules.smallest)),
        opted_out=int((current & ~scored).sum()),
        stable=float((_fifths(ranks) == _fifths(ranks[0])).all(axis=0).mean()),
    ), _list(histories, member, now, scores, weights, ranks)


def health_scores(histories: Histories, renewals: Renewals, rules: InsightRules, scored: Mask) -> Numbers:
    """Return the score of each of `members`; NaN of those who are none today, or may not be scored."""
    member = np.flatnonzero(histories.members["current"].to_numpy(dtype=np.bool_) & scored)
    parts = PartsOfHistories(histories, renewals, rules).at(member, np.full(len(member), _day(histories)))
    scores = np.full(len(histories.members), np.nan)
    scores[member] = parts.scores(weights_of(rules, histories.activities))
    return scores


def _variants(weights: Numbers) -> Iterator[Numbers]:
    """Yield the weights, and each set of weights in which one is a quarter less or more."""
    yield weights
    for at in range(len(weights)):
        for factor in _QUARTER:
            changed = weights.copy()
            changed[at] *= factor
            yield changed


def _ranks(scores: Numbers) -> Places:
    """Return ranks from 1, the lowest score; equal scores have the same, the least of theirs."""
    return np.searchsorted(np.sort(scores), scores) + 1


def _fifths(ranks: Places) -> Places:
    return np.asarray((ranks - 1) * _FIFTHS // ranks.shape[-1])


def _months(
    histories: Histories, found: PartsOfHistories, weights: Numbers, scored: Mask, smallest: int
) -> Iterator[tuple[str, float]]:
    """Yield the median score at the end of each of the last months that are over, of who was a member then.

    Nothing later is known to it, but for one thing: whoever has no term on record counts from joining on, if a member
    today. A month for which there is no year of uses is left out.
    """
    month = np.datetime64(histories.as_at, "M")
    ends = [month - back for back in range(MONTHS - 1, -1, -1)]  # the first day after each month
    known = _has_terms_or_is_current(histories, found) & scored
    member = np.flatnonzero(known)
    days = np.array([int(end.astype("datetime64[D]").astype(np.int64)) for end in ends], dtype=np.int64)
    parts = found.at(np.repeat(member, MONTHS), np.tile(days, len(member)))
    scores = np.where(parts.is_member, parts.scores(weights), np.nan).reshape(-1, MONTHS)
    for end, day, of_month in zip(ends, days.tolist(), scores.T, strict=True):
        there = of_month[~np.isnan(of_month)]
        if len(there) >= smallest and day >= found.first_day:
            yield str(end - 1), float(np.median(there))


def _has_terms_or_is_current(histories: Histories, found: PartsOfHistories) -> Mask:
    return np.asarray(found.has_terms | histories.members["current"].to_numpy(dtype=np.bool_))


def _renewed(
    renewals: Renewals, found: PartsOfHistories, weights: Numbers, scored: Mask
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the scores before memberships were due, and whether each was renewed: of decided terms alone.

    Those are left out for which there was no year of uses on record by then.
    """
    decided = renewals.decided
    decided = decided[scored[decided["member"].to_numpy()]]
    day = decided["due"].to_numpy().astype("datetime64[D]").astype(np.int64) - LEAD
    known = day >= found.first_day
    scores = found.at(decided["member"].to_numpy().astype(np.int64)[known], day[known]).scores(weights)
    return scores, np.asarray(decided["outcome"].to_numpy()[known] == Outcome.RENEWED)


def _bands(scores: Numbers, before: tuple[Numbers, NDArray[np.bool_]], smallest: int) -> tuple[HealthBand, ...]:
    """Return the bands; one with fewer members than the smallest group joins the next, the last the one before it."""
    bounds = [(low, low + _BAND) for low in range(0, 100, _BAND)]
    counts = [int(_within(scores, *one).sum()) for one in bounds]
    joined: list[tuple[int, int, int]] = []
    for (low, high), count in zip(bounds, counts, strict=True):
        if joined and 0 < joined[-1][2] < smallest:
            first, _, some = joined.pop()
            joined.append((first, high, some + count))
        else:
            joined.append((low, high, count))
    while len(joined) > 1 and 0 < joined[-1][2] < smallest:
        (low, _, some), (_, high, few) = joined[-2:]
        joined[-2:] = [(low, high, some + few)]
    earlier, renewed = before
    return tuple(
        HealthBand(low, 100 if high == 100 else high - 1, count, _share(renewed[_within(earlier, low, high)], smallest))
        for low, high, count in joined
    )


def _within(scores: Numbers, low: int, high: int) -> Mask:
    return np.asarray((scores >= low) & ((scores < high) | (high == 100)))


def _share(renewed: Mask, smallest: int) -> Figure:
    if len(renewed) < smallest:
        return Figure(None, n=len(renewed), verdict="too_few", needed=smallest)
    return proportion(int(renewed.sum()), len(renewed))


def _list(
    histories: Histories, member: Places, parts: Parts, scores: Numbers, weights: Numbers, ranks: Places
) -> MemberList:
    order = np.lexsort((member, ranks[0]))
    people = histories.members.iloc[member[order]]
    points = np.round(100 * parts.values * weights / weights.sum(), 1)[order]
    columns: Sequence[Sequence[object]] = [
        people["member_id"].tolist(),
        people["name"].tolist(),
        np.round(scores[order], 1).tolist(),
        *points.T.tolist(),
        *(each[order].tolist() for each in (ranks[0], ranks.min(axis=0), ranks.max(axis=0))),
        parts.last_use[order].tolist(),  # None without any
    ]
    return MemberList("health", COLUMNS, tuple(zip(*columns, strict=True)))


def _day(histories: Histories) -> int:
    return int(np.datetime64(histories.as_at, "D").astype(np.int64))
