"""The terms of policy wins: which members each win affects, and for what part of the period it was in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from valuereport.calculator.draws import FloatArray
from valuereport.calculator.unit_values import UnitValue, line_of_win
from valuereport.settings import Period, PolicyWin, Settings
from valuereport.settings.member_periods import MemberPeriods
from valuereport.settings.period import years_later


@dataclass(frozen=True, slots=True)
class WinTerms:
    """One win's line and the members' weights in it: members x years since it came into force."""

    win: PolicyWin
    line: UnitValue
    weight: FloatArray


def win_terms(members: pd.DataFrame, settings: Settings, periods: MemberPeriods) -> tuple[WinTerms, ...]:
    """Return the wins that were in force in a member's period, in the order of the file."""
    found = []
    for win in settings.judgement.policy_wins:
        years = [year for year in _years(win) if any(start < end for start, end in year.within(periods.distinct))]
        if years:
            line = line_of_win(win, tuple(year.since for year in years), settings.judgement)
            found.append(WinTerms(win, line, _weights(members, win, years, periods)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Year:
    """One year in which a win is in force, `[start, end)`."""

    since: int  # whole years that it was in force before
    start: date
    end: date

    def within(self, periods: Iterable[Period]) -> Iterator[tuple[date, date]]:
        """Yield the first day and the day after the last on which it is in force in each period; none: start >= end."""
        for period in periods:
            yield max(self.start, period.start), min(self.end, period.end)


def _years(win: PolicyWin) -> Iterator[_Year]:
    """Yield the years in which a win is in force."""
    force_ends = _anniversary(win.in_force, win.duration_years)
    for year in range(int(np.ceil(win.duration_years))):
        yield _Year(year, _anniversary(win.in_force, year), min(_anniversary(win.in_force, year + 1), force_ends))


def _anniversary(start: date, years: float) -> date:
    """Return the anniversary after whole years (29 February's is 28 February), plus the rest in days of 365 a year."""
    whole = int(years)
    return years_later(start, whole) + timedelta(days=round((years - whole) * 365))


def _weights(members: pd.DataFrame, win: PolicyWin, years: Sequence[_Year], periods: MemberPeriods) -> FloatArray:
    """Return exposure x days in force while a member / days of the year from the period's start, one column a year."""
    affected = np.ones(len(members), dtype=bool)
    for column, values in win.segment.items():
        affected &= members[column].isin(list(values)).to_numpy()
    exposure = members["size"].fillna(0).to_numpy(dtype=float) if win.exposure == "size" else np.ones(len(members))
    joined = members["joined"].to_numpy().astype("datetime64[D]")
    days_of_year = periods.figures(lambda period: period.days_of_year)
    columns = []
    for year in years:
        start = np.maximum(periods.starts, np.datetime64(year.start))
        end = np.minimum(periods.ends, np.datetime64(year.end))
        # A member benefits from the day of joining on; without a joining date, from the start.
        days = np.maximum(0, (end - np.fmax(joined, start)).astype(float))
        days[~periods.known] = 0
        columns.append(affected * exposure * days / np.where(periods.known, days_of_year, 1))
    return np.column_stack(columns)
