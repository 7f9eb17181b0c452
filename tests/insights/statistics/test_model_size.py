"""Riley's criteria: the example of the paper, and what they mean for members."""

from __future__ import annotations

import pytest

from valuereport.insights.statistics.model_size import largest_cox_snell, model_size


def test_the_example_of_chagas_disease() -> None:
    """24 parameters, a risk of 0.174, R² 0.288."""
    found = model_size(24, 0.174, 0.288)
    assert (found.shrinkage, found.optimism, found.overall) == (623, 662, 221)
    assert found.members == 662
    assert found.events == pytest.approx(4.8, abs=0.01)
    assert largest_cox_snell(0.174) == pytest.approx(0.6032, abs=0.00005)


@pytest.mark.parametrize(
    ("parameters", "nagelkerke", "members"),
    [(5, 0.15, 488), (5, 0.30, 231), (8, 0.15, 780), (8, 0.30, 369), (12, 0.15, 1170), (12, 0.30, 554)],
)
def test_what_it_means_at_a_churn_of_16_percent(parameters: int, nagelkerke: float, members: int) -> None:
    assert model_size(parameters, 0.16, nagelkerke * largest_cox_snell(0.16)).members == members


def test_the_default_is_cautious() -> None:
    found = model_size(8, 0.16)
    assert found.members == 780
    assert model_size(5, 0.16).events == pytest.approx(15.6, abs=0.05)


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.1])
def test_where_nobody_lapses_there_is_no_size(rate: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        model_size(8, rate)
