"""Ranges of sums come from the sums' own draws."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from valuereport.calculator.ranges import neighbours, percentiles, ranges

WEIGHTS = arrays(np.float64, (7, 4), elements=st.one_of(st.just(0.0), st.floats(-50, 50)))


@settings(max_examples=50)
@given(weights=WEIGHTS, seed=st.integers(0, 1000))
def test_a_sum_has_the_quantiles_of_its_matrix_product(weights: np.ndarray, seed: int) -> None:
    units = np.random.default_rng(seed).gamma(2, 3, (4, 500))
    expected = np.quantile(weights @ units, [0.1, 0.5, 0.9], axis=1).T
    np.testing.assert_allclose(ranges(weights, units), expected, rtol=1e-9, atol=1e-9)


def test_members_do_not_change_one_another() -> None:
    rng = np.random.default_rng(1)
    weights, units = rng.uniform(0, 9, (1300, 5)), rng.gamma(2, 3, (5, 400))
    np.testing.assert_allclose(ranges(weights, units)[700:701], ranges(weights[700:701], units), rtol=1e-12)


def test_no_terms_are_worth_nothing() -> None:
    assert ranges(np.zeros((2, 0)), np.zeros((0, 100))).tolist() == [[0, 0, 0]] * 2


def test_equal_draws_give_themselves_exactly() -> None:
    assert percentiles(np.full((1, 2000), 1147.2493150684932)).tolist() == [[1147.2493150684932] * 3]


@given(st.integers(0, 2**32), st.integers(2, 400))
def test_a_sum_of_one_term_is_ranked_as_its_draws_would_be(seed: int, draws: int) -> None:
    chance = np.random.default_rng(seed)
    units = chance.beta(2, 3, (5, draws)) * 100
    weights = np.diag(chance.random(5) * 1000)
    np.testing.assert_array_equal(ranges(weights, units), percentiles(weights @ units))
    np.testing.assert_array_equal(ranges(weights, units, neighbours(units)), ranges(weights, units))
