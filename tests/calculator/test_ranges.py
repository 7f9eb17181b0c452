"""Ranges of sums come from the sums' own draws; the best estimate comes from the means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from valuereport.calculator.ranges import percentiles, ranges, unit_figures

WEIGHTS = arrays(np.float64, (7, 4), elements=st.one_of(st.just(0.0), st.floats(0, 50)))


@settings(max_examples=50)
@given(weights=WEIGHTS, seed=st.integers(0, 1000))
def test_a_sum_has_the_percentiles_of_its_matrix_product(weights: np.ndarray, seed: int) -> None:
    chance = np.random.default_rng(seed)
    draws = chance.gamma(2, 3, (4, 512)) - 2.0  # some under zero
    means = chance.uniform(0, 12, 4)
    central = weights @ means
    p10, p90 = percentiles(weights @ draws).T
    expected = np.column_stack([np.maximum(0, np.minimum(p10, central)), central, np.maximum(p90, central)])
    found = ranges(weights, unit_figures(draws, means))
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    low, best, high = found.T
    assert (low >= 0).all()
    assert (low <= best).all()
    assert (best <= high).all()


def test_members_do_not_change_one_another() -> None:
    rng = np.random.default_rng(1)
    weights, draws = rng.uniform(0, 9, (1300, 5)), rng.gamma(2, 3, (5, 512))
    units = unit_figures(draws, draws.mean(axis=1))
    np.testing.assert_allclose(ranges(weights, units)[700:701], ranges(weights[700:701], units), rtol=1e-12)


def test_no_terms_are_worth_nothing() -> None:
    nothing = unit_figures(np.zeros((0, 128)), np.zeros(0))
    assert ranges(np.zeros((2, 0)), nothing).tolist() == [[0, 0, 0]] * 2
    something = unit_figures(np.ones((3, 128)), np.ones(3))
    assert ranges(np.zeros((2, 3)), something).tolist() == [[0, 0, 0]] * 2


def test_equal_draws_give_themselves_exactly() -> None:
    assert percentiles(np.full((1, 4096), 1147.2493150684932)).tolist() == [[1147.2493150684932] * 2]


@given(st.integers(0, 2**32), st.sampled_from([128, 256, 4096]))
def test_a_percentile_is_the_middle_of_the_draws_around_it(seed: int, draws: int) -> None:
    evenly = np.random.default_rng(seed).permutation(draws).astype(float)
    low, high = percentiles(evenly[None, :].copy())[0]
    assert low == pytest.approx(0.1 * (draws - 1), abs=0.5)
    assert high == pytest.approx(0.9 * (draws - 1), abs=0.5)
    lopsided = np.random.default_rng(seed).gamma(0.5, 3, (1, draws))
    least, most = np.quantile(lopsided, [0.088, 0.112], axis=1)
    assert least <= percentiles(lopsided)[:, 0] <= most


@given(st.integers(0, 2**32), st.sampled_from([128, 256]))
def test_a_sum_of_one_term_is_ranked_as_its_draws_would_be(seed: int, draws: int) -> None:
    chance = np.random.default_rng(seed)
    units = chance.beta(2, 3, (5, draws)) * 100
    weights = np.diag(chance.random(5) * 1000)
    found = ranges(weights, unit_figures(units, units.mean(axis=1)))
    p10, p90 = percentiles(weights @ units).T
    np.testing.assert_allclose(found[:, 0], np.minimum(p10, found[:, 1]), rtol=1e-12)
    np.testing.assert_allclose(found[:, 2], np.maximum(p90, found[:, 1]), rtol=1e-12)
