"""The draws of assumptions are held against the closed forms of PERT and of the one-factor Gaussian copula."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc, ndtri

from tests.calculator.organisations import organisation
from valuereport.calculator.draws import FloatArray, Sampling, drawn_figures, mean_figures
from valuereport.calculator.unit_values import effects
from valuereport.model.valuation import Grade
from valuereport.settings import Assumption

DRAWS = 4096


def assumption(low: float, central: float, high: float, grade: Grade = "estimated") -> Assumption:
    return Assumption(unit="u", low=low, central=central, high=high, grade=grade, source="a test", year=2026)


def drawn(
    assumptions: dict[str, Assumption],
    effect: dict[str, int] | None = None,
    correlation: float = 0.0,
    seed: int = 1,
    scramble: int = 0,
) -> dict[str, FloatArray]:
    figures = drawn_figures(assumptions, Sampling(DRAWS, seed, correlation, effect or {}), scramble)
    return {name: figures(name) for name in assumptions}


@given(
    low=st.floats(0, 1e6),
    width=st.floats(1e-3, 1e6),
    position=st.floats(0, 1),
    seed=st.integers(0, 2**32),
)
def test_mean_and_variance_are_those_of_pert(low: float, width: float, position: float, seed: int) -> None:
    found = assumption(low, low + width * position, low + width)
    draws = drawn({"a": found}, seed=seed)["a"]
    assert draws.min() >= found.low
    assert draws.max() <= found.high * (1 + 1e-12)
    # (l + 4c + h) / 6, and (mean - l)(h - mean) / 7; Sobol points come closer than a tenth of plain draws' error.
    assert abs(draws.mean() - found.mean) < 0.1 * np.sqrt(found.variance / DRAWS) + 1e-9 * found.high
    assert draws.var() == pytest.approx(found.variance, rel=0.01)


def test_an_exact_assumption_is_one_number_and_its_mean_too() -> None:
    exact = assumption(0.1, 0.1, 0.1)  # (0.1 + 4 x 0.1 + 0.1) / 6 would be another number in the last bit
    assert drawn({"a": exact})["a"].tolist() == [0.1]
    assert mean_figures({"a": exact})("a").tolist() == [0.1]
    assert mean_figures({"a": exact}, {"a": 0.3})("a").tolist() == [0.3]


def test_the_draws_depend_on_the_seed_and_the_scramble() -> None:
    found = {"a": assumption(1, 2, 4), "b": assumption(1, 2, 4)}
    first = drawn(found)
    assert (first["a"] == drawn(found)["a"]).all()
    assert (first["a"] != first["b"]).any()
    assert (first["a"] != drawn(found, seed=2)["a"]).any()
    assert (first["a"] != drawn(found, scramble=1)["a"]).any()
    only = drawn_figures(found, Sampling(DRAWS, 1, 0.0, {}), only={"b"})
    assert (only("b") == first["b"]).all()


def normal_scores(found: Assumption, draws: FloatArray) -> FloatArray:
    """Return the standard normal variable behind each draw of a PERT variable."""
    width = found.high - found.low
    shape = 1 + 4 * (found.central - found.low) / width, 1 + 4 * (found.high - found.central) / width
    return np.asarray(ndtri(betainc(*shape, (draws - found.low) / width)))


HELP, HARM, BOTH = 1, -1, 0


@pytest.mark.parametrize("correlation", [0.0, 0.2, 0.5, 0.9])
@pytest.mark.parametrize(
    ("one", "other", "sign"),
    [
        (("estimated", HELP), ("estimated", HELP), 1),
        (("estimated", HELP), ("reported", HELP), 1),
        (("estimated", HELP), ("estimated", HARM), -1),
        (("estimated", HARM), ("reported", HARM), 1),
        (("estimated", HELP), ("recorded", HELP), 0),
        (("recorded", HELP), ("recorded", HELP), 0),
        (("estimated", HELP), ("estimated", BOTH), 0),
    ],
)
def test_what_is_estimated_or_reported_shares_a_factor(
    one: tuple[Grade, int], other: tuple[Grade, int], sign: int, correlation: float
) -> None:
    found = {"a": assumption(10, 20, 60, one[0]), "b": assumption(0.1, 0.2, 0.9, other[0])}
    draws = drawn(found, {"a": one[1], "b": other[1]}, correlation)
    scores = [normal_scores(found[name], draws[name]) for name in found]
    assert [each.std() for each in scores] == pytest.approx([1, 1], abs=0.02)
    # Plain draws would have the standard error (1 - r^2) / sqrt(n), at most 0.016.
    assert np.corrcoef(scores)[0, 1] == pytest.approx(sign * correlation, abs=0.03)


@settings(max_examples=10)
@given(st.integers(0, 2**32))
def test_correlation_leaves_each_assumption_what_it_was(seed: int) -> None:
    found = {"a": assumption(10, 20, 60), "b": assumption(0.1, 0.2, 0.9)}
    draws = drawn(found, {"a": 1, "b": -1}, 0.5, seed)
    for name, each in found.items():
        assert draws[name].mean() == pytest.approx(each.mean, rel=0.005)
        assert draws[name].var() == pytest.approx(each.variance, rel=0.05)


CPD = {"benefit": "cpd", "unit": "hours", "nonmember_price": "price", "member_price": "member-price"}
SAVING = {"benefit": "savings", "unit_saving": "member-price", "deadweight": "anyway"}


def test_the_effect_of_each_assumption_comes_from_its_roles(tmp_path: Path) -> None:
    ranged = (1.0, 2.0, 4.0)
    assumptions = {"hour": ranged, "price": ranged, "member-price": ranged, "anyway": (0.1, 0.2, 0.4), "drop": 0.1}
    wins = [{"in_force": "2025-03-01", "duration_years": 3, "worth": "hour", "drop_off": "drop"}]
    valued = organisation(tmp_path, assumptions, {"webinar": CPD, "shop": SAVING}, wins=wins)
    assert effects(valued.settings.judgement) == {"hour": 1, "price": 1, "member-price": 0, "anyway": -1, "drop": -1}


@pytest.mark.parametrize(
    ("grade", "figure", "correlation", "warned"),
    [
        ("estimated", (30.0, 35.0, 45.0), 0.5, True),
        ("reported", (30.0, 35.0, 45.0), 0.5, True),
        ("recorded", (30.0, 35.0, 45.0), 0.5, False),  # it would be independent anyway
        ("estimated", (35.0, 35.0, 35.0), 0.5, False),
        ("estimated", (30.0, 35.0, 45.0), 0, False),
    ],
)
def test_one_that_helps_here_and_harms_there_is_named(
    tmp_path: Path, grade: str, figure: tuple[float, float, float], correlation: float, warned: bool
) -> None:
    both = dict(zip(("low", "central", "high"), figure, strict=True)) | {"grade": grade}
    assumptions = {"price": (50.0, 55.0, 70.0), "member-price": both, "anyway": 0.2}
    activities = {"webinar": CPD, "shop": SAVING}
    valued = organisation(tmp_path, assumptions, activities, calculation={"correlation": correlation})
    found = [problem for problem in valued.problems if problem.column == "assumption"]
    assert len(found) == warned
    for problem in found:
        assert (problem.stage, problem.severity, problem.value) == ("calculate", "warning", "member-price")
        assert (problem.file, "member-price" in problem.reason) == ("assumptions.toml", True)
