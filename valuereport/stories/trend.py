"""Figures of everybody over several periods: each as it was published in its own year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from valuereport.errors import Problem
from valuereport.model.story import Published, Trend

_MEASURES: Final = ("members", "value", "median_value", "hours_saved", "leads", "cpd_hours", "share_above_fee")
_DAYS_OF_A_LEAP_YEAR: Final = 1


@dataclass(frozen=True, slots=True)
class Year:
    """What was published of one run, and of which period [start, end)."""

    run: str
    start: date
    end: date
    currency: str
    cells: Sequence[Published]


def trends(now: Year, earlier: Sequence[Year]) -> tuple[tuple[Trend, ...], tuple[Problem, ...]]:
    """Return how the figures of everybody went on, the oldest period first, and which runs were left out.

    A run is left out whose period is not as long as this one's, or overlaps another's; its money, where the
    organisation kept its books in another currency.
    """
    used, problems = [now], []
    for year in sorted(earlier, key=lambda each: each.start, reverse=True):
        reason = _reason_against(year, now, used[-1])
        if reason:
            problems.append(left_out(year.run, reason))
        else:
            used.append(year)
    used.reverse()
    found = (_trend(measure, used, now.currency) for measure in _MEASURES)
    return tuple(trend for trend in found if trend), tuple(problems)


def left_out(run: str, reason: str) -> Problem:
    """Return that the trend does without a run."""
    return Problem("stories", "warning", reason, "left out of the trend", value=run)


def _reason_against(year: Year, now: Year, next_one: Year) -> str:
    if year.start >= now.start:
        return f"the run {year.run} is not of an earlier period"
    if year.end > next_one.start:
        return f"the period of the run {year.run} overlaps that of the run {next_one.run}"
    if abs((year.end - year.start).days - (now.end - now.start).days) > _DAYS_OF_A_LEAP_YEAR:
        return f"the period of the run {year.run} is not as long as that of the run {now.run}"
    return ""


def _trend(measure: str, years: Sequence[Year], currency: str) -> Trend | None:
    """Return one measure's trend; None where it would have fewer than two points to show."""
    points, unit = [], None
    for year in years:
        cell = next((cell for cell in year.cells if cell.measure == measure and not cell.segment), None)
        if cell is None or (cell.unit == "money" and year.currency != currency):
            continue
        unit = cell.unit
        points.append((year.start, cell.value))
    if unit is None or sum(value is not None for _, value in points) < 2:
        return None
    return Trend(measure, unit, tuple(points))
