"""What each assumption moves in an organisation: totals, editions, and the figure at which the total is the fees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calculator.every_formula import MEMBERS, every_formula
from tests.calculator.organisations import Figure, Use, organisation
from valuereport.calculator import OrganisationModel, calculate, contributions
from valuereport.pipeline.calculated import CalculatedMembers

SHOP = {"benefit": "savings", "unit_saving": "saving", "deadweight": "anyway"}
FEES = [20, 40, 50.5, 60, 70, 74, 80, 100, 149, 151, 300]


def model_of(valued: CalculatedMembers) -> OrganisationModel:
    rows = range(len(valued.history.members))
    found = contributions(valued.valuations, rows, [""] * len(rows), "r")
    return OrganisationModel(found, valued.settings.judgement.assumptions, valued.valuations.sampling)


def shoppers(folder: Path, fees: list[float], saving: Figure = (10, 20, 30), anyway: Figure = 0) -> OrganisationModel:
    """Return the model of members who bought five things each."""
    uses = [Use("shop", 5, member=f"M{number}") for number in range(1, len(fees) + 1)]
    calculation = {"draws": 4096, "light_use_below": 0}
    members = [{"fee": fee} for fee in fees]
    assumptions = {"saving": saving, "anyway": anyway}
    return model_of(organisation(folder, assumptions, {"shop": SHOP}, uses, members=members, calculation=calculation))


@pytest.mark.parametrize("policy", ["included", "apart"])
def test_totals_are_what_the_calculation_gives_at_the_ends(tmp_path: Path, policy: str) -> None:
    valued = every_formula(tmp_path, 4, policy=policy)
    model, judgement = model_of(valued), valued.settings.judgement
    assert len(model.contributions.members) == len(MEMBERS)
    rate = valued.valuations.rate
    assert model.total() == pytest.approx(float(valued.valuations.totals[:, 1] @ rate))
    assert set(model.used()) == set(judgement.assumptions) - ({"worth", "drop"} if policy == "apart" else set())
    for name in model.used():
        found = model.sensitivity(name)
        for end, total in (("low", found.total_at_low), ("high", found.total_at_high)):
            one = judgement.assumptions[name]
            exact = one.model_copy(update=dict.fromkeys(("low", "central", "high"), getattr(one, end)))
            changed = judgement.model_copy(update={"assumptions": {**judgement.assumptions, name: exact}})
            then = calculate(valued.history, valued.settings.model_copy(update={"judgement": changed}))
            assert total == pytest.approx(float(then.totals[:, 1] @ rate))


def test_editions_change_between_the_ends(tmp_path: Path) -> None:
    model = shoppers(tmp_path, FEES)
    low = model.contributions.members["low"]
    assert low.min() == low.max() == pytest.approx(5 * 14.9, abs=1)  # P10 of 10 to 30
    # At 10 five are worth 50, at 30 they are worth 150: whoever pays more than 50 and not more than 150 changes.
    assert model.sensitivity("saving").editions_changed == len([fee for fee in FEES if 50 < fee <= 150])
    assert model.sensitivity("anyway").editions_changed == 0  # it is exact


def test_the_switching_value_is_where_the_cautious_total_is_the_fees(tmp_path: Path) -> None:
    model = shoppers(tmp_path, [30, 40, 50], anyway=0.2)
    assert model.fees == 120
    # Fifteen things; a fifth would have been bought anyway.
    assert model.sensitivity("saving").switching == pytest.approx(120 / (15 * 0.8))
    # P10 of the saving x 15 x (1 - share) = 120
    p10 = model.low({"anyway": 0.0}) / 15
    assert model.sensitivity("anyway").switching == pytest.approx(1 - 120 / (15 * p10))


@pytest.mark.parametrize("fee", [0, 1000])
def test_there_is_none_where_no_figure_reaches_the_fees(tmp_path: Path, fee: float) -> None:
    found = shoppers(tmp_path, [fee] * 3, anyway=0.2).sensitivity("saving")
    # Without fees only a saving of nothing is no more than them; where they are above the total there is no way down.
    assert found.switching == (pytest.approx(0) if fee == 0 else None)
