"""Composite indicators, counts and medians, to the digits that the books give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.insights.statistics.composite import capped_log, geometric, geometric_above_zero, linear
from valuereport.insights.statistics.counts import median, needed_for_change, poisson


def test_the_geometric_mean_rewards_balance() -> None:
    """The OECD's handbook: linear sums make up for what is lacking."""
    scores, weights = [0.9, 0.1, 0.5], [0.5, 0.3, 0.2]
    assert linear(scores, weights) == pytest.approx(0.58)
    assert geometric(scores, weights) == pytest.approx(0.4139, abs=5e-5)
    assert geometric([0.9, 0.0, 0.5], weights) == 0
    assert geometric_above_zero([0.9, 0.0, 0.5], weights) == pytest.approx(1.9**0.5 * 1.5**0.2 - 1)


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_the_product_is_at_most_the_sum(scores: list[float]) -> None:
    weights = [0.5, 0.3, 0.2]
    assert 0 <= geometric_above_zero(scores, weights) <= linear(scores, weights) + 1e-12 <= 1 + 1e-9


def test_counts_are_capped_and_level_off() -> None:
    assert capped_log([[0, 3], [3, 15], [9, 15]], [3, 15]).tolist() == [[0, 0.5], [1, 1], [1, 1]]


def test_garwoods_interval_of_a_count() -> None:
    """10 events: 4.795 to 18.390 (Garwood's table)."""
    low, high = poisson([0, 10])
    assert low == pytest.approx([0, 4.795], abs=5e-4)
    assert high == pytest.approx([3.689, 18.390], abs=5e-4)


def test_the_interval_of_a_median_by_order() -> None:
    """Of ten the second and the ninth; of five there is none."""
    assert median([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) == (5.5, 2.0, 9.0)
    assert median([1, 2, 3, 4, 5]) == (3.0, None, None)


def test_how_many_show_that_churn_fell() -> None:
    """16 % to 15.2 %: 32,000 in each year; Fleiss's example without correction: 0.5 to 0.25 needs 58."""
    assert needed_for_change(0.16, -0.05) == pytest.approx(32_500, rel=0.02)
    assert needed_for_change(0.5, -0.5) == 58
    assert needed_for_change(0.0, -0.05) is None
    assert np.isfinite(needed_for_change(0.999, -0.05) or 0)
