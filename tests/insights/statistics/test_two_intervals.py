"""The chance that two intervals exclude zero at once."""

from __future__ import annotations

import pytest
from scipy.stats import multivariate_normal

from valuereport.insights.statistics.proportions import Z
from valuereport.insights.statistics.two_intervals import chance_of_both


def test_from_independent_to_one_and_the_same() -> None:
    assert chance_of_both(0.5, 0.5, 0.25) == pytest.approx(0.0025)
    assert chance_of_both(0.3, 0.3, 0.3) == pytest.approx(0.05)  # the same people in both
    assert chance_of_both(0.3, 0.7, 0.0) == pytest.approx(0.05)  # whoever is in one is not in the other
    assert chance_of_both(0.0, 0.4, 0.0) == 0.0


@pytest.mark.parametrize("both", [0.45, 0.5, 0.6])
def test_as_the_normal_distribution_of_two_numbers_has_it(both: float) -> None:
    r = (both - 0.7 * 0.7) / 0.21
    above = [float(multivariate_normal.cdf([-Z, -Z], cov=[[1, one], [one, 1]])) for one in (r, -r)]
    assert chance_of_both(0.7, 0.7, both) == pytest.approx(2 * sum(above), rel=1e-4)
