"""Rates within strata: who only looks better, whose rows belong together, and where everybody won."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from valuereport.insights.statistics.proportions import newcombe
from valuereport.insights.statistics.stratified import RateDifference, rate_difference


def of_cells(*cells: tuple[int, int, int, int], times: int = 1) -> RateDifference:
    """Return the difference of strata (exposed who won, exposed, others who won, others); each row its own cluster."""
    rows = [
        (stratum, exposed, won < wins)
        for stratum, (wins1, n1, wins0, n0) in enumerate(cells)
        for exposed, wins, n in ((True, wins1, n1), (False, wins0, n0))
        for won in range(n)
    ]
    stratum, exposed, won = (np.repeat(np.array(one), times) for one in zip(*rows, strict=True))
    found = rate_difference(exposed, won, stratum, np.repeat(np.arange(len(rows)), times))
    assert found
    return found


def sato(cells: tuple[tuple[int, int, int, int], ...]) -> tuple[float, float]:
    """Return the estimate and its standard error (Sato 1989)."""
    a, n1, b, n0 = np.array(cells, dtype=float).T
    n = n1 + n0
    difference = np.sum((a * n0 - b * n1) / n) / np.sum(n1 * n0 / n)
    p = np.sum((n1**2 * b - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2)
    q = np.sum((a * (n0 - b) + b * (n1 - a)) / (2 * n))
    return float(difference), float(np.sqrt(difference * p + q) / np.sum(n1 * n0 / n))


def test_in_one_stratum_it_is_newcombes() -> None:
    found = of_cells((56, 70, 48, 80))
    expected = [float(one) for one in newcombe(56, 70, 48, 80)]
    assert np.allclose([found.value, found.low, found.high], expected, atol=0.003)
    assert found.p < 0.05


def test_with_many_rows_it_is_mantel_haenszels_with_satos_variance() -> None:
    cells = ((520, 700, 480, 800), (300, 320, 850, 910), (90, 130, 60, 100), (1, 2, 3, 3))
    found, (difference, error) = of_cells(*cells), sato(cells)
    assert abs(found.value - difference) < 1e-12
    assert np.allclose([found.low, found.high], [difference - 1.96 * error, difference + 1.96 * error], atol=0.003)
    assert difference / error - 0.5 < norm.isf(found.p / 2) <= difference / error


def test_a_difference_that_is_only_the_strata_is_none() -> None:
    # Renewal is 60 % and 90 % whoever used it, but most users are long-standing members.
    found = of_cells((12, 20, 60, 100), (90, 100, 18, 20))
    assert abs(found.value) < 1e-12
    assert found.low < 0 < found.high
    assert found.p > 0.99


def test_rows_of_one_member_count_once() -> None:
    cells = ((30, 40, 45, 80), (28, 30, 50, 60))
    once, thrice = of_cells(*cells), of_cells(*cells, times=3)
    assert thrice.value == once.value
    assert np.allclose([once.low, once.high], [thrice.low, thrice.high], atol=0.005)


def test_where_all_of_the_exposed_won_the_interval_is_no_point() -> None:
    found = of_cells((12, 12, 85, 100))
    assert found.low < 0.05
    assert found.high > 0.2
    everybody = of_cells((20, 20, 20, 20))
    assert (everybody.value, everybody.p) == (0, 1)
    assert everybody.low < -0.1 < 0.1 < everybody.high


def test_strata_without_both_say_nothing() -> None:
    assert of_cells((5, 10, 0, 0), (8, 10, 5, 10)).n == 20
    alone = np.array([True, False])
    assert rate_difference(alone, alone, np.array([0, 1]), np.array([0, 1])) is None


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Of 400 drawn organisations: members with four terms each, habits of use and of renewing of their own."""
    rng = np.random.default_rng(18)
    held = 0
    for _ in range(400):
        member = np.repeat(np.arange(100), 4)
        stratum = rng.integers(0, 6, 400)
        habit = rng.random(100) < 0.3
        exposed = np.where(rng.random(400) < 0.9, habit[member], rng.random(400) < 0.3)
        loyal = rng.choice([-0.15, 0.15], 100)
        won = rng.random(400) < 0.8 - 0.05 * (stratum % 2) + loyal[member]
        found = rate_difference(exposed, won, stratum, member)
        held += found is not None and found.low <= 0 <= found.high
    assert 0.92 <= held / 400 <= 0.98
