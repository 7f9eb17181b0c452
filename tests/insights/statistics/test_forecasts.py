"""How good forecasts were: a worked example, what is right by construction, and what cannot be said."""

from __future__ import annotations

from math import isnan, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from valuereport.insights.statistics.forecasts import auc, brier, calibration_in_the_large, calibration_slope, skill

P, Y = (0.1, 0.2, 0.3, 0.4, 0.9), (0, 0, 1, 0, 1)


def test_the_worked_example() -> None:
    assert brier(P, Y) == pytest.approx(0.142)
    assert brier((0.4,) * 5, Y) == pytest.approx(0.24)
    assert skill(P, Y) == pytest.approx(0.4083, abs=0.00005)
    assert auc(P, Y) == pytest.approx(5 / 6)


def test_chances_that_are_right_are_calibrated() -> None:
    rng = np.random.default_rng(3)
    logits = rng.normal(-1.5, 1.0, 200_000)
    happened = rng.random(200_000) < expit(logits)
    assert calibration_slope(expit(logits), happened) == pytest.approx(1, abs=0.02)
    assert calibration_in_the_large(expit(logits), happened) == pytest.approx(0, abs=0.02)
    assert calibration_slope(expit(2 * logits), happened) == pytest.approx(0.5, abs=0.02)  # too extreme
    assert calibration_in_the_large(expit(logits - 0.7), happened) == pytest.approx(0.7, abs=0.02)


def test_one_rate_for_all_has_no_skill_and_a_wrong_one_has_less() -> None:
    assert skill([0.4] * 5, Y) == pytest.approx(0)
    assert skill([0.9] * 5, Y) < 0
    assert calibration_in_the_large([0.5] * 4, [1, 0, 0, 0]) == pytest.approx(log(1 / 3))


def test_what_cannot_be_said_is_no_number() -> None:
    assert isnan(auc([0.1, 0.2], [0, 0]))
    assert isnan(skill([0.1, 0.2], [0, 0]))
    assert isnan(calibration_slope([0.1, 0.2], [0, 0]))
    assert isnan(calibration_slope([0.3] * 4, [0, 1, 0, 1]))  # one chance for all has no slope
    assert isnan(brier([], []))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=40))
def test_ranks_alone_decide_the_auc(pairs: list[tuple[float, bool]]) -> None:
    p, y = np.array([one for one, _ in pairs]), np.array([one for _, one in pairs])
    wins = [(a > b) + 0.5 * (a == b) for a in p[y] for b in p[~y]]
    if wins:
        assert auc(p, y) == pytest.approx(float(np.mean(wins)))
