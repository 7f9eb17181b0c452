"""Modified z-scores: what does not change them, and what they find where the usual spread says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.runs import Told
from valuereport.deliver.review.outliers import modified_scores, outliers

VALUES = st.lists(st.floats(-12, 12, allow_nan=False).map(lambda value: round(value, 3)), min_size=1, max_size=60)


@given(VALUES, st.floats(-50, 50), st.floats(0.01, 100))
def test_neither_a_shift_nor_a_scale_changes_a_score(values: list[float], shift: float, scale: float) -> None:
    expected = modified_scores(values)
    assert modified_scores([value * scale + shift for value in values]) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert modified_scores([-value for value in values]) == pytest.approx([-score for score in expected])


@given(VALUES, st.randoms())
def test_a_score_does_not_depend_on_the_order(values: list[float], chance: object) -> None:
    before = dict(zip(values, modified_scores(values), strict=True))
    chance.shuffle(values)  # type: ignore[attr-defined]
    assert dict(zip(values, modified_scores(values), strict=True)) == pytest.approx(before)


@given(VALUES)
def test_at_least_half_of_all_are_never_outliers(values: list[float]) -> None:
    far = [score for score in modified_scores(values) if abs(score) > 3.5]
    assert len(far) * 2 < len(values) + 1


@given(st.lists(st.integers(100, 100_000), min_size=10, max_size=40), st.sampled_from([0.01, 0.1, 10, 1000]))
def test_outliers_are_the_same_in_a_larger_money(pence: list[int], scale: float) -> None:
    def found(factor: float) -> list[str]:
        rows = [Told(f"M{at}", each * factor, 250.0 * factor).row() for at, each in enumerate(pence)]
        return [one.row.member_id for one in outliers(rows) if abs(abs(one.score) - 3.5) > 1e-6]

    assert sorted(found(1)) == sorted(found(scale))


def test_a_textbook_case() -> None:
    # The median of these is 3 and that of their distances from it is 1.
    assert modified_scores([1, 2, 3, 4, 100]) == pytest.approx([-1.349, -0.6745, 0, 0.6745, 65.4265])


def test_one_far_from_many_alike_is_found() -> None:
    rows = [Told(f"M{at}", 500.0).row() for at in range(20)]
    assert outliers(rows) == ()
    (found,) = outliers([*rows, Told("far", 5000.0).row()])
    assert found.row.member_id == "far"
    assert found.score > 3.5


@pytest.mark.parametrize("number", [1, 9])
def test_few_are_not_measured(number: int) -> None:
    assert outliers([Told(f"M{at}", 10.0**at).row() for at in range(1, number + 1)]) == ()
