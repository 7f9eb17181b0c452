"""The terms of policy wins: which members each win affects, and for what part of the period it was in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from valuereport.calculator.draws import FloatArray
from valuereport.calculator.unit_values import UnitValue, line_of_win
from valuereport.settings import Period, PolicyWin, Settings


@dataclass(frozen=True, slots=True)
class WinTerms:
    """One win's line and the members' weights in it: members x years since it came into force."""

    win: PolicyWin
    line: UnitValue
    weight: FloatArray


def win_terms(members: pd.DataFrame, settings: Settings) -> tuple[WinTerms, ...]:
    """Return the wins that were in force in the period, in the order of the file."""
    period = settings.workspace.period
    found = []
    for win in settings.judgement.policy_wins:
        spans = _spans(win, period)
        if spans:
            line = line_of_win(win, tuple(year for year, _, _ in spans), settings.judgement)
            found.append(WinTerms(win, line, _weights(members, win, spans, period)))
    return tuple(found)


def _spans(win: PolicyWin, period: Period) -> list[tuple[int, date, date]]:
    """Return (years since in force, first day, day after the last) for each year of the win that meets the period."""
    force_ends = _anniversary(win.in_force, win.duration_years)
    spans = []
    for year in range(int(np.ceil(win.duration_years))):
        start = max(_anniversary(win.in_force, year), period.start)
        end = min(_anniversary(win.in_force, year + 1), force_ends, period.end)
        if start < end:
            spans.append((year, start, end))
    return spans


def years_later(day: date, years: int) -> date:
    """Return the same day some years later; that of 29 February is 28 February where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def _anniversary(start: date, years: float) -> date:
    """Return the anniversary after whole years (29 February's is 28 February), plus the rest in days of 365 a year."""
    whole = int(years)
    return years_later(start, whole) + timedelta(days=round((years - whole) * 365))


def _weights(members: pd.DataFrame, win: PolicyWin, spans: list[tuple[int, date, date]], period: Period) -> FloatArray:
    """Return exposure x days in force while a member / days of the year from the period's start, one column a span."""
    affected = np.ones(len(members), dtype=bool)
    for column, values in win.segment.items():
        affected &= members[column].isin(list(values)).to_numpy()
    exposure = members["size"].fillna(0).to_numpy(dtype=float) if win.exposure == "size" else np.ones(len(members))
    joined = members["joined"].to_numpy().astype("datetime64[D]")
    year = (years_later(period.start, 1) - period.start).days
    columns = []
    for _, start, end in spans:
        # A member benefits from the day of joining on; without a joining date, from the start.
        first_day = np.fmax(joined, np.datetime64(start))
        days = np.maximum(0, (np.datetime64(end) - first_day).astype(float))
        columns.append(affected * exposure * days / year)
    return np.column_stack(columns)
