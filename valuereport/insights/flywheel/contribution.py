"""What members give to others, as an index on a scale that one year fixes: growth stays visible from year to year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from valuereport.insights.divisions import OTHER
from valuereport.insights.facts import Facts, Numbers, Whole, Year
from valuereport.insights.folding import folded
from valuereport.insights.statistics.composite import capped_log, geometric_above_zero, linear
from valuereport.insights.statistics.proportions import Z
from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.insights.windows import Window, months_before
from valuereport.model.flywheel import ContributionGroup, ContributionIndex, ContributionPart, ContributionYear
from valuereport.model.insight import Figure, Withheld
from valuereport.settings.flywheel import FlywheelRules

_QUARTER: Final = (0.75, 1.25)
_PERCENTILE: Final = 95
_GAP: Final = np.timedelta64(31, "D")
_MOST_YEARS: Final = 10


@dataclass(frozen=True, slots=True)
class Scale:
    """The contributed activities (places in the histories), their weights (the sum is 1), and the cap of each."""

    places: Whole
    weights: Numbers
    caps: Numbers
    base: str


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of some members, from 0 to 100, by sum and by product; `parts` has a column an activity (0 to 1)."""

    member: Whole
    parts: Numbers
    linear: Numbers
    geometric: Numbers


def contribution(
    facts: Facts, now: Year, rules: FlywheelRules, by: Sequence[str], target: str
) -> ContributionIndex | Withheld:
    """Return the index of all years for which uses and members are recorded, the newest with its verdict."""
    scale = contribution_scale(facts, now, rules)
    if isinstance(scale, Withheld):
        return scale
    smallest = facts.rules.smallest
    scored = [(year, scores_of(year, scale)) for year in _years(now)]
    told = [(year, scores) for year, scores in scored if len(scores.member) >= smallest]
    if not told or told[-1][0] is not now:
        return Withheld("too_few", smallest)
    years = [_year(year, scores) for year, scores in told]
    previous = years[-2] if len(years) > 1 else None
    years[-1] = replace(
        years[-1],
        linear=judged(years[-1].linear, target, previous.linear if previous else None),
        geometric=judged(years[-1].geometric, target, previous.geometric if previous else None),
    )
    names = [facts.histories.activities[at] for at in scale.places.tolist()]
    parts = zip(names, scale.weights.tolist(), scale.caps.tolist(), strict=True)
    return ContributionIndex(
        base=scale.base,
        parts=tuple(ContributionPart(*one) for one in parts),
        years=tuple(years),
        left_out=_left_out(facts, scale, rules),
        groups=tuple(one for field in dict.fromkeys(by) for one in _groups(facts, scale, told[-1][1], field, smallest)),
    )


def _left_out(facts: Facts, scale: Scale, rules: FlywheelRules) -> tuple[str, ...]:
    """Return the contributed activities that weigh something and that nobody used in the base year."""
    parts = {facts.histories.activities[at] for at in scale.places.tolist()}
    return tuple(one for one in facts.rules.contribution if one not in parts and rules.weight_of(one))


def contribution_scale(facts: Facts, now: Year, rules: FlywheelRules) -> Scale | Withheld:
    """Return the scale that the base year fixes: the named one, or the first one in which anything was given.

    A part is capped at the 95th percentile of those who used it in that year. What nobody used then is no part: it
    would be told as growth that its recording has begun since.
    """
    if not len(facts.use_day):
        return Withheld("no_engagements")
    places = [at for at, one in enumerate(facts.histories.activities) if one in facts.rules.contribution]
    years = [replace(year, window=_whole(year.window)) for year in _years(now)]
    if rules.base_year is not None:
        years = [one for one in years if _calendar_year(one.window.start) == rules.base_year]
        if not years:
            return Withheld("one_year")
    base, caps = next(
        ((year, caps) for year in years if (caps := _caps(year, places)).any()), (years[0], np.zeros(len(places)))
    )
    names = [facts.histories.activities[at] for at in places]
    weights = np.array([rules.weight_of(name) for name in names], dtype=float)
    kept = (caps > 0) & (weights > 0)
    if not kept.any():
        return Withheld("no_contribution")
    return Scale(np.array(places)[kept], weights[kept] / weights[kept].sum(), caps[kept], label(base.window))


def _caps(year: Year, places: Sequence[int]) -> Numbers:
    """Return what counts fully of each activity: a percentile of those who used it in a year, 0 where nobody did."""
    counts = _counts(year, np.array(places, dtype=np.int64))
    used = [each[each > 0] for each in counts.T]
    return np.array([np.percentile(each, _PERCENTILE) if len(each) else 0.0 for each in used])


def scores_of(year: Year, scale: Scale) -> Scores:
    """Return the scores of who was a member on the last day of a year."""
    parts = capped_log(_counts(year, scale.places)[year.present], scale.caps)
    return Scores(
        year.present,
        parts,
        100 * linear(parts, scale.weights),
        100 * geometric_above_zero(parts, scale.weights),
    )


def ranks(parts: Numbers, weights: Numbers) -> tuple[Whole, Whole, Whole]:
    """Return the rank of each row (1: the highest sum), and the best and worst while one weight is a quarter off."""
    every = np.stack([_ranks(linear(parts, one)) for one in _variants(weights)])
    return every[0], every.min(axis=0), every.max(axis=0)


def label(window: Window) -> str:
    """Return how a year is called: 2026, or 2025/26 where it does not begin with January."""
    first, last = _calendar_year(window.start), _calendar_year(window.end - np.timedelta64(1, "D"))
    return str(first) if first == last else f"{first}/{last % 100:02}"


def _calendar_year(day: np.datetime64) -> int:
    return 1970 + int(day.astype("datetime64[Y]").astype(np.int64))


def _years(now: Year) -> list[Year]:
    """Return the years that are recorded, the oldest first: each as it was known as long after its beginning."""
    found = [now]
    window = now.window
    for _ in range(_MOST_YEARS):
        window = Window(*(months_before(day, 12) for day in (window.start, window.end, window.known)))
        year = Year(now.facts, window)
        if now.facts.uses_from > window.start + _GAP or not now.facts.records(window.until):
            break
        found.insert(0, year)
    return found


def _whole(window: Window) -> Window:
    """Return a year that is over with all of its days."""
    return replace(window, known=max(window.known, window.end))


def _counts(year: Year, places: Whole) -> Whole:
    """Return how often each member used each of some activities in a year."""
    facts, parts = year.facts, len(places)
    place = np.full(len(facts.histories.activities), -1, dtype=np.int64)
    place[places] = np.arange(parts)
    of_use = place[facts.use_activity]
    kept = year.within(facts.use_day) & (of_use >= 0)
    members = len(facts.histories.members)
    cells = np.bincount(facts.use_member[kept] * parts + of_use[kept], minlength=members * parts)
    return np.asarray(cells.reshape(members, parts), dtype=np.int64)


def _year(year: Year, scores: Scores) -> ContributionYear:
    n = len(scores.member)
    return ContributionYear(
        label=label(year.window),
        members=n,
        contributors=proportion(int((scores.linear > 0).sum()), n),
        linear=_mean(scores.linear),
        geometric=_mean(scores.geometric),
    )


def _mean(values: Numbers) -> Figure:
    """Return a mean with its normal interval."""
    n = len(values)
    reach = Z * float(values.std(ddof=1)) / n**0.5
    value = float(values.mean())
    return Figure(value, value - reach, value + reach, n)


def _groups(facts: Facts, scale: Scale, scores: Scores, field: str, smallest: int) -> Iterator[ContributionGroup]:
    """Yield the groups of a field, the highest first; the small ones together."""
    members = facts.histories.members
    if field not in members:
        return
    words = members[field].to_numpy(dtype=object)[scores.member]
    codes, names = pd.factorize(words, sort=True)
    if not any(names):
        return
    sizes = np.bincount(codes, minlength=len(names))
    small = folded(sizes, smallest)
    groups: Mapping[str, Whole] = {
        **{str(name): np.flatnonzero(codes == at) for at, name in enumerate(names.tolist()) if not small[at]},
        **({OTHER: np.flatnonzero(small[codes])} if sizes[small].sum() >= smallest else {}),
    }
    if not groups:
        return
    means = np.stack([scores.parts[rows].mean(axis=0) for rows in groups.values()])
    rank, best, worst = ranks(means, scale.weights)
    for at in np.argsort(rank, kind="stable").tolist():
        name = list(groups)[at]
        rows = groups[name]
        yield ContributionGroup(
            *(field, name, len(rows), float(scores.linear[rows].mean()), float(scores.geometric[rows].mean())),
            *(int(rank[at]), int(best[at]), int(worst[at])),
        )


def _variants(weights: Numbers) -> Iterator[Numbers]:
    yield weights
    for at in range(len(weights)):
        for factor in _QUARTER:
            changed = weights.copy()
            changed[at] *= factor
            yield changed


def _ranks(scores: Numbers) -> Whole:
    """Return ranks from 1, the highest score; equal scores have the same, the least of theirs."""
    rounded = np.round(scores, 12)
    return np.searchsorted(np.sort(-rounded), -rounded) + 1
