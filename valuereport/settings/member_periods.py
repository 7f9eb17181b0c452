"""The period of each member of a history: one for everybody, or each member's own year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.settings.period import OWN_YEAR, Period, year_before
from valuereport.settings.rates import Rates

Days = NDArray[np.datetime64]
FloatArray = NDArray[np.float64]
_NO_PERIOD: Final = -1
_FIRST, _LAST = np.datetime64("0002-01-01", "D"), np.datetime64("9999-12-31", "D")


@dataclass(frozen=True)
class MemberPeriods:
    """The distinct periods, in their order, and the number of each member's; -1 where nobody knows it."""

    distinct: tuple[Period, ...]
    number: NDArray[np.intp]

    def __getitem__(self, row: int) -> Period | None:
        """Return the period of the member in one row, None where nobody knows it."""
        number = int(self.number[row])
        return None if number == _NO_PERIOD else self.distinct[number]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Return which members have a period."""
        return np.not_equal(self.number, _NO_PERIOD)

    def days(self, of: Callable[[Period], date]) -> Days:
        """Return a day of each member's period, NaT where nobody knows it."""
        found = np.array([*(of(one) for one in self.distinct), np.datetime64("NaT")], dtype="datetime64[D]")
        return np.asarray(found[self.number])

    def figures(self, of: Callable[[Period], float]) -> FloatArray:
        """Return a figure of each member's period, NaN where nobody knows it."""
        return np.array([*map(of, self.distinct), np.nan], dtype=np.float64)[self.number]

    @cached_property
    def starts(self) -> Days:
        """Return the first day of each member's period."""
        return self.days(lambda period: period.start)

    @cached_property
    def ends(self) -> Days:
        """Return the day after the last of each member's period."""
        return self.days(lambda period: period.end)

    def contains(
        self, members: NDArray[np.intp], days: Days, window: Callable[[Period], tuple[date, date]] | None = None
    ) -> NDArray[np.bool_]:
        """Return which days lie in the period of their member, or in the `window` (first and last day) of that.

        `members`: the row of each day's member. A day of nobody's (under 0) is compared with the span of all periods.
        """
        windows = [window(one) if window else (one.start, one.last_day) for one in self.distinct]
        rows, whole = np.maximum(members, -1), days.astype("datetime64[D]")
        first = self._with_span([first for first, _ in windows], min)[rows]
        last = self._with_span([last for _, last in windows], max)[rows]
        return np.asarray((whole >= first) & (whole <= last))

    def begins_in(self, members: NDArray[np.intp], years: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return in which years the period of their member begins; of nobody's, those of any period."""
        own = np.append(self.figures(lambda period: period.start.year), np.nan)[members]
        any_of_all = np.isin(years, [one.start.year for one in self.distinct])
        return np.where(members < 0, any_of_all, years == own)

    def _with_span(self, days: Sequence[date], of_all: Callable[[Sequence[date]], date]) -> Days:
        """Return a day of each member's period, and behind them that of the span; NaT where nobody knows it."""
        nothing = np.datetime64("NaT")
        found = np.array([*days, nothing], dtype="datetime64[D]")[self.number]
        span = np.array([of_all(days) if days else nothing], dtype="datetime64[D]")
        return np.concatenate([found, span])

    @cached_property
    def rate_days(self) -> Days:
        """Return the day whose exchange rates count: the last of each period; of whom nobody knows it, the latest."""
        last = self.days(lambda period: period.last_day)
        return np.where(np.isnat(last), _LAST, last)

    def rates(self, currencies: pd.Series, rates: Rates) -> FloatArray:
        """Return the rate of each member's currency on that day, NaN where it has none."""
        codes, words = pd.factorize(currencies)
        days, numbers = np.unique(self.rate_days, return_inverse=True)
        found = [[rates.on(str(word), day) for word in words] for day in days.tolist()]
        table = [[rate.rate if rate else np.nan for rate in of_day] for of_day in found]
        return np.array(table, dtype=np.float64).reshape(len(days), len(words))[numbers, codes]

    def span(self, rows: NDArray[np.intp] | NDArray[np.bool_] | None = None) -> Period | None:
        """Return the days from the first to the last of some members' periods, None where there are none."""
        number = self.number if rows is None else self.number[rows]
        some = [self.distinct[one] for one in np.unique(number[number != _NO_PERIOD]).tolist()]
        if len(some) <= 1:
            return some[0] if some else None
        return Period(kind=OWN_YEAR, start=some[0].start, end=max(one.end for one in some))


def periods_of(members: pd.DataFrame, period: Period) -> MemberPeriods:
    """Return the members' periods: the settings' own, or the year before each renewal date. `members`: MEMBERS."""
    if not period.own:
        return MemberPeriods((period,), np.zeros(len(members), dtype=np.intp))
    renewals = members["renewal"].to_numpy().astype("datetime64[D]")
    renewals = np.where(renewals < _FIRST, np.datetime64("NaT"), renewals)  # 0001-01-01 is some systems' empty cell
    codes, days = pd.factorize(renewals, sort=True)
    return MemberPeriods(tuple(year_before(day) for day in days.astype(object)), codes.astype(np.intp))
