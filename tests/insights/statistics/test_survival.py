"""Kaplan-Meier, with and without those who come under observation late."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from valuereport.insights.statistics.survival import kaplan_meier, log_rank

# Freireich et al. 1963: weeks in remission; a time with + is censored
MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
FIRST_VALUE = "3 5 9 14 14+ 20 30 45+ 90 120+"


def seen(text: str) -> tuple[list[float], list[bool]]:
    return [float(one.rstrip("+")) for one in text.split()], [not one.endswith("+") for one in text.split()]


def test_freireich() -> None:
    found = kaplan_meier(*seen(MERCAPTOPURINE))
    shares = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert {time: round(found.at(time)[0], 4) for time in shares} == shares
    assert [round(one, 4) for one in found.at(6)] == [0.8571, 0.6197, 0.9516]
    assert [round(one, 4) for one in found.at(23)] == [0.4482, 0.1881, 0.6801]
    assert found.median == (23, 13, None)
    assert found.at(40) == found.at(35)


def test_freireich_log_rank() -> None:
    z, p = log_rank(*seen(MERCAPTOPURINE), *seen(PLACEBO))
    assert (round(z, 4), round(z**2, 4), round(p, 7)) == (-4.0979, 16.7929, 4.17e-5)


def test_the_first_value_of_ten() -> None:
    found = kaplan_meier(*seen(FIRST_VALUE))
    times = (3, 5, 9, 14, 20, 30, 45, 90, 120)
    assert [round(found.at(time)[0], 2) for time in times] == [0.9, 0.8, 0.7, 0.6, 0.48, 0.36, 0.36, 0.18, 0.18]
    assert found.median[0] == 20
    assert [round(1 - found.at(day)[0], 2) for day in (14, 30)] == [0.4, 0.64]


def test_where_all_or_none_ended_the_interval_is_wilsons() -> None:
    found = kaplan_meier([1, 1, 2, 2], [False, False, True, True])
    assert found.by_wilson.tolist() == [True, True]
    assert np.round(found.low, 4).tolist() == [0.5101, 0]
    assert np.round(found.high, 4).tolist() == [1, 0.6576]
    assert found.at(0) == (1, pytest.approx(0.5101, abs=1e-4), 1)


def test_of_nobody_nothing_is_known() -> None:
    assert kaplan_meier([], []).at(1) == (1, 0, 1)
    assert kaplan_meier([], []).median == (None, None, None)


def test_who_comes_late_is_at_risk_from_then_on() -> None:
    # At 1: two of the three who began at 0; at 2: two more have come.
    found = kaplan_meier([1, 2, 2, 3, 3], [True, True, False, True, False], [0, 0, 1, 1, 0])
    assert found.at_risk.tolist() == [3, 4, 2]
    assert np.allclose(found.share, [2 / 3, 2 / 3 * 3 / 4, 2 / 3 * 3 / 4 / 2])
    assert found.median[0] == 2


people = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


@given(people)
def test_without_late_entries_it_is_scipys(those: list[tuple[int, bool]]) -> None:
    times, ended = np.array([one[0] for one in those], dtype=float), np.array([one[1] for one in those])
    found = kaplan_meier(times, ended)
    expected = ecdf(CensoredData.right_censored(times, ~ended)).sf
    assert np.allclose(found.share, expected.evaluate(found.times))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where it is not defined
        interval = expected.confidence_interval(method="log-log")
    clear = ~found.by_wilson
    assert np.allclose(found.low[clear], interval.low.evaluate(found.times)[clear])
    assert np.allclose(found.high[clear], interval.high.evaluate(found.times)[clear])
    assert np.all((found.low <= found.share + 1e-9) & (found.share <= found.high + 1e-9))


@given(people)
def test_a_life_cut_in_two_is_the_same_life(those: list[tuple[int, bool]]) -> None:
    """Who leaves unended at 7 and enters at 7 is one who stays: what one observes twice counts once."""
    times, ended = np.array([one[0] for one in those]), np.array([one[1] for one in those])
    whole, later = kaplan_meier(times, ended), times > 7
    cut = kaplan_meier(
        np.append(np.minimum(times, 7), times[later]),
        np.append(ended & ~later, ended[later]),
        np.append(np.full(len(times), -1), np.full(later.sum(), 7)),
    )
    assert np.allclose([whole.at(day)[0] for day in range(31)], [cut.at(day)[0] for day in range(31)])
