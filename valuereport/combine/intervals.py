"""Rejoins: several intervals of one person at one occasion count once, for the time that they cover together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NEAR: Final = 3 * 3600
"""Seconds between leaving and coming back that still are one visit, also across midnight."""

Moments = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Visits:
    """Intervals as visits; the arrays are aligned with the intervals.

    `visit`: its number. `first`: whether it is the earliest interval of its visit. `hours`: what the visit's intervals
    cover together, in its first interval, 0 elsewhere.
    """

    visit: NDArray[np.int64]
    first: NDArray[np.bool_]
    hours: NDArray[np.float64]


def in_utc(frame: pd.DataFrame, name: str) -> Moments:
    """Return the moments of a date column in UTC; where no offset is given, as they are written."""
    moments: Moments = frame[name].to_numpy()
    offsets = frame[f"{name}_offset"].to_numpy(dtype=float)
    said = ~np.isnan(offsets)
    if not said.any():
        return moments
    return np.asarray(moments - np.where(said, offsets, 0).astype("timedelta64[s]"))


def hours_between(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Return how long each row's interval is, NaN where there is none. The clocks may change in between."""
    return np.asarray((in_utc(frame, "end") - in_utc(frame, "date")) / np.timedelta64(1, "h"))


def visits(series: NDArray[np.int64], day: NDArray[np.int64], start: Moments, end: Moments) -> Visits:
    """Return which intervals of a series (one person, one title) are one visit, and the hours of each visit.

    One visit are the intervals that begin on the same `day`, as it is written, and those that overlap or lie within
    NEAR of each other, whatever the day. The arrays are aligned; `start` and `end` are in UTC.
    """
    order = np.lexsort((end, start, series))
    frame = pd.DataFrame({"series": series, "day": day, "start": _seconds(start), "end": _seconds(end)}).iloc[order]
    number = np.arange(len(frame))
    reached = frame.groupby("series")["end"].cummax().groupby(frame["series"]).shift(fill_value=-(2**62)).to_numpy()
    begins, ends = frame["start"].to_numpy(), frame["end"].to_numpy()
    last_of_day = pd.Series(number).groupby([frame["series"].to_numpy(), frame["day"].to_numpy()]).transform("max")
    day_goes_on = np.zeros(len(frame), np.bool_)
    day_goes_on[1:] = np.maximum.accumulate(last_of_day.to_numpy())[:-1] >= number[1:]
    new = ~day_goes_on & (begins > reached + NEAR)
    visit = np.cumsum(new) - 1
    fresh = np.maximum(0, ends - np.maximum(begins, reached))
    totals = np.bincount(visit, fresh) / 3600
    found = Visits(np.empty(len(frame), np.int64), np.zeros(len(frame), np.bool_), np.zeros(len(frame)))
    found.visit[order], found.first[order], found.hours[order] = visit, new, np.where(new, totals[visit], 0.0)
    return found


def _seconds(moments: Moments) -> NDArray[np.int64]:
    return moments.astype("datetime64[s]").astype(np.int64)
