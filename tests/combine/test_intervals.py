"""Rejoins count the time that they cover together, once, and belong to one visit whatever the calendar says."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from valuereport.combine.intervals import NEAR, Visits, hours_between, in_utc, visits

BASE = datetime(2026, 3, 1)  # noqa: DTZ001 - the moments are in UTC
Interval = tuple[int, int, int, int]  # series, minutes from BASE in UTC, length in minutes, hours ahead of UTC
INTERVALS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 4 * 1440), st.integers(0, 300), st.integers(-12, 14)),
    min_size=1,
    max_size=20,
)


def found(intervals: list[Interval]) -> Visits:
    series = np.array([one for one, *_ in intervals], np.int64)
    starts = [BASE + timedelta(minutes=minute) for _, minute, _, _ in intervals]
    ends = [start + timedelta(minutes=length) for start, (_, _, length, _) in zip(starts, intervals, strict=True)]
    days = [
        (start + timedelta(hours=offset)).toordinal() for start, (*_, offset) in zip(starts, intervals, strict=True)
    ]
    return visits(series, np.array(days), np.array(starts, "datetime64[s]"), np.array(ends, "datetime64[s]"))


def groups(one: Visits) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(one.visit == number).tolist()) for number in one.visit.tolist()}


@given(INTERVALS)
def test_the_hours_of_a_visit_are_its_minutes_counted_once(intervals: list[Interval]) -> None:
    one = found(intervals)
    for rows in groups(one):
        members = [intervals[row] for row in rows]
        minutes = {minute for _, first, length, _ in members for minute in range(first, first + length)}
        assert len({series for series, *_ in members}) == 1
        assert [row for row in rows if one.first[row]] == [row for row in rows if one.first[row]][:1] != []
        assert round(sum(one.hours[row] for row in rows) * 60) == len(minutes)
        assert all(one.hours[row] == 0 for row in rows if not one.first[row])
        first = next(row for row in rows if one.first[row])
        assert intervals[first][1] == min(minute for _, minute, _, _ in members)
        span = max(minute + length for _, minute, length, _ in members) - intervals[first][1]
        assert one.hours[first] * 60 <= span + 1e-6


@given(INTERVALS)
def test_what_overlaps_or_begins_on_one_day_is_one_visit(intervals: list[Interval]) -> None:
    """Visits differ by their days, and lie more than NEAR apart."""
    one = found(intervals)
    for row, (series, minute, length, offset) in enumerate(intervals):
        for other, (its_series, its_minute, its_length, its_offset) in enumerate(intervals):
            if series != its_series or one.visit[row] == one.visit[other]:
                continue
            day = (BASE + timedelta(minutes=minute, hours=offset)).date()
            assert day != (BASE + timedelta(minutes=its_minute, hours=its_offset)).date()
            gap = max(its_minute - minute - length, minute - its_minute - its_length)
            assert gap * 60 > NEAR


@given(INTERVALS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(intervals: list[Interval], chance: random.Random) -> None:
    order = list(range(len(intervals)))
    chance.shuffle(order)
    one, shuffled = found(intervals), found([intervals[row] for row in order])
    assert {frozenset(order[row] for row in rows) for rows in groups(shuffled)} == groups(one)
    assert sorted(shuffled.hours.tolist()) == sorted(one.hours.tolist())


@given(INTERVALS)
def test_without_neighbours_on_other_days_a_visit_is_a_day(intervals: list[Interval]) -> None:
    """Visits between nine and five, all in one offset: the day alone decides."""
    office = [
        (series, minute // 1440 * 1440 + 540 + minute % 240, length % 240, 0) for series, minute, length, _ in intervals
    ]
    days = {}
    for row, (series, minute, _, _) in enumerate(office):
        days.setdefault((series, minute // 1440), set()).add(row)
    assert groups(found(office)) == set(map(frozenset, days.values()))


def test_a_chain_of_rejoins_across_two_midnights_is_one_visit() -> None:
    chain = [(0, 1380 + 120 * step, 100, 0) for step in range(14)]
    one = found(chain)
    assert one.first.sum() == 1
    assert one.hours.sum() == 14 * 100 / 60


def test_the_same_title_on_the_next_evening_is_another_visit() -> None:
    assert groups(found([(0, 1380, 100, 0), (0, 1380 + 1440, 100, 0)])) == {frozenset({0}), frozenset({1})}


def test_no_interval_is_no_visit() -> None:
    assert len(found([]).visit) == 0


def test_hours_are_reckoned_in_utc() -> None:
    frame = pd.DataFrame(
        {
            "date": np.array(["2026-10-25T01:50:00", "2026-10-25T01:50:00", "NaT"], "datetime64[s]"),
            "end": np.array(["2026-10-25T01:10:00", "2026-10-25T02:10:00", "2026-10-25T02:10:00"], "datetime64[s]"),
            "date_offset": [3600.0, np.nan, np.nan],
            "end_offset": [0.0, np.nan, 0.0],
        }
    )
    assert in_utc(frame, "date").astype(str).tolist() == ["2026-10-25T00:50:00", "2026-10-25T01:50:00", "NaT"]
    assert np.array_equal(hours_between(frame), [1 / 3, 1 / 3, np.nan], equal_nan=True)
