"""The simulation is held against closed forms, plain draws, other seeds, and recalculation (the tornado)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from tests.calculator.every_formula import MEMBERS, every_formula
from tests.calculator.organisations import Figure, Use, organisation, valuation
from tests.stories.organisations import sample
from valuereport.calculator import OrganisationModel, calculate, contributions
from valuereport.calculator.draws import FloatArray
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import low_error

SEEDS = range(101, 113)
NAMES = ("hour", "hours", "anyway", "others", "price", "member-price", "sale", "margin", "close")
ACTIVITIES = {
    "template": {"benefit": "time_saved", "hours_saved": "hours", "deadweight": "anyway", "attribution": "others"},
    "webinar": {"benefit": "cpd", "nonmember_price": "price", "member_price": "member-price"},
    "referral": {"benefit": "leads", "sale": "sale", "margin": "margin", "close_rate": "close"},
}
RANGED: dict[str, Figure] = {
    "hour": (25, 41, 66),
    "hours": (0.5, 1.5, 2),
    "anyway": (0.1, 0.2, 0.5),
    "others": (0, 0.1, 0.3),
    "price": (40, 55, 60),
    "member-price": (20, 30, 35),
    "sale": (800, 1200, 1500),
    "margin": (0.3, 0.4, 0.6),
    "close": (0.1, 0.25, 0.3),
}
USES = [Use("template", 6), Use("webinar", 10), Use("referral", 2), Use("referral", amount=2_000, date="2026-05-05")]


def mean_of(figure: Any) -> float:
    low, central, high = figure
    return float((low + 4 * central + high) / 6)


def square_of(figure: Any) -> float:
    """Return the expected square of a PERT variable: mean squared + (mean - l)(h - mean) / 7."""
    low, _, high = figure
    mean = mean_of(figure)
    return mean**2 + (mean - low) * (high - mean) / 7


def left(figure: Any) -> tuple[float, float, float]:
    """Return one minus a share."""
    low, central, high = figure
    return 1 - high, 1 - central, 1 - low


def closed_form(found: dict[str, Any]) -> tuple[float, float]:
    """Return mean and variance of 6 templates, 10 webinars, 2 referrals and a deal of 2,000: independent factors."""
    template = [found["hours"], found["hour"], left(found["anyway"]), left(found["others"])]
    mean = 6 * np.prod([mean_of(one) for one in template])
    variance = 36 * np.prod([square_of(one) for one in template]) - mean**2
    mean += 10 * (mean_of(found["price"]) - mean_of(found["member-price"]))
    variance += 100 * sum(square_of(found[name]) - mean_of(found[name]) ** 2 for name in ("price", "member-price"))
    # Referrals and the deal share the margin: (2 x sale x close + 2,000) x margin.
    rest = 2 * mean_of(found["sale"]) * mean_of(found["close"]) + 2_000
    of_rest = 4 * square_of(found["sale"]) * square_of(found["close"]) + 2 * 2_000 * (rest - 2_000) + 2_000**2
    mean += rest * mean_of(found["margin"])
    variance += of_rest * square_of(found["margin"]) - (rest * mean_of(found["margin"])) ** 2
    return float(mean), float(variance)


@st.composite
def ranged(draw: st.DrawFn) -> dict[str, Figure]:
    """Return other ranges than those above: each figure moved, and in its order."""
    found: dict[str, Figure] = {}
    for name, figure in RANGED.items():
        assert isinstance(figure, tuple)
        parts = sorted(draw(st.tuples(*[st.floats(0, 1)] * 3)))
        low, central, high = (figure[0] + part * (figure[2] - figure[0]) for part in parts)
        found[name] = (low, central, max(high, low + 1e-3))
    return found


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=ranged(), correlation=st.sampled_from([0.0, 0.5]))
def test_the_best_estimate_is_the_expected_value_of_independent_draws(
    tmp_path: Path, found: dict[str, Figure], correlation: float
) -> None:
    valued = organisation(tmp_path, found, ACTIVITIES, USES, calculation={"draws": 4096, "correlation": correlation})
    mean, variance = closed_form(found)
    assert valued.valuations.total(0).central == pytest.approx(mean)  # whatever the correlation
    if correlation:
        return
    draws = valued.valuations.weights[0] @ valued.valuations.units.draws
    # Plain draws would be within five times sd / sqrt(n); scrambled Sobol points are closer.
    assert abs(draws.mean() - mean) < np.sqrt(variance / 4096)
    assert draws.var() == pytest.approx(variance, rel=0.03)


def plain_draws(found: dict[str, Any], correlation: float, number: int = 200_000) -> FloatArray:
    """Return totals by plain pseudo-random draws: PERT quantiles of a one-factor Gaussian copula."""
    chance = np.random.default_rng(7)
    common = chance.standard_normal(number)
    of: dict[str, FloatArray] = {}
    for name, (low, central, high) in found.items():
        sign = -1 if name in ("anyway", "others", "member-price") else 1
        z = sign * np.sqrt(correlation) * common + np.sqrt(1 - correlation) * chance.standard_normal(number)
        width = high - low
        beta = betaincinv(1 + 4 * (central - low) / width, 1 + 4 * (high - central) / width, ndtr(z))
        of[name] = low + width * beta
    template = 6 * of["hours"] * of["hour"] * (1 - of["anyway"]) * (1 - of["others"])
    webinar = 10 * (of["price"] - of["member-price"])
    return np.asarray(template + webinar + (2 * of["sale"] * of["close"] + 2_000) * of["margin"])


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_p10_and_p90_are_those_of_plain_draws(tmp_path: Path, correlation: float) -> None:
    calculation = {"draws": 4096, "correlation": correlation}
    valued = organisation(tmp_path, RANGED, ACTIVITIES, USES, calculation=calculation)
    low, _, high = valued.valuations.total(0)
    plain = plain_draws(RANGED, correlation)
    # Five standard errors of a share of 4,096 plain draws and of 200,000.
    tolerance = 5 * np.sqrt(0.1 * 0.9 * (1 / 4096 + 1 / len(plain)))
    assert (plain < low).mean() == pytest.approx(0.1, abs=tolerance)
    assert (plain < high).mean() == pytest.approx(0.9, abs=tolerance)


def test_correlation_widens_a_range_and_leaves_recorded_assumptions_alone(tmp_path: Path) -> None:
    widths = {}
    for grade in ("estimated", "recorded"):
        found = {
            name: dict(zip(("low", "central", "high"), figure, strict=True)) | {"grade": grade}  # type: ignore[arg-type]
            for name, figure in RANGED.items()
        }
        for correlation in (0.0, 0.5):
            calculation = {"draws": 4096, "correlation": correlation}
            low, _, high = organisation(tmp_path, found, ACTIVITIES, USES, calculation=calculation).valuations.total(0)
            widths[grade, correlation] = high - low
    assert widths["estimated", 0.5] > 1.3 * widths["estimated", 0.0]
    assert widths["recorded", 0.5] == widths["recorded", 0.0] == widths["estimated", 0.0]


@pytest.mark.parametrize("policy", ["included", "apart"])
def test_swings_are_what_the_calculation_gives_at_the_ends(tmp_path: Path, policy: str) -> None:
    valued = every_formula(tmp_path, 3, policy=policy)
    assumptions = valued.settings.judgement.assumptions
    totals = {
        (name, end): totals_with(valued, {name: one.model_copy(update=dict.fromkeys(("low", "central", "high"), end))})
        for name, one in assumptions.items()
        for end in (one.low, one.high)
    }
    for row in range(len(MEMBERS)):
        ends = {key: found[row] for key, found in totals.items()}
        moved = {name: abs(ends[name, one.high] - ends[name, one.low]) for name, one in assumptions.items()}
        largest = sorted((name for name in moved if moved[name] > 1e-9), key=lambda name: -moved[name])[:4]
        found = valuation(valued, row).swings
        assert [one.assumption for one in found] == largest
        for one in found:
            known = assumptions[one.assumption]
            expected = ends[one.assumption, known.low], ends[one.assumption, known.high]
            assert (one.at_low, one.at_high) == pytest.approx(expected)


def totals_with(valued: CalculatedMembers, changed: dict[str, Any]) -> list[float]:
    """Return the members' best estimates with other assumptions."""
    judgement = valued.settings.judgement
    judgement = judgement.model_copy(update={"assumptions": {**judgement.assumptions, **changed}})
    settings_then = valued.settings.model_copy(update={"judgement": judgement})
    return calculate(valued.history, settings_then).totals[:, 1].tolist()


def test_an_assumption_that_is_exact_or_not_used_swings_nothing(tmp_path: Path) -> None:
    assumptions: dict[str, Figure] = {"hour": 40, "hours": (1, 2, 3), "other": (1, 2, 3)}
    activity = {"benefit": "time_saved", "hours_saved": "hours"}
    valued = organisation(tmp_path, assumptions, {"template": activity}, [Use("template", 2)])
    (swing,) = valuation(valued).swings
    assert swing == ("hours", 80, 240)
    assert valuation(organisation(tmp_path, {"hour": 40, "hours": 1}, {"template": activity})).swings == ()


@cache
def lows_of_the_sample() -> FloatArray:
    """Return the members' low estimates with each of twelve seeds: seeds x members."""
    valued = sample()
    workspace = valued.settings.workspace
    lows = []
    for seed in SEEDS:
        other = workspace.model_copy(update={"calculation": workspace.calculation.model_copy(update={"seed": seed})})
        changed = valued.settings.model_copy(update={"workspace": other})
        lows.append(calculate(valued.history, changed).totals[:, 0])
    return np.array(lows)


def test_the_seed_hardly_matters() -> None:
    lows = lows_of_the_sample()
    some = lows.mean(axis=0) > 0
    assert some.sum() > 200
    spread = lows[:, some].std(axis=0, ddof=1) / lows[:, some].mean(axis=0)
    assert np.median(spread) <= 0.002
    assert spread.max() <= 0.008


def low_errors(valued: CalculatedMembers, rows: NDArray[np.intp]) -> FloatArray:
    """Return the simulation's error in some members' low estimates, as shares of them."""
    found = contributions(valued.valuations, rows.tolist(), [""] * len(rows), "r")
    sampling = valued.valuations.sampling
    return OrganisationModel(found, valued.settings.judgement.assumptions, sampling).low_errors(len(rows))


def test_the_error_of_a_low_estimate_is_that_between_seeds() -> None:
    lows, valued = lows_of_the_sample(), sample()
    rows = np.flatnonzero(lows.mean(axis=0) > 0)
    errors = low_errors(valued, rows)
    between = lows[:, rows].std(axis=0, ddof=1) / lows[:, rows].mean(axis=0)
    # Standard deviations of 8 and of 12 figures are within about a quarter of the true one each.
    ranged = between > 1e-6
    ratio = errors[ranged] / between[ranged]
    assert 0.7 < np.median(ratio) < 1.4
    assert ((ratio > 0.2) & (ratio < 5)).mean() > 0.99


def test_one_member_has_the_error_that_it_has_among_others(tmp_path: Path) -> None:
    valued = every_formula(tmp_path, 5, correlation=0.5)
    rows = np.arange(len(MEMBERS))
    together = low_errors(valued, rows) * valued.valuations.totals[:, 0]
    assert [low_error(valued, row) for row in rows.tolist()] == pytest.approx(together.tolist(), rel=1e-9)
    assert (together > 0).all()


def test_without_ranges_or_lines_there_is_no_error(tmp_path: Path) -> None:
    activity = {"benefit": "time_saved", "hours_saved": "hours"}
    uses = [Use("template", 2)]
    valued = organisation(tmp_path, {"hour": 40, "hours": 1}, {"template": activity}, uses, members=({}, {}))
    assert [low_error(valued, row) for row in range(2)] == [0, 0]
    assert low_errors(valued, np.arange(0)).tolist() == []
