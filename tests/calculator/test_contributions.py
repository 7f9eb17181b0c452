"""What a member adds to the figures of a run is what its own statement says."""

from __future__ import annotations

from math import prod
from pathlib import Path

import numpy as np
import pytest

from tests.stories.organisations import sample
from tests.workspaces import worked_example
from valuereport.calculator import Explainer, contributions
from valuereport.calculator.ranges import percentiles
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.settings import load_settings

_MONEY = {
    "time_value": "time_saved",
    "lead_value": "leads",
    "cpd_value": "cpd",
    "policy_value": "policy",
    "savings": "savings",
}


def test_the_worked_example(tmp_path: Path) -> None:
    valued = load_and_calculate(load_settings(worked_example(tmp_path)))
    found = contributions(valued.valuations, [0], ["cy"], "r")
    (member,) = found.members.to_dict("records")
    assert member["hours_saved"] == pytest.approx(6 * 1.5 * 0.8 * 0.9)
    assert (member["cpd_hours"], member["leads"], member["policy_wins"]) == (10, 3, 1)
    money = {"time_value": 259.2, "cpd_value": 150, "lead_value": 720, "policy_value": 18.0493, "savings": 0}
    assert {name: member[name] for name in money} == pytest.approx(money, abs=1e-4)
    assert (member["locale"], member["currency"], member["rate"], member["fee"]) == ("cy", "GBP", 1, 325)
    assert member["central"] == pytest.approx(1147.2493, abs=1e-4)
    assert found.currency == "GBP"
    assert set(found.benefits) == {"time_saved", "leads", "cpd", "policy"}
    assert (found.hour_weights @ found.hour_units).ravel() == pytest.approx(6.48)
    hours = next(term for term in found.terms if term.line == "template-download")
    assert {role for role, _, _ in hours.assumptions} == {"hours_saved", "hourly_value", "deadweight", "attribution"}


def test_every_member_of_the_sample_adds_what_its_valuation_says() -> None:
    valued = sample()
    obstacles = valued.history.members["obstacle"].tolist()
    rows = [row for row, obstacle in enumerate(obstacles) if not obstacle][::-3]
    found = contributions(valued.valuations, rows, [""] * len(rows), "r")
    explainer = Explainer(valued.valuations)
    draws = found.weights @ found.units
    for at, (row, member) in enumerate(zip(rows, found.members.to_dict("records"), strict=True)):
        valuation = explainer.valuation(row)
        assert member["member_id"] == valuation.member_id
        assert member["edition"] == valuation.edition
        assert member["first_period"] == (valuation.edition == "first-year")
        for column, benefit in _MONEY.items():
            assert member[column] == pytest.approx(valuation.benefits[benefit].central * member["rate"])  # type: ignore[index]
        lines = [(line, {factor.role: factor.mean for factor in line.factors}) for line in valuation.lines]
        hours = sum(
            line.counted
            * factors["hours_saved"]
            * prod(1 - factors.get(name, 0) for name in ("deadweight", "displacement", "attribution"))
            for line, factors in lines
            if line.benefit == "time_saved"
        )
        assert member["hours_saved"] == pytest.approx(hours)
        low, high = np.percentile(found.hour_weights[at] @ found.hour_units, [5, 95])
        assert low <= hours <= high
        of = {name: [line for line, _ in lines if line.benefit == name] for name in ("cpd", "leads", "policy")}
        assert member["cpd_hours"] == pytest.approx(sum(one.counted for one in of["cpd"] if one.unit == "hours"))
        assert member["leads"] == pytest.approx(sum(one.counted for one in of["leads"]))
        assert member["policy_wins"] == len(of["policy"])
        p10, p90 = percentiles(draws[[at]] / member["rate"])[0].tolist()
        best = member["central"]
        assert best * member["rate"] == pytest.approx(sum(member[column] for column in _MONEY))
        expected = max(0, min(p10, best)), max(p90, best)
        assert (member["low"], member["high"]) == pytest.approx(expected)
        few = valuation.engagements < valued.settings.workspace.calculation.light_use_below
        assert member["few_engagements"] == few
    assert found.members["leads"].sum() > 0
    assert found.members["cpd_hours"].sum() > 0
    assert found.members["first_period"].any()


def test_hours_are_drawn_with_the_money_that_they_are_worth() -> None:
    valuations = sample().valuations
    found = contributions(valuations, range(40), [""] * 40, "r")
    own = {line.name: number for number, line in enumerate(valuations.lines) if line.variant == "own"}
    assert len(found.hour_terms) == len(own) > 1
    for term, drawn in zip(found.hour_terms, found.hour_units, strict=True):
        # The unit value of a member's own hour is the hours that one use saves, net.
        (worth,) = valuations.units.draws[valuations.line_of_term == own[term.line]]
        np.testing.assert_allclose(drawn, worth, rtol=1e-12)
        assert "hourly_value" not in {role for role, _, _ in term.assumptions}


def test_nobody_adds_nothing() -> None:
    found = contributions(sample().valuations, [], [], "r")
    assert found.members.empty
    assert found.weights.shape == (0, 0)
    assert (found.terms, found.hour_terms) == ((), ())
