"""What moved a figure: Shapley values of its drivers; the mix of its groups and their rates. Both add up, always."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from valuereport.insights.statistics.proportions import Numbers, proportions, wilson
from valuereport.model.insight import Message

MOST_DRIVERS: Final = 8
"""Every set of drivers is evaluated: 2^8 times."""

_WORTH_A_WORD: Final = 0.25
"""A part under a quarter of the change is not told beside a larger one."""


def shapley(
    value: Callable[[Sequence[float]], float], before: Sequence[float], after: Sequence[float]
) -> tuple[float, ...]:
    """Return what each driver contributes to `value(after) - value(before)`; the contributions add up to it.

    A driver's contribution is its effect, averaged over all orders in which the drivers may change (Shapley 1953); of
    two factors that is the change of one times the mean of the other. Zeros and negative numbers are no exception.
    Raise ValueError for more than MOST_DRIVERS drivers.
    """
    count = len(before)
    if count > MOST_DRIVERS or count != len(after):
        raise ValueError(f"{count} and {len(after)} drivers, at most {MOST_DRIVERS} and equally many are possible")
    both = (before, after)
    values = [value([both[changed >> one & 1][one] for one in range(count)]) for changed in range(1 << count)]
    weights = [factorial(size) * factorial(count - size - 1) / factorial(count) for size in range(count)]
    return tuple(
        sum(
            weights[changed.bit_count()] * (values[changed | 1 << driver] - values[changed])
            for changed in range(1 << count)
            if not changed >> driver & 1
        )
        for driver in range(count)
    )


def mix_and_rates(
    before_shares: ArrayLike, before_rates: ArrayLike, after_shares: ArrayLike, after_rates: ArrayLike
) -> tuple[Numbers, Numbers]:
    """Return the mix part and the rate part of each group in the change of `sum(shares * rates)` (Kitagawa 1955).

    The mix is centred on the mean rate of both periods: a group above it that grows adds to the rate. A group that
    appears or disappears has no rate (NaN) in one period; the one that is known stands for both.
    """
    old_share, old_rate = np.asarray(before_shares, dtype=float), np.asarray(before_rates, dtype=float)
    new_share, new_rate = np.asarray(after_shares, dtype=float), np.asarray(after_rates, dtype=float)
    old, new = np.where(np.isnan(old_rate), new_rate, old_rate), np.where(np.isnan(new_rate), old_rate, new_rate)
    old, new = np.nan_to_num(old), np.nan_to_num(new)  # a group that is in neither period
    mean = (np.sum(old_share * old) + np.sum(new_share * new)) / 2
    return (new_share - old_share) * ((old + new) / 2 - mean), (old_share + new_share) / 2 * (new - old)


@dataclass(frozen=True, slots=True)
class Moved:
    """The change of a rate and its parts by group, in the order given: they add up to `change`."""

    change: float
    mix: Numbers
    rates: Numbers
    rates_low: float  # the interval of the sum of `rates`
    rates_high: float
    message: Message


def moved(before_successes: ArrayLike, before_n: ArrayLike, successes: ArrayLike, n: ArrayLike) -> Moved:
    """Return what moved a rate whose groups are counted in two periods, one entry a group. Both periods count somebody.

    The interval of the rate part joins the Wilson intervals of the groups' rates, weighted by their mean shares, as
    Newcombe joins two: the distances to the bounds are added as squares.
    """
    old_won, old_n, new_won, new_n = (
        np.asarray(one, dtype=float) for one in (before_successes, before_n, successes, n)
    )
    old_share, new_share = old_n / old_n.sum(), new_n / new_n.sum()
    old, new = proportions(old_won, old_n), proportions(new_won, new_n)
    mix, rates = mix_and_rates(old_share, old, new_share, new)
    both = (old_n > 0) & (new_n > 0)
    weight = ((old_share + new_share) / 2)[both]
    (old_low, old_high), (new_low, new_high) = wilson(old_won[both], old_n[both]), wilson(new_won[both], new_n[both])
    total = float(rates.sum())
    low = total - float(np.sqrt(np.sum(weight**2 * ((new[both] - new_low) ** 2 + (old_high - old[both]) ** 2))))
    high = total + float(np.sqrt(np.sum(weight**2 * ((new_high - new[both]) ** 2 + (old[both] - old_low) ** 2))))
    change = float(new_won.sum() / new_n.sum() - old_won.sum() / old_n.sum())
    return Moved(change, mix, rates, low, high, message(change, float(mix.sum()), total, low, high))


def message(change: float, mix: float, rates: float, low: float, high: float) -> Message:
    """Return what is told of a change: its mix, its rates, both, or nothing where neither can be told.

    The rates moved it where their part has its sign and an interval without zero; where they did not, the mix did if
    it is at least half of the change. A part under a quarter of the change is not told beside the other.
    """
    if not change:
        return ""
    if rates / change > 0 and not low <= 0 <= high:
        if mix / change < _WORTH_A_WORD:
            return "rate"
        return "both" if rates / change >= _WORTH_A_WORD else "mix"
    return "mix" if mix / change >= 0.5 else ""
