"""Figures of everybody over several periods, from what of each period may be published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from valuereport.errors import Problem
from valuereport.model.story import Contributions, Published, Trend

_MEASURES: Final = ("members", "value", "median_value", "hours_saved", "leads", "cpd_hours", "share_above_fee")
_DAYS_OF_A_LEAP_YEAR: Final = 1


def trends(
    now: tuple[Contributions, Sequence[Published]], earlier: Sequence[tuple[Contributions, Sequence[Published]]]
) -> tuple[tuple[Trend, ...], tuple[Problem, ...]]:
    """Return how the figures of everybody went on, the oldest period first, and which runs were left out.

    Each run comes with its figures as they may be shown. A run is left out whose period is not as long as this one's,
    or overlaps another's; its money, where the organisation kept its books in another currency.
    """
    used, problems = [now], []
    for each in sorted(earlier, key=lambda one: one[0].start, reverse=True):
        reason = _reason_against(each[0], now[0], used[-1][0])
        if reason:
            problems.append(Problem("stories", "warning", reason, "left out of the trend", value=each[0].name))
        else:
            used.append(each)
    used.reverse()
    found = (_trend(measure, used, now[0].currency) for measure in _MEASURES)
    return tuple(trend for trend in found if trend), tuple(problems)


def _reason_against(run: Contributions, now: Contributions, next_one: Contributions) -> str:
    if run.start >= now.start:
        return f"the run {run.name} is not of an earlier period"
    if run.end > next_one.start:
        return f"the period of the run {run.name} overlaps that of the run {next_one.name}"
    if abs((run.end - run.start).days - (now.end - now.start).days) > _DAYS_OF_A_LEAP_YEAR:
        return f"the period of the run {run.name} is not as long as that of the run {now.name}"
    return ""


def _trend(measure: str, runs: Sequence[tuple[Contributions, Sequence[Published]]], currency: str) -> Trend | None:
    """Return one measure's trend; None where it would have fewer than two points to show."""
    points, unit = [], None
    for run, published in runs:
        cell = next((cell for cell in published if cell.measure == measure and not cell.segment), None)
        if cell is None or (cell.unit == "money" and run.currency != currency):
            continue
        unit = cell.unit
        points.append((run.start, cell.value))
    if unit is None or sum(value is not None for _, value in points) < 2:
        return None
    return Trend(measure, unit, tuple(points))
