"""What is hidden, what is shown, and how coarsely."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stories.disclosure.attacker import reading
from tests.stories.disclosure.organisations import cells_of, organisation
from tests.stories.disclosure.test_attacker import crowd
from valuereport.model.story import Published, Segment
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure import protect
from valuereport.stories.disclosure.rounding import round_to_step, rounding_interval, rounding_step

RULES = StoriesRules()


def figures(frame: pd.DataFrame, rules: StoriesRules = RULES) -> dict[tuple[str, Segment], Published]:
    """Return what is published of some members."""
    return {(cell.measure, cell.segment): cell for cell in protect(cells_of(frame), frame, rules).cells}


def test_of_nine_members_nothing_is_told() -> None:
    shown = figures(organisation(1, 9))
    assert {cell.rule for cell in shown.values()} == {"threshold"}
    assert all(cell.value is cell.members is cell.low is cell.high is None for cell in shown.values())


def test_most_of_a_large_even_organisation_is_told() -> None:
    frame = crowd({(sector, region): [100.0 + at for at in range(40)] for sector in "abc" for region in "xy"})
    shown = figures(frame)
    assert {cell.rule for (measure, _), cell in shown.items() if measure != "share_above_fee"} == {""}
    everybody = shown["value", ()]
    assert (everybody.members, everybody.value) == (240, 29000.0)
    assert shown["members", (("sector", "a"), ("region", "x"))].value == 40


def test_a_firm_with_half_the_total_hides_it_and_enough_beside_it() -> None:
    frame = crowd({("a", "x"): [100.0] * 40, ("a", "y"): [100.0] * 30 + [9000.0], ("b", "x"): [100.0] * 30})
    shown = figures(frame, StoriesRules(largest_share=0.45))
    assert shown["value", (("sector", "a"), ("region", "y"))].rule == "dominance"
    assert shown["value", (("region", "y"),)].rule == "dominance"
    assert shown["value", ()].rule == "dominance"
    assert shown["members", ()].value == 100


def test_an_amount_that_another_large_member_could_estimate_is_hidden() -> None:
    shown = figures(crowd({("a", "x"): [1000.0, 990.0] + [10.0] * 12}))
    assert {shown["value", segment].rule for segment in ((), (("sector", "a"),))} <= {"dominance", "p-percent"}
    assert shown["value", ()].value is None


def test_a_zero_is_hidden_like_a_figure_of_few_and_by_the_same_rule() -> None:
    frame = crowd({("a", "x"): [0.0] * 30, ("b", "x"): [5.0] * 4 + [0.0] * 26, ("c", "x"): [7.0] * 30})
    shown = figures(frame)
    assert shown["value", (("sector", "a"),)].rule == shown["value", (("sector", "b"),)].rule == "zero"
    assert shown["value", (("sector", "a"),)].value is None
    assert figures(crowd({("a", "x"): [0.0] * 30}))["value", ()].rule == "zero"


def test_a_column_with_two_hundred_values_hides_its_segments_but_not_everybody() -> None:
    frame = organisation(3, 240, (2, 2)).assign(sector=[f"sector {at % 200}" for at in range(240)])
    cells = cells_of(frame, ("sector",))
    shown = protect(cells, frame, RULES).cells
    assert all(cell.rule == "threshold" for cell in shown if cell.segment)
    assert next(cell for cell in shown if cell.measure == "value" and not cell.segment).value is not None


def test_members_of_no_segment_are_a_segment() -> None:
    frame = crowd({("", "x"): [100.0] * 20, ("a", "x"): [100.0] * 20, ("a", ""): [100.0] * 3})
    shown = figures(frame)
    assert shown["members", (("sector", ""),)].value == 20
    assert shown["members", (("region", ""),)].rule == "threshold"


def test_nobody_at_all() -> None:
    frame = crowd({("a", "x"): [1.0]}).iloc[:0]
    assert {cell.rule for cell in protect(cells_of(frame), frame, RULES).cells} == {"threshold"}


def test_a_quantity_is_hidden_with_its_money() -> None:
    shown = figures(organisation(4, 200))
    for quantity, money in (("hours_saved", "time_value"), ("leads", "lead_value")):
        for (measure, segment), cell in shown.items():
            if measure == quantity:
                assert bool(cell.rule) == bool(shown[money, segment].rule)


def test_shares_of_nobody_and_of_all_are_hidden_and_others_coarse() -> None:
    frame = crowd({("a", "x"): [100.0] * 60, ("b", "x"): [900.0] * 60, ("c", "x"): [100.0, 900.0] * 30})
    shown = figures(frame)
    assert shown["share_above_fee", (("sector", "a"),)].value is None
    assert shown["share_above_fee", (("sector", "b"),)].value is None
    assert shown["share_above_fee", ()].value in (None, 0.5)


def test_a_quartile_needs_more_members_than_a_median() -> None:
    shown = figures(crowd({("a", "x"): [100.0 + at for at in range(15)], ("b", "x"): [200.0 + at for at in range(60)]}))
    assert shown["median_value", (("sector", "a"),)].value == 110
    assert shown["quartile_low", (("sector", "a"),)].rule == "threshold"
    assert shown["quartile_low", (("sector", "b"),)].value == 210


def test_a_disclosure_names_the_rule_and_no_figure() -> None:
    frame = organisation(5, 150)
    protected = protect(cells_of(frame), frame, RULES)
    told = Counter((of.measure, of.segment, of.rule) for of in protected.disclosures)
    assert told == Counter((of.measure, of.segment, of.rule) for of in protected.cells if of.rule)
    assert not any(re.search(r"\d", of.reason) or not of.reason for of in protected.disclosures)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_output_made_again_is_the_same(seed: int) -> None:
    frame = organisation(seed, 150)
    first = protect(cells_of(frame), frame, RULES)
    assert protect(cells_of(frame), frame, RULES, before=[first.cells]) == first


@pytest.mark.parametrize("seed", range(3))
def test_what_is_shown_is_rounded_and_near(seed: int) -> None:
    frame = organisation(seed, 300)
    for cell, true in zip(protect(cells_of(frame), frame, RULES).cells, cells_of(frame), strict=True):
        if cell.value is None or cell.members is None:
            continue
        assert cell.members % 5 == 0
        if cell.unit == "members":
            assert cell.value % 5 == 0
            assert abs(cell.value - true.value) <= 2.5
        elif cell.unit != "share":
            assert float(f"{cell.value:.1e}") == cell.value
            low, high = reading(cell.value)
            assert low * (1 - 1e-9) <= true.value <= high * (1 + 1e-9)


@given(st.floats(0.01, 1e9), st.integers(1, 6))
def test_a_figure_lies_where_its_reader_thinks(value: float, digits: int) -> None:
    low, high = rounding_interval(round_to_step(value, rounding_step(value, digits)), digits)
    assert low * (1 - 1e-9) <= value <= high * (1 + 1e-9)
