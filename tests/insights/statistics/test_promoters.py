"""Net promoter scores of the facts, to the digits given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.insights.statistics.promoters import adjusted, change, needed, net_promoter, variance, wald


def test_the_intervals_of_the_facts() -> None:
    assert [round(one, 2) for one in wald(60, 15, 100)] == [45.0, 14.50]
    assert [round(one, 2) for one in wald(12, 3, 20)] == [45.0, 32.43]
    assert [round(one, 2) for one in adjusted(60, 15, 100)] == [43.69, 14.35]
    assert [round(one, 2) for one in adjusted(12, 3, 20)] == [39.13, 30.70]


def test_how_many_would_be_needed() -> None:
    spread = variance(60, 15, 100)
    assert needed(5, spread) == pytest.approx(841, abs=1)
    assert needed(10, spread, spread) == pytest.approx(420, abs=1)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_any_score_lies_in_its_interval(promoters: int, passives: int, detractors: int) -> None:
    found = net_promoter(promoters, passives, detractors)
    if found.value is not None:
        assert -100 <= (found.low or 0) <= found.value <= (found.high or 0) <= 100
        assert (found.low or 0) < (found.high or 0)
        assert change(found, found).value == 0
