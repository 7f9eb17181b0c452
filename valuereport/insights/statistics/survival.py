"""Kaplan-Meier with entry times, and the log-rank test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from valuereport.insights.statistics.proportions import Numbers, Z, wilson

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Survival:
    """The share that has not ended after each time at which somebody was last seen, with its 95 % interval.

    All arrays have one entry a time: `at_risk` had entered before it and had not left before it; `ended` of them then.
    The interval is the log-log one with Greenwood's variance; where the share is 0 or 1 that is not defined, and it is
    Wilson's among those at risk (`by_wilson`).
    """

    times: Numbers
    at_risk: Counts
    ended: Counts
    share: Numbers
    low: Numbers
    high: Numbers
    by_wilson: NDArray[np.bool_]

    def at(self, time: float) -> tuple[float, float, float]:
        """Return the share after a time and its bounds; before the first time nobody has ended."""
        row = int(np.searchsorted(self.times, time, side="right")) - 1
        if row < 0:
            low, high = wilson(self.at_risk[0], self.at_risk[0]) if len(self.times) else (0.0, 1.0)
            return 1.0, float(low), float(high)
        return float(self.share[row]), float(self.low[row]), float(self.high[row])

    @property
    def median(self) -> tuple[float | None, float | None, float | None]:
        """Return the first time after which half or fewer remain, and its bounds; None: not reached.

        The bounds are where the interval's bounds reach a half (Brookmeyer and Crowley 1982).
        """
        return self._first(self.share), self._first(self.low), self._first(self.high)

    def _first(self, shares: Numbers) -> float | None:
        below = np.flatnonzero(shares <= 0.5 + 1e-12)
        return float(self.times[below[0]]) if len(below) else None


def kaplan_meier(times: ArrayLike, ended: ArrayLike, entered: ArrayLike | None = None) -> Survival:
    """Return the survival by time.

    `times`: when each one was last seen; `ended`: whether it ended then, else it is censored: seen up to then and
    not ended; `entered`: when it came under observation (it is at risk after that time), None: all from the start.
    """
    seen, event = np.asarray(times, dtype=float), np.asarray(ended, dtype=bool)
    at, place = np.unique(seen, return_inverse=True)
    gone = np.bincount(place[event], minlength=len(at)).astype(np.int64)
    at_risk = len(seen) - np.searchsorted(np.sort(seen), at, side="left")
    if entered is not None:
        late = np.sort(np.asarray(entered, dtype=float))
        at_risk = at_risk - (len(late) - np.searchsorted(late, at, side="left"))
    someone = at_risk > 0
    left = at_risk - gone
    share = np.cumprod(np.divide(left, at_risk, out=np.ones(len(at)), where=someone))
    defined = (share > 0) & (share < 1)
    terms = np.divide(gone, at_risk * left, out=np.zeros(len(at)), where=someone & (left > 0))
    reach = Z * np.sqrt(np.cumsum(terms)[defined]) / np.abs(np.log(share[defined]))
    low, high = wilson(np.where(share > 0, at_risk, 0), at_risk)
    low[defined], high[defined] = share[defined] ** np.exp(reach), share[defined] ** np.exp(-reach)
    return Survival(at, at_risk.astype(np.int64), gone, share, low, high, ~defined)


def log_rank(times: ArrayLike, ended: ArrayLike, other_times: ArrayLike, other_ended: ArrayLike) -> tuple[float, float]:
    """Return z and the two-sided p of the log-rank test; z is under zero where fewer of the first end than expected."""
    from scipy.stats import CensoredData, logrank  # it takes a third of a second, which no page of insights needs

    def _censored(times: ArrayLike, ended: ArrayLike) -> CensoredData:
        return CensoredData.right_censored(np.asarray(times, dtype=float), ~np.asarray(ended, dtype=bool))

    found = logrank(_censored(times, ended), _censored(other_times, other_ended))
    z = float(found.statistic)
    return z, float(2 * ndtr(-abs(z)))
