"""Engagements -> who used what within which days, by sorted keys instead of a search for each member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Keys = NDArray[np.int64]
Days = NDArray[np.datetime64]

_SPAN: Final = 1 << 20
"""More days than any two dates lie apart: a key is the member's place times this, and the day."""

_EARLY: Final = 0.001
"""The share of the engagements that may stand before the day on which they begin: one wrong date is no beginning."""


@dataclass(frozen=True, slots=True)
class Uses:
    """Engagements as keys in ascending order: member and day in one number, and the activity of each."""

    keys: Keys
    activity: NDArray[np.int16]
    begin: np.datetime64  # the first day of the month from which engagements are recorded; NaT where there are none

    def of(self, activity: int) -> Keys:
        """Return the keys of one activity."""
        return np.asarray(self.keys[self.activity == activity])


def uses(engagements: pd.DataFrame) -> Uses:
    """Return the engagements of histories (in the order of member and date) as keys."""
    dates = days(engagements["date"])
    rank = int(len(dates) * _EARLY)
    earliest = np.partition(dates, rank)[rank] if len(dates) else np.datetime64("NaT", "D")
    begin = earliest.astype("datetime64[M]").astype("datetime64[D]")
    return Uses(key(engagements["member"].to_numpy(), dates), engagements["activity"].to_numpy(), begin)


def days(dates: pd.Series) -> Days:
    """Return a column of days as days."""
    return np.asarray(dates.to_numpy().astype("datetime64[D]"))


def key(member: NDArray[np.integer], date: Days) -> Keys:
    """Return a number for each member and day that sorts as they do."""
    return np.asarray(member.astype(np.int64) * _SPAN + date.astype(np.int64) + _SPAN // 2)


def day_of(keys: Keys) -> Days:
    """Return the days of keys."""
    return np.asarray((keys % _SPAN - _SPAN // 2).astype("datetime64[D]"))


def member_of(keys: Keys) -> NDArray[np.int64]:
    """Return the members of keys."""
    return np.asarray(keys // _SPAN)


def count(keys: Keys, member: NDArray[np.integer], first: Days, until: Days) -> NDArray[np.int64]:
    """Return for each window of a member's days, from `first` to the day before `until`, how many uses lie in it."""
    return np.searchsorted(keys, key(member, until)) - np.searchsorted(keys, key(member, first))
