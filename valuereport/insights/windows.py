"""The two years that are compared: the run's period and the same days a year before, each as it was known then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from valuereport.model.histories import Histories

_YEAR: Final = 12  # months


@dataclass(frozen=True, slots=True)
class Window:
    """Days [start, end) that are looked at, and `known`, the day from which on nothing is known (datetime64[D]).

    The year before is looked at as it was known a year ago, so that a period that is not over, or whose last renewals
    are not decided yet, is compared with as much of the year before.
    """

    start: np.datetime64
    end: np.datetime64
    known: np.datetime64

    @property
    def until(self) -> np.datetime64:
        """Return the day after the last one of which something is known."""
        return min(self.end, self.known)


def windows(histories: Histories) -> tuple[Window, Window]:
    """Return the run's period and the year before."""
    now = Window(*(np.datetime64(day, "D") for day in (histories.start, histories.end, histories.as_at)))
    return now, Window(*(months_before(day, _YEAR) for day in (now.start, now.end, now.known)))


def months_before(day: np.datetime64, months: int) -> np.datetime64:
    """Return the same day of an earlier month, or that month's last day."""
    month = day.astype("datetime64[M]")
    earlier = month - np.timedelta64(months, "M")
    last = (earlier + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return min(earlier.astype("datetime64[D]") + (day - month.astype("datetime64[D]")), last)
