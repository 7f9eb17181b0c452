"""PERT sampling is held against its closed form."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from valuereport.calculator.draws import sample
from valuereport.settings import Assumption


def assumption(low: float, central: float, high: float) -> Assumption:
    return Assumption(unit="u", low=low, central=central, high=high, grade="estimated", source="a test", year=2026)


@given(
    low=st.floats(0, 1e6),
    width=st.floats(1e-3, 1e6),
    position=st.floats(0, 1),
    seed=st.integers(0, 2**32),
)
def test_mean_and_variance_are_those_of_pert(low: float, width: float, position: float, seed: int) -> None:
    found = assumption(low, low + width * position, low + width)
    drawn = sample(found, "a", 20_000, seed)
    assert drawn.min() >= found.low
    assert drawn.max() <= found.high * (1 + 1e-12)
    spread = np.sqrt(found.variance)
    # Five standard errors: of 20,000 draws for the mean; the variance's own error is bounded by the fourth moment.
    assert abs(drawn.mean() - found.mean) < 5 * spread / np.sqrt(20_000)
    assert abs(drawn.var() - found.variance) < 5 * found.variance * np.sqrt(4 / 20_000)


def test_an_exact_assumption_is_not_drawn() -> None:
    assert set(sample(assumption(0.2, 0.2, 0.2), "a", 100, 1)) == {0.2}


def test_a_draw_depends_on_seed_and_id_alone() -> None:
    found = assumption(1, 2, 4)
    assert (sample(found, "a", 100, 1) == sample(found, "a", 100, 1)).all()
    assert (sample(found, "a", 100, 1) != sample(found, "b", 100, 1)).any()
    assert (sample(found, "a", 100, 1) != sample(found, "a", 100, 2)).any()
