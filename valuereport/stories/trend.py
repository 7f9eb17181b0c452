"""Trends: figures of everybody over several periods, each as it was published in its year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from valuereport.errors import Problem
from valuereport.model.story import Published, Trend

_MEASURES: Final = ("members", "value", "median_value", "hours_saved", "leads", "cpd_hours", "share_above_fee")
_LEAP_DAYS: Final = 1


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The published figures of one run, and its period [start, end)."""

    run: str
    start: date
    end: date
    currency: str
    cells: Sequence[Published]


def trends(now: PeriodFigures, earlier: Sequence[PeriodFigures]) -> tuple[tuple[Trend, ...], tuple[Problem, ...]]:
    """Return the trends of everybody's figures, the oldest period first, and which runs were left out.

    A run is left out if its period has another length or overlaps that of another run. Its money is left out if it is
    in another currency.
    """
    used, problems = [now], []
    for period in sorted(earlier, key=lambda each: each.start, reverse=True):
        reason = _reason_to_leave_out(period, now, used[-1])
        if reason:
            problems.append(left_out_of_trend(period.run, reason))
        else:
            used.append(period)
    used.reverse()
    found = (_trend(measure, used, now.currency) for measure in _MEASURES)
    return tuple(trend for trend in found if trend), tuple(problems)


def left_out_of_trend(run: str, reason: str) -> Problem:
    """Return the problem that the trend leaves out a run."""
    return Problem("stories", "warning", reason, "left out of the trend", value=run)


def _reason_to_leave_out(period: PeriodFigures, now: PeriodFigures, following: PeriodFigures) -> str:
    if period.start >= now.start:
        return f"the run {period.run} is not of an earlier period"
    if period.end > following.start:
        return f"the period of the run {period.run} overlaps that of the run {following.run}"
    if abs((period.end - period.start).days - (now.end - now.start).days) > _LEAP_DAYS:
        return f"the period of the run {period.run} is not as long as that of the run {now.run}"
    return ""


def _trend(measure: str, periods: Sequence[PeriodFigures], currency: str) -> Trend | None:
    """Return one measure's trend; None if fewer than two of its points are published."""
    points, unit = [], None
    for period in periods:
        cell = next((cell for cell in period.cells if cell.measure == measure and not cell.segment), None)
        if cell is None or (cell.unit == "money" and period.currency != currency):
            continue
        unit = cell.unit
        points.append((period.start, cell.value))
    if unit is None or sum(value is not None for _, value in points) < 2:
        return None
    return Trend(measure, unit, tuple(points))
