"""The exchange rates of many amounts at once: each by its currency and its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.settings import Settings
from valuereport.settings.member_periods import MemberPeriods

FloatArray = NDArray[np.float64]


class DayRates:
    """Looks up rates, and remembers which currencies were needed on a day before their first rate."""

    def __init__(self, settings: Settings, periods: MemberPeriods) -> None:
        self._settings = settings
        self._rates = settings.workspace.dated_rates
        self.periods = periods
        self._needed: dict[str, date] = {}  # the earliest day before the first rate, by currency

    def on(self, currencies: Sequence[str], number: NDArray[np.intp], days: NDArray[np.datetime64]) -> FloatArray:
        """Return the rate of each amount, NaN where its currency has none.

        `number`: the position of each amount's currency in `currencies`; `days` holds no NaT.
        """
        found = np.full(len(number), np.nan)
        for position, currency in enumerate(currencies):
            rows = np.flatnonzero(number == position)
            dated = self._rates.dated.get(currency, ())
            if not len(rows) or not dated:
                continue
            if currency == self._rates.home:
                found[rows] = 1.0
                continue
            starts = np.array([rate.date for rate in dated], dtype="datetime64[D]")
            of_rows = days[rows].astype("datetime64[D]")
            at = np.searchsorted(starts, of_rows, side="right") - 1
            found[rows] = np.array([rate.rate for rate in dated])[np.maximum(at, 0)]
            if (at < 0).any():
                self._remember(currency, of_rows.min().item())
        return found

    def on_last_day(
        self, currencies: Sequence[str], number: NDArray[np.intp], members: NDArray[np.intp] | None = None
    ) -> FloatArray:
        """Return the rate of each amount on the last day of its member's period; as `on`.

        `members`: the row of each amount's member; where not given, the amounts are those of all members.
        """
        days = self.periods.rate_days
        return self.on(currencies, number, days if members is None else days[members])

    def _remember(self, currency: str, day: date) -> None:
        self._needed[currency] = min(day, self._needed.get(currency, day))

    def problems(self) -> list[Problem]:
        """Return a warning for each currency that was needed before its first rate."""
        return [
            Problem(
                "combine",
                "warning",
                f"amounts of days before the first rate of {currency}, {self._rates.dated[currency][0].date}",
                "its first rate is used for them; add an earlier one to the settings",
                self._settings.path.name,
                column="rate",
                value=f"{currency} on {day}",
            )
            for currency, day in sorted(self._needed.items())
        ]
