"""The shifted beta-geometric model: both of the paper's cohorts, to the digits that are published."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from valuereport.insights.statistics.lifetimes import Cohort, Lifetimes, fitted

HIGH_END = (100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1)
REGULAR = (100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1)


def cohort(shares: tuple[float, ...]) -> Cohort:
    """Return 1,000 members of whom these percentages were there after 0, 1, ... renewals."""
    there = [round(10 * one) for one in shares]
    return Cohort(there[0], tuple(before - after for before, after in pairwise(there)))


@pytest.mark.parametrize(
    ("shares", "a", "b", "likelihood", "after_12"),
    [(HIGH_END, 0.6681, 3.8061, -1611.16, 0.3780), (REGULAR, 0.7041, 1.1820, -1680.27, 0.1700)],
)
def test_the_published_fits(shares: tuple[float, ...], a: float, b: float, likelihood: float, after_12: float) -> None:
    found = fitted([cohort(shares)])
    assert found is not None
    assert found.a == pytest.approx(a, abs=0.0001)
    assert found.b == pytest.approx(b, abs=0.0003)
    assert found.log_likelihood == pytest.approx(likelihood, abs=0.005)
    assert found.survival(12) == pytest.approx(after_12, abs=0.00006)


@pytest.mark.parametrize(
    ("shares", "a", "b", "after_12"), [(HIGH_END, 1.281, 7.790, 0.307), (REGULAR, 0.764, 1.296, 0.160)]
)
def test_few_years_project_too_little(shares: tuple[float, ...], a: float, b: float, after_12: float) -> None:
    found = fitted([cohort(shares[:5])])
    assert found is not None
    assert (found.a, found.b) == (pytest.approx(a, abs=0.0006), pytest.approx(b, abs=0.006))
    assert found.survival(12) == pytest.approx(after_12, abs=0.0006)


def test_retention_rises_though_no_member_changes() -> None:
    high, regular = Lifetimes(0.6681, 3.8061), Lifetimes(0.7041, 1.1820)
    assert high.retention([1, 2, 3, 4, 5]) == pytest.approx([0.8507, 0.8780, 0.8968, 0.9106, 0.9212], abs=0.00006)
    assert regular.retention([1, 2, 3, 4, 5]) == pytest.approx([0.6267, 0.7560, 0.8188, 0.8559, 0.8804], abs=0.00006)


@pytest.mark.parametrize(
    ("model", "expected", "residual"),
    [
        (Lifetimes(0.668, 3.806), 5.9226, (5.415, 5.902, 6.294, 6.620, 6.897)),
        (Lifetimes(0.704, 1.182), 3.6951, (2.965, 4.103, 4.870, 5.442, 5.894)),
    ],
)
def test_discounted_lifetimes(model: Lifetimes, expected: float, residual: tuple[float, ...]) -> None:
    assert model.expected(0.10) == pytest.approx(expected, abs=0.00006)
    assert [model.residual(n, 0.10) for n in range(1, 6)] == pytest.approx(residual, abs=0.0006)
    years = np.arange(0, 4000)
    assert model.expected(0.10) == pytest.approx(float(np.sum(model.survival(years) / 1.1**years)), abs=1e-6)
    assert model.years_paid(2, 4000, 0.10) == pytest.approx(model.residual(3, 0.10), abs=1e-6)
    assert model.years_paid(2, 10, 0.10) < model.residual(3, 0.10)


def test_cohorts_of_different_years_count_together() -> None:
    """Who joined later has had fewer renewals, and is still there: the same truth is found."""
    truth, rng = Lifetimes(0.9, 4.0), np.random.default_rng(5)
    cohorts = []
    for renewals in range(1, 8):
        chance = rng.beta(truth.a, truth.b, 20_000)
        lapses = rng.geometric(chance)
        cohorts.append(Cohort(20_000, tuple(int((lapses == year).sum()) for year in range(1, renewals + 1))))
    found = fitted(cohorts)
    assert found is not None
    assert (found.a, found.b) == (pytest.approx(truth.a, rel=0.05), pytest.approx(truth.b, rel=0.05))


@pytest.mark.parametrize("cohorts", [[], [Cohort(10, (0, 0))], [Cohort(10, (10,))], [Cohort(0, ())]])
def test_what_cannot_be_fitted_is_no_model(cohorts: list[Cohort]) -> None:
    assert fitted(cohorts) is None
