"""What a new paying member costs, in all and by the channel through which they came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf
from typing import Final

import numpy as np
import pandas as pd

from valuereport.insights.divisions import OTHER
from valuereport.insights.facts import Year
from valuereport.insights.flywheel.sources import REFERRAL, UNKNOWN, Sources, Whole, channel_key
from valuereport.insights.folding import folded
from valuereport.insights.measures import MEASURED
from valuereport.insights.statistics.counts import poisson
from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.insights.windows import Window
from valuereport.model.flywheel import Acquisition, ChannelCost, HourValue
from valuereport.model.insight import Figure, Withheld

_COVERED: Final = 0.9
"""The share of a period's days that the rows of acquisition.csv must cover as a whole."""


@dataclass(frozen=True, slots=True)
class _Spent:
    """What is recorded of one channel in a period; `spend` is NaN where an amount is missing. None: no row."""

    spend: float
    hours: float
    rewards: float

    def plus(self, other: _Spent) -> _Spent:
        """Return the sum."""
        return _Spent(self.spend + other.spend, self.hours + other.hours, self.rewards + other.rewards)


def acquisition(
    now: Year, before: Year, sources: Sources, hour: HourValue | None, target: str
) -> Acquisition | Withheld:
    """Return the cost of new paying members of the period beside that of the year before.

    `hour`: what an hour of staff's time is taken for; without it nothing can be said of channels that took hours.
    Rows of acquisition.csv count by the share of their days that lie in the period. New members of a referral count for
    the channel "referral", whatever it is called; those of an unknown source widen the range of every channel.
    """
    if now.facts.histories.acquisition.empty:
        return Withheld("no_acquisition")
    paying = _paying(now)
    if isinstance(paying, Withheld):
        return paying
    if len(paying) < now.facts.rules.smallest:
        return Withheld("too_few", now.facts.rules.smallest)
    costs = _costs(now, paying, sources, hour)
    past = _paying(before)
    earlier = {} if isinstance(past, Withheld) else _costs(before, past, sources, hour)
    told = [_beside(one, earlier.get(name), target) for name, one in costs.items()]
    return Acquisition(
        whole=told[0],
        channels=tuple(sorted(told[1:], key=lambda one: (_order(one), one.channel))),
        hour=hour,
    )


def spellings(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return how the channels are called in acquisition.csv."""
    return tuple(dict.fromkeys(frame["channel"].tolist()))


def _paying(year: Year) -> Whole | Withheld:
    """Return the members who joined in a year and paid: not those whose fee is known to be nothing."""
    rows = MEASURED["joined"](year)
    if isinstance(rows, Withheld):
        return rows
    if isinstance(rows, Figure) or not len(rows.member):
        return Withheld("none_joined")
    fee = year.facts.renewals.terms["fee"].to_numpy(dtype=float)[rows.term]
    paid = ~np.isnat(year.facts.histories.members["paid"].to_numpy())[rows.member]
    if np.isnan(fee).all() and not paid.any():
        return Withheld("no_payments")
    return np.asarray(rows.member[(fee > 0) | (paid & ~(fee == 0))])


def _costs(year: Year, paying: Whole, sources: Sources, hour: HourValue | None) -> dict[str, ChannelCost]:
    """Return the cost of all ("") and of each channel."""
    frame, smallest = year.facts.histories.acquisition, year.facts.rules.smallest
    spent = _spent(frame, year.window)
    joins = pd.Series(sources.channel[paying]).value_counts(sort=False)
    counts = {name: int(joins.get(name, 0)) for name in sorted({*spent, *joins.index})}
    unknown, of_all = counts.get(UNKNOWN, 0), len(paying)
    everything = _sum(spent.values())
    covers = _covers(frame, year.window)
    found = {"": _cost("", of_all, 0, of_all, everything if covers else None, hour)}
    joined = np.array([*counts.values()], dtype=np.int64)
    small = folded(np.where(joined == 0, smallest, joined), smallest) & (joined > 0)
    for name, few in zip(counts, small.tolist(), strict=True):
        if not few:
            also = 0 if name == UNKNOWN else unknown
            found[name] = _cost(name, counts[name], also, of_all, spent.get(name) if covers else None, hour)
    if small.any():
        names = [name for name, few in zip(counts, small.tolist(), strict=True) if few]
        some = [spent.get(name) for name in names if name != UNKNOWN]  # nothing is spent on what nobody knows
        of_others = _sum(filter(None, some)) if covers and all(some) else None
        count = int(joined[small].sum())
        shown = count >= smallest
        cost = _cost(OTHER, count, unknown, of_all, of_others, hour)
        few_share = Figure(None, verdict="too_few", needed=smallest)
        found[OTHER] = cost if shown else replace(cost, joins=None, share=few_share, cost=Withheld("too_few", smallest))
    return found


def _spent(frame: pd.DataFrame, window: Window) -> dict[str, _Spent]:
    """Return what is recorded of each channel: every row by the share of its days that lie in the window."""
    starts, ends = (frame[name].to_numpy().astype("datetime64[D]") for name in ("starts", "ends"))
    inside = (np.minimum(ends, window.until) - np.maximum(starts, window.start)).astype(np.int64).clip(0)
    share = inside / (ends - starts).astype(np.int64)
    rows = frame[["spend", "hours", "rewards"]].mul(share, axis=0)[inside > 0]
    names = [
        REFERRAL if channel_key(name) == REFERRAL else name for name in frame["channel"].to_numpy()[inside > 0].tolist()
    ]
    sums = rows.groupby(np.array(names, dtype=object)).agg(lambda one: one.sum(skipna=False)) if names else rows
    return {str(name): _Spent(*amounts) for name, *amounts in sums.itertuples()}


def _sum(spent: Iterable[_Spent]) -> _Spent | None:
    total: _Spent | None = None
    for one in spent:
        total = one if total is None else total.plus(one)
    return total


def _covers(frame: pd.DataFrame, window: Window) -> bool:
    """Return whether the rows as a whole tell of the window: from its beginning to its end."""
    starts, ends = (frame[name].to_numpy().astype("datetime64[D]") for name in ("starts", "ends"))
    inside = (min(ends.max(), window.until) - max(starts.min(), window.start)).astype(np.int64)
    return bool(inside >= _COVERED * (window.until - window.start).astype(np.int64))


def _cost(
    channel: str, joins: int, unknown: int, of_all: int, spent: _Spent | None, hour: HourValue | None
) -> ChannelCost:
    """Return the cost of a channel. `unknown`: joins that may be of this channel, too."""
    share = proportion(joins, of_all)
    if spent is None or np.isnan(spent.spend):
        return ChannelCost(channel, joins, share, None, None, None, None, None, Withheld("no_spend"))
    known = (channel, joins, share, spent.spend, spent.hours)
    if spent.hours and hour is None:
        return ChannelCost(*known, None, spent.rewards, None, Withheld("no_hour_value"))
    low, central, high = (spent.hours * one for one in (hour.low, hour.central, hour.high)) if hour else (0.0,) * 3
    total = spent.spend + central + spent.rewards
    if not joins and not unknown:
        return ChannelCost(*known, central, spent.rewards, total, Withheld("none_joined"))
    fewest, most = float(poisson(joins)[0]), float(poisson(joins + unknown)[1])
    besides = spent.spend + spent.rewards
    cost = Figure(
        total / joins if joins else None,
        (besides + low) / most,
        (besides + high) / fewest if fewest else None,
        joins,
    )
    return ChannelCost(*known, central, spent.rewards, total, cost)


def _beside(one: ChannelCost, earlier: ChannelCost | None, target: str) -> ChannelCost:
    """Return a cost with its verdict and that of the year before."""
    if isinstance(one.cost, Withheld):
        return one
    past = earlier.cost if earlier is not None and isinstance(earlier.cost, Figure) else None
    return replace(one, cost=judged(one.cost, target, past), previous=past)


def _order(one: ChannelCost) -> float:
    value = one.cost.value if isinstance(one.cost, Figure) else None
    return inf if value is None else value
