"""Figures of everybody and of segments: equal to what anybody gets from the manifest, and right at the edges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stories.organisations import Someone, organisation, run_of, sample
from valuereport.batch import read_contributions
from valuereport.model.contributions import Contributions
from valuereport.model.dimensions import Dimension
from valuereport.model.story import BENEFIT_MEASURES, Cell, Segment
from valuereport.stories.aggregates import cells, data_problems
from valuereport.stories.measures import SUMS

BY: tuple[Dimension, ...] = ("sector", "region")


def by_name(found: tuple[Cell, ...]) -> dict[tuple[str, Segment], Cell]:
    known = {(cell.measure, cell.segment): cell for cell in found}
    assert len(known) == len(found)
    return known


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "2026"
    run_of(sample(), folder)
    return folder


@pytest.mark.parametrize("by", [(), ("sector",), ("sector", "region"), ("sector", "grade", "kind")])
def test_the_figures_are_those_of_the_manifest(run: Path, by: tuple[Dimension, ...]) -> None:
    found = read_contributions(run)
    known = by_name(cells(found, by)[0])
    manifest = pd.read_csv(run / "manifest.csv", encoding="utf-8-sig")
    manifest = manifest[manifest["status"] == "rendered"].set_index("member_id")
    people = sample().history.members.set_index("member_id").loc[manifest.index]
    manifest = manifest.join(people[["sector", "region", "grade", "kind"]])
    manifest["value"] = manifest["central"] * manifest["currency"].map({"GBP": 1.0, "EUR": 0.86})
    assert {"GBP", "EUR"} == set(manifest["currency"])
    tables = [((), manifest)]
    for dimensions in {(one,) for one in by} | ({by} if by else set()):
        for words, rows in manifest.groupby(list(dimensions)):
            tables.append((tuple(zip(dimensions, words, strict=True)), rows))
    for segment, rows in tables:
        paid = rows[rows["fee"] > 0]
        penny = 0.005 * len(rows)
        assert known["members", segment].value == known["value", segment].members == len(rows)
        assert known["value", segment].value == pytest.approx(rows["value"].sum(), abs=penny)
        for measure, share in (("quartile_low", 0.25), ("median_value", 0.5), ("quartile_high", 0.75)):
            assert known[measure, segment].value == pytest.approx(rows["value"].quantile(share), abs=0.005)
        ratio = known["ratio_median", segment]
        assert ratio.members == len(paid)
        if len(paid):
            assert ratio.value == pytest.approx(paid["benefit_cost_ratio"].median(), abs=0.005)
            assert known["share_above_fee", segment].value == pytest.approx((paid["low"] > paid["fee"]).mean())
            per_fee = (paid["central"] / paid["fee"]).median()
            assert known["median_per_fee", segment].value == pytest.approx(per_fee, abs=0.001)
    counted = [cell for (measure, _), cell in known.items() if measure == "members" and cell.value]
    assert len(counted) == len(tables)  # every other cell is of nobody


def test_benefits_are_about_what_the_statements_said_of_them(run: Path) -> None:
    found = read_contributions(run)
    known = by_name(cells(found, ())[0])
    for measure in BENEFIT_MEASURES:
        assert known[measure, ()].value == pytest.approx(found.members[measure].sum(), rel=0.01)


def test_the_benefits_add_up_to_the_value() -> None:
    units = np.zeros((5, 10))
    units[1, :4], units[4, 3:7] = 300.0, 100.0  # means 120 and 40: either in fewer than half of the draws
    found = organisation([Someone((0, 1, 0, 0, 1))], units)
    known = by_name(cells(found, ())[0])
    assert known["value", ()].value == pytest.approx(160)
    assert known["lead_value", ()].value == pytest.approx(120)
    assert known["savings", ()].value == pytest.approx(40)


def test_a_range_is_that_of_the_sum_and_not_the_sum_of_ranges() -> None:
    chance = np.random.default_rng(5)
    units = chance.gamma(2, 50, (5, 400))
    people = [
        Someone(
            tuple(chance.integers(0, 4, 5).tolist()), sector=str(number % 3), rate=(1.0, 0.8)[number % 2], hours=number
        )
        for number in range(24)
    ]
    found = organisation(people, units)
    known = by_name(cells(found, ("sector",))[0])
    for sector in ("0", "1", "2"):
        mine = [one for one in people if one.sector == sector]
        total = sum(sum(weight * units[at] for at, weight in enumerate(one.weights)) for one in mine)
        cell = known["value", (("sector", sector),)]
        assert (cell.low, cell.high) == pytest.approx(tuple(np.percentile(total, [10, 90])))
        lead = sum(one.weights[1] for one in mine) * units[1]
        cell = known["lead_value", (("sector", sector),)]
        assert (cell.low, cell.high) == pytest.approx(tuple(np.percentile(lead, [10, 90])))
        cell = known["hours_saved", (("sector", sector),)]
        hours = sum(one.hours for one in mine)
        assert cell.value == hours
        assert (cell.low, cell.high) == pytest.approx(tuple(hours * np.percentile(found.hour_units, [10, 90])))
    summed = (found.members["low"] * found.members["rate"]).sum()
    everybody = known["value", ()]
    assert everybody.low is not None
    assert everybody.low > summed * 1.05  # independent assumptions make up for one another


def test_a_range_holds_its_figure_where_chances_are_lopsided() -> None:
    chance = np.random.default_rng(2)
    rare = chance.gamma(0.004, 1000, (5, 4000))  # so seldom anything that the mean of their sum is above its P90
    people = [Someone(tuple(float(at == number) for at in range(5))) for number in range(5)]
    for units, low, high in ((rare, False, True), (rare.max() - rare, True, False)):
        cell = by_name(cells(organisation(people, units), ())[0])["value", ()]
        of_the_sum = np.percentile(units.sum(axis=0), [10, 90])
        assert cell.low == (cell.value if low else pytest.approx(of_the_sum[0]))
        assert cell.high == (cell.value if high else pytest.approx(of_the_sum[1]))


WORDS = st.sampled_from(["", "Housing", "Healthcare", "Éducation, 14–19"])
PEOPLE = st.lists(
    st.builds(
        Someone,
        weights=st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 7.0])] * 5),
        sector=WORDS,
        region=WORDS,
        fee=st.sampled_from([0.0, 50.0, 325.0]),
        rate=st.sampled_from([1.0, 0.86, 150.0]),
        hours=st.floats(0, 1e4),
        leads=st.integers(0, 9).map(float),
    ),
    max_size=40,
)
UNITS = st.integers(0, 2**32).map(lambda seed: np.random.default_rng(seed).gamma(1, 90, (5, 40)))


@settings(deadline=None, max_examples=settings.default.max_examples // 3)  # 13 of the 40 that are quick
@given(PEOPLE, UNITS)
def test_segments_add_up_to_everybody(people: list[Someone], units: np.ndarray) -> None:
    found = organisation(people, units)
    made, frame = cells(found, BY)
    known = by_name(made)
    assert len(frame) == len(people)
    for measure in SUMS:
        everybody = known[measure, ()]
        assert everybody.value == pytest.approx(frame[everybody.column].sum())
        assert everybody.members == len(people)
        for dimensions in (("sector",), ("region",), BY) if people else ():
            parts = [
                cell
                for (name, segment), cell in known.items()
                if name == measure and tuple(dimension for dimension, _ in segment) == dimensions
            ]
            assert sum(cell.value for cell in parts) == pytest.approx(everybody.value)
            assert sum(cell.members for cell in parts) == everybody.members
    for segment in {cell.segment for cell in made}:
        benefits = sum(known[measure, segment].value for measure in BENEFIT_MEASURES)
        assert benefits == pytest.approx(known["value", segment].value)
    for cell in made:
        assert cell.additive == (cell.column != "") == (cell.measure in SUMS)
        if cell.additive:
            mine = frame
            for dimension, word in cell.segment:
                mine = mine[mine[dimension] == word]
            assert cell.value == pytest.approx(mine[cell.column].sum())
            assert cell.members == len(mine)
        if cell.low is not None and cell.high is not None:
            assert cell.low <= cell.value <= cell.high
        assert (cell.low is None) == (cell.measure not in {"value", "hours_saved", *BENEFIT_MEASURES})


@settings(deadline=None, max_examples=40)
@given(PEOPLE)
def test_a_cross_table_is_whole(people: list[Someone]) -> None:
    made, _ = cells(organisation(people), BY)
    segments = {cell.segment for cell in made}
    sectors, regions = {one.sector for one in people}, {one.region for one in people}
    crossed = {(("sector", sector), ("region", region)) for sector in sectors for region in regions}
    assert {segment for segment in segments if len(segment) == 2} == crossed
    measures = {cell.measure for cell in made}
    assert len(made) == len(segments) * len(measures)


def test_one_member_is_everybody() -> None:
    known = by_name(cells(organisation([Someone((3, 0, 0, 1, 0), fee=200.0)]), ("sector",))[0])
    for segment in ((), (("sector", "Housing"),)):
        for measure in ("value", "median_value", "quartile_low", "quartile_high"):
            assert known[measure, segment].value == pytest.approx(400)
        assert known["policy_members", segment].value == 1
        assert known["ratio_median", segment].value == pytest.approx(2)
        assert known["share_above_fee", segment].value == 1
        assert known["value", segment].low == known["value", segment].high == pytest.approx(400)


def test_a_run_without_statements_has_figures_of_nobody() -> None:
    made, frame = cells(organisation([]), BY)
    assert {cell.segment for cell in made} == {()}
    assert {(cell.members, cell.value) for cell in made} == {(0, 0.0)}
    assert list(frame.columns) == [*BY, *SUMS]


def test_members_without_a_fee_are_left_out_of_the_figures_for_the_fee_and_this_is_said() -> None:
    people = [
        *[Someone((2, 0, 0, 0, 0), fee=100.0)] * 3,
        *[Someone((9, 0, 0, 0, 0), fee=0.0)] * 5,
        Someone(fee=0.0, sector="Free"),
    ]
    found = organisation(people)
    known = by_name(cells(found, ("sector",))[0])
    assert (known["median_per_fee", ()].members, known["median_per_fee", ()].value) == (3, pytest.approx(2))
    assert known["share_above_fee", ()].value == 1
    assert known["members", ()].value == 9
    free = (("sector", "Free"),)
    assert (known["share_above_fee", free].members, known["share_above_fee", free].value) == (0, 0)
    assert known["median_value", free].value == pytest.approx(100)
    (said,) = data_problems(found, ("sector",))
    assert said.reason == "6 of 9 members paid no fee"


def test_a_low_estimate_that_equals_the_fee_does_not_exceed_it() -> None:
    found = organisation([Someone((1, 0, 0, 0, 0), fee=100.0), Someone((1, 0, 0, 0, 0), fee=99.99)])
    assert by_name(cells(found, ())[0])["share_above_fee", ()].value == 0.5


def test_money_is_in_the_organisations_currency_and_what_the_fee_brings_is_in_none() -> None:
    euro = Someone((1, 0, 0, 0, 0), fee=50.0, currency="EUR", rate=0.5)  # 100 GBP of value are 200 EUR, for 50 EUR
    known = by_name(cells(organisation([euro, Someone((1, 0, 0, 0, 0), fee=25.0)]), ())[0])
    assert known["value", ()].value == pytest.approx(200)
    assert known["median_value", ()].value == pytest.approx(100)
    assert known["median_per_fee", ()].value == pytest.approx(4)


def test_a_member_in_no_segment_is_in_one_without_a_name() -> None:
    found = organisation([Someone(), Someone(sector="")])
    known = by_name(cells(found, ("sector",))[0])
    assert known["members", (("sector", ""),)].value == 1
    assert [one.reason for one in data_problems(found, ("sector",))] == ["1 of 2 members have no sector"]


def test_a_column_of_two_hundred_words_is_said() -> None:
    found = organisation([Someone(region=f"Region {number}") for number in range(200)])
    made, _ = cells(found, BY)
    assert len({cell.segment for cell in made}) == 1 + 1 + 200 + 200
    assert any("200 different words" in one.reason for one in data_problems(found, BY))


def test_a_dimension_named_twice_is_one() -> None:
    found: Contributions = organisation([Someone(), Someone(sector="Healthcare")])
    assert cells(found, ("sector", "sector"))[0] == cells(found, ("sector",))[0]
