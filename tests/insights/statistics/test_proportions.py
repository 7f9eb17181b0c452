"""Intervals of shares, and what a figure says of its target."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from valuereport.insights.statistics.proportions import newcombe, wilson
from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.model.insight import Figure


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(170, 200, 0.7939, 0.8929), (17, 20, 0.6396, 0.9476), (25, 100, 0.1755, 0.3430), (0, 10, 0, 0.2775)],
)
def test_wilson(successes: int, n: int, low: float, high: float) -> None:
    assert np.round(wilson(successes, n), 4).tolist() == [low, high]


@given(st.integers(0, 300), st.integers(1, 300))
def test_wilson_is_scipys(successes: int, n: int) -> None:
    successes = min(successes, n)
    expected = binomtest(successes, n).proportion_ci(method="wilson")
    assert np.allclose(np.array(wilson(successes, n)), [expected.low, expected.high], atol=1e-12)


def test_of_nobody_nothing_is_known() -> None:
    assert [one.tolist() for one in wilson([0, 1], [0, 1])] == [[0.0, pytest.approx(0.2065, abs=1e-4)], [1.0, 1.0]]
    assert proportion(0, 0, ">= 0.85") == Figure(None, n=0, target=">= 0.85", verdict="too_few")


@pytest.mark.parametrize(
    ("pair", "low", "high"),  # Newcombe 1998, table II, method 10: a to h
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe(pair: tuple[int, int, int, int], low: float, high: float) -> None:
    assert [round(float(one), 4) for one in newcombe(*pair)[1:]] == [low, high]


@pytest.mark.parametrize(
    ("successes", "n", "target", "verdict"),
    [
        (900, 1000, ">= 0.85", "met"),
        (800, 1000, ">= 0.85", "missed"),
        (850, 1000, ">= 0.85", "close"),
        (170, 200, ">= 0.85", "too_few"),
        (17, 20, ">= 0.85", "too_few"),
        (900, 1000, "<= 0.85", "missed"),
        (5, 1000, "<= 0.02", "met"),
        (5, 10, "", "no_target"),
    ],
)
def test_a_share_and_its_target(successes: int, n: int, target: str, verdict: str) -> None:
    assert proportion(successes, n, target).verdict == verdict


@pytest.mark.parametrize(
    ("share", "target"),
    [*((share, ">= 0.85") for share in (0.5, 0.8, 0.84, 0.85, 0.86, 0.9, 1.0)), (0.0, "<= 0.3"), (0.25, "<= 0.3")],
)
def test_the_number_that_would_decide_does_and_one_less_does_not(share: float, target: str) -> None:
    def of(n: int) -> Figure:
        low, high = wilson(share * n, n)
        return judged(Figure(share, float(low), float(high), n), target)

    needed = of(2).needed
    assert needed
    assert of(needed).verdict != "too_few"
    assert of(needed - 1).verdict == "too_few"


def test_a_counted_figure_is_compared_directly() -> None:
    assert judged(Figure(1200), ">= 1000").verdict == "met"
    assert judged(Figure(900), ">= 1000").verdict == "missed"
    assert judged(Figure(1000), "<= 1000").verdict == "met"


def test_an_interval_that_is_open_reaches_as_far_as_can_be() -> None:
    assert judged(Figure(20, 15, None, 40), "<= 14").verdict == "missed"
    assert judged(Figure(20, 10, None, 40), "<= 14") == Figure(20, 10, None, 40, "<= 14", "too_few", None)
    assert judged(Figure(None, 15, verdict="not_reached"), "<= 14").verdict == "not_reached"


def test_any_other_figure_needs_more_by_the_square_of_its_interval() -> None:
    assert judged(Figure(20, 10, 30, 40), "<= 15").needed == 40 * 4
    assert judged(Figure(100, 96, 104, 50), ">= 101") == Figure(100, 96, 104, 50, ">= 101", "too_few", 88)
    assert judged(Figure(100, 98, 102, 50), ">= 101").verdict == "close"


def test_a_target_of_the_change_takes_neither_period_as_certain() -> None:
    target = "change >= 0.10"
    assert judged(Figure(1120), target, Figure(1000)).verdict == "met"
    assert judged(Figure(1090), target, Figure(1000)).verdict == "missed"
    before = proportion(500, 1000)
    assert judged(proportion(620, 1000), target, before).verdict == "met"
    assert judged(proportion(480, 1000), target, before).verdict == "missed"
    unsure = judged(proportion(560, 1000), target, before)
    assert unsure.verdict == "too_few"
    assert unsure.needed
    both = [judged(proportion(56 * n, 100 * n), target, proportion(50 * n, 100 * n)) for n in (10, 80, 100)]
    assert [one.verdict for one in both] == ["too_few", "too_few", "close"]
    assert 8_000 < unsure.needed < 10_000
    assert judged(proportion(560, 1000), target).verdict == "not_due"


def test_a_target_of_no_change_is_newcombes_interval() -> None:
    _, low, _ = newcombe(56, 70, 48, 80)
    assert low > 0
    assert judged(proportion(56, 70), "change >= 0", proportion(48, 80)).verdict == "met"
    assert judged(proportion(48, 80), "change >= 0", proportion(56, 70)).verdict == "missed"
    assert judged(proportion(7, 10), "change >= 0", proportion(6, 10)).verdict == "too_few"


def test_a_target_of_the_change_after_nothing_cannot_be_due() -> None:
    assert judged(Figure(10), "change >= 0.10", Figure(0)).verdict == "not_due"
    assert judged(Figure(10), "change >= 0.10", Figure(None, n=0)).verdict == "not_due"
