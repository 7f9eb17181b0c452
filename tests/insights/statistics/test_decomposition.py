"""What moved a figure: the parts add up, and they say what the facts say."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.insights.statistics.decomposition import message, mix_and_rates, moved, shapley
from valuereport.insights.statistics.multiple_tests import holm


def test_dues_by_members_due_rate_and_fee() -> None:
    parts = shapley(prod, [1000, 0.84, 300], [1100, 0.80, 320])
    assert [round(one, 4) for one in parts] == [25_413.3333, -13_026.6667, 17_213.3333]
    assert round(sum(parts), 6) == 29_600


def test_bookings_and_revenue_a_booking() -> None:
    assert shapley(prod, [1500, 220], [1700, 225]) == pytest.approx((44_500, 8_000))


def test_more_drivers_than_can_be_tried_are_refused() -> None:
    with pytest.raises(ValueError, match="9 and 9 drivers"):
        shapley(sum, [0] * 9, [1] * 9)


numbers = st.floats(-100, 100)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_shapley_adds_up_with_zeros_and_negative_numbers(drivers: list[tuple[float, float]]) -> None:
    before, after = [one[0] for one in drivers], [one[1] for one in drivers]

    def value(x: object) -> float:
        return prod(x) + x[0] ** 2  # type: ignore[call-overload,index]

    assert sum(shapley(value, before, after)) == pytest.approx(value(after) - value(before), rel=1e-9, abs=1e-6)


def test_more_newcomers_and_the_rate_falls_though_both_groups_renew_more() -> None:
    mix, rates = mix_and_rates([0.2, 0.8], [0.70, 0.90], [0.5, 0.5], [0.72, 0.91])
    assert np.round(rates, 4).tolist() == [0.0070, 0.0065]
    assert np.round(mix, 5).tolist() == [-0.03825, -0.02025]
    assert round(float((mix + rates).sum()), 10) == -0.045
    counted = moved([140, 720], [200, 800], [360, 455], [500, 500])
    assert np.allclose(counted.mix, mix)
    assert np.allclose(counted.rates, rates)
    assert (round(counted.change, 10), counted.message) == (-0.045, "mix")


def test_a_group_that_appears_or_disappears_has_no_rate_part() -> None:
    found = moved([80, 45, 0], [100, 50, 0], [160, 0, 30], [200, 0, 60])
    assert found.rates.tolist() == [0, 0, 0]
    assert found.mix.sum() == pytest.approx(found.change)
    assert found.message == "mix"


@pytest.mark.parametrize(
    ("change", "mix", "rates", "low", "high", "told"),
    [
        (-0.045, -0.0585, 0.0135, -0.02, 0.05, "mix"),  # the rates' interval contains zero
        (-0.045, -0.0585, 0.0135, 0.01, 0.02, "mix"),  # the rates went the other way
        (-0.05, 0.01, -0.06, -0.09, -0.03, "rate"),
        (-0.05, -0.02, -0.03, -0.05, -0.01, "both"),
        (-0.05, -0.005, -0.045, -0.07, -0.02, "rate"),  # a tenth is not worth a word
        (-0.05, -0.045, -0.005, -0.006, -0.004, "mix"),
        (-0.05, -0.01, -0.04, -0.09, 0.01, ""),  # most of it is the rates' part, and that is not certain
        (0.0, 0.01, -0.01, -0.02, -0.005, ""),
    ],
)
def test_what_is_told(change: float, mix: float, rates: float, low: float, high: float, told: str) -> None:
    assert message(change, mix, rates, low, high) == told


group = st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))


@given(st.lists(group, min_size=1, max_size=6))
def test_mix_and_rates_add_up(groups: list[tuple[int, int, int, int]]) -> None:
    old_won, old_lost, new_won, new_lost = np.array([*groups, (1, 1, 1, 1)]).T
    found = moved(old_won, old_won + old_lost, new_won, new_won + new_lost)
    assert found.mix.sum() + found.rates.sum() == pytest.approx(found.change, abs=1e-12)
    assert found.rates_low <= found.rates.sum() <= found.rates_high


def test_holm() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]).round(12).tolist() == [0.03, 0.06, 0.06, 0.02]
    assert holm([]).tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_keeps_the_order_and_never_helps(p: list[float]) -> None:
    adjusted, order = holm(p), np.argsort(p, kind="stable")
    assert np.all(np.diff(adjusted[order]) >= 0)
    assert np.all((adjusted >= p) & (adjusted <= np.minimum(len(p) * np.array(p), 1).max(initial=0)))
