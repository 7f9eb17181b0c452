"""Distribution, composed portraits, trend and claims: only of groups, and only of what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stories.organisations import Someone, all_shown, organisation, run_of, sample
from valuereport.model.contributions import Contributions
from valuereport.model.story import Claim
from valuereport.settings import StoriesRules
from valuereport.stories.aggregates import cells
from valuereport.stories.claims import claims
from valuereport.stories.distribution import distribution
from valuereport.stories.portraits import portraits
from valuereport.stories.trend import PeriodFigures, trends

RULES = StoriesRules()


def worth(*values: float) -> list[Someone]:
    """Return a member for each value."""
    return [Someone((value / 100, 0, 0, 0, 0)) for value in values]


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 1e7) | st.sampled_from([0.0, 100.0, 1e6]), max_size=120),
    st.sampled_from([3, 10, 25]),
    st.sampled_from([1, 5]),
)
def test_every_member_is_in_one_bin_and_no_bin_is_small(values: list[float], smallest: int, to: int) -> None:
    rules = StoriesRules(smallest_group=smallest, round_members=to)
    found = organisation(worth(*values))
    worths = (found.members["central"] * found.members["rate"]).tolist()
    bins = bins_of(found, rules)
    if len(values) < smallest or max(worths) <= 0:
        assert bins == ()
        return
    if not bins:  # hidden: one member has nearly everything
        return
    assert 1 <= len(bins) <= 10
    assert bins[0][0] == 0
    for (start, end, members), following in zip(bins, [*bins[1:], None], strict=True):
        counted = sum(start <= one < (inf if end is None else end) for one in worths)
        assert counted >= smallest
        assert abs(members - counted) <= to / 2
        assert members % to == 0
        assert end == (following[0] if following else None)


def bins_of(found: Contributions, rules: StoriesRules = RULES) -> tuple[tuple[float, float | None, int], ...]:
    made, frame = cells(found, ())
    return distribution(frame["value"].to_numpy(), all_shown(made, rules.smallest_group), rules)


def test_the_edges_are_round_and_the_last_bin_is_open() -> None:
    chance = np.random.default_rng(1)
    bins = bins_of(organisation(worth(*chance.uniform(0, 973, 500))))
    assert [start for start, _, _ in bins] == [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]
    assert bins[-1][1] is None


def test_one_large_firm_does_not_press_the_others_together_nor_show_its_size() -> None:
    chance = np.random.default_rng(1)
    values = [*chance.uniform(0, 900, 300).tolist(), 99_123.0]
    bins = bins_of(organisation(worth(*values)))
    assert len(bins) >= 8
    assert bins[-1][1] is None
    assert bins[-1][2] >= 10


def test_bins_that_with_the_total_would_tell_the_largest_value_are_not_shown() -> None:
    close = worth(*[105.0] * 30, 12_000.0)  # the others have 3,150 of 15,150; who knows 30 x 100 knows 12,150
    assert bins_of(organisation(close)) == ()
    total_hidden = [
        replace(cell, value=None, members=None, rule="p-percent") if cell.measure == "value" else cell
        for cell in all_shown(cells(organisation(worth(*[100.0] * 40)), ())[0])
    ]
    assert distribution(np.full(40, 100.0), total_hidden, RULES) == ()


PLACES = [("Housing", "Munster", 30), ("Housing", "Ulster", 12), ("Healthcare", "Munster", 9), ("", "Ulster", 40)]


def people() -> list[Someone]:
    return [
        Someone((1 + number % 7, 0, 0, 0, 0), sector=sector, region=region, hours=number % 5 + 0.123, leads=0)
        for sector, region, count in PLACES
        for number in range(count)
    ]


def test_portraits_are_of_groups_that_are_large_enough_and_named() -> None:
    found = organisation(people())
    shown = all_shown(cells(found, ("sector", "region"))[0], RULES.smallest_group)
    made = portraits(shown, most=20)
    assert [each.segment for each in made] == [
        (("sector", "Housing"), ("region", "Munster")),
        (("sector", "Housing"), ("region", "Ulster")),
        (("region", "Ulster"),),
        (("sector", "Housing"),),
        (("region", "Munster"),),
    ]
    first = made[0]
    assert first.members == 30
    told = {"value": 400, "ratio_median": 4, "hours_saved": 2.123, "leads": 0, "cpd_hours": 0}
    assert first.medians == pytest.approx(told)
    assert portraits(shown) == made[:3]


@pytest.mark.parametrize("measure", ["members", "median_value"])
def test_no_portrait_is_made_of_a_segment_of_which_something_is_hidden(measure: str) -> None:
    found = organisation(people())
    segment = (("sector", "Housing"), ("region", "Munster"))
    shown = [
        replace(cell, members=None, value=None, rule="secondary")
        if (cell.measure, cell.segment) == (measure, segment)
        else cell
        for cell in all_shown(cells(found, ("sector", "region"))[0])
    ]
    assert segment not in {each.segment for each in portraits(shown, most=20)}


def test_a_portrait_says_the_figures_that_are_published() -> None:
    found = organisation(people())
    rounded = [
        replace(cell, value=350.0) if cell.measure == "median_value" else replace(cell, value=25.0)
        for cell in all_shown(cells(found, ("sector",))[0])
        if cell.value is not None
    ]
    (made,) = portraits(rounded)
    assert (made.members, made.medians["value"], made.medians["ratio_median"]) == (25, 350, 25)


def test_nine_members_have_neither_portrait_nor_distribution() -> None:
    found = organisation([Someone((number, 0, 0, 0, 0)) for number in range(9)])
    assert bins_of(found) == ()
    assert portraits(all_shown(cells(found, ("sector",))[0])) == ()


def year(number: int, members: int = 20, **other: Any) -> PeriodFigures:
    found = organisation(worth(*[100.0] * members), name=str(number), year=number)
    cells_of_all = all_shown(cells(found, ())[0])
    return replace(PeriodFigures(str(number), found.start, found.end, found.currency, cells_of_all), **other)


def test_a_trend_goes_from_the_oldest_period_to_this_one() -> None:
    found, problems = trends(year(2026, 40), [year(2025, 30), year(2024, 20)])
    assert problems == ()
    members = next(trend for trend in found if trend.measure == "members")
    assert members.points == ((date(2024, 1, 1), 20), (date(2025, 1, 1), 30), (date(2026, 1, 1), 40))
    assert (members.unit, next(trend.unit for trend in found if trend.measure == "value")) == ("members", "money")


def test_a_hidden_figure_leaves_a_gap_and_one_point_is_no_trend() -> None:
    small = year(2025, 9)
    found, _ = trends(year(2026, 40), [small, year(2024, 20)])
    members = next(trend for trend in found if trend.measure == "members")
    assert members.points == ((date(2024, 1, 1), 20), (date(2025, 1, 1), None), (date(2026, 1, 1), 40))
    assert trends(year(2026, 40), [small]) == ((), ())
    assert trends(year(2026, 40), []) == ((), ())


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"run": "again", "start": date(2026, 1, 1)}, "is not of an earlier period"),
        ({"start": date(2025, 7, 1), "end": date(2026, 7, 1)}, "overlaps that of the run 2026"),
        ({"start": date(2025, 7, 1), "end": date(2026, 1, 1)}, "is not as long as that of the run 2026"),
    ],
)
def test_runs_that_cannot_be_compared_are_left_out_and_this_is_said(other: dict[str, Any], reason: str) -> None:
    odd = year(2025, 30, **other)
    found, (problem,) = trends(year(2026, 40), [odd, year(2023, 20)])
    assert reason in problem.reason
    assert {len(trend.points) for trend in found} == {2}


def test_money_of_another_currency_is_not_compared() -> None:
    found, _ = trends(year(2026, 40), [year(2025, 30, currency="IEP")])
    assert {trend.unit for trend in found} & {"money"} == set()
    assert "members" in {trend.measure for trend in found}


def test_claims_name_what_each_figure_rests_on() -> None:
    found = organisation([Someone((1, 1, 1, 1, 1), hours=3, leads=1)] * 12)
    by_measure = {claim.measure: claim for claim in claims(found, all_shown(cells(found, ("sector",))[0]))}
    period = (date(2026, 1, 1), date(2027, 1, 1))
    assert by_measure["hours_saved"] == Claim("hours_saved", 12, period, ("hours",), "reported")
    assert by_measure["time_value"] == Claim("time_value", 12, period, ("hourly", "hours"), "estimated")
    assert by_measure["lead_value"] == Claim("lead_value", 12, period, ("anyway", "margin"), "reported")
    assert by_measure["cpd_value"] == Claim("cpd_value", 12, period, (), "recorded")
    assert by_measure["leads"] == Claim("leads", 12, period, (), "recorded")
    everything = ("anyway", "hourly", "hours", "margin", "worth")
    for measure in ("value", "median_value", "share_above_fee"):
        assert by_measure[measure] == Claim(measure, 12, period, everything, "estimated")
    assert by_measure["median_hours_saved"] == Claim("median_hours_saved", 12, period, ("hours",), "reported")
    assert len(by_measure) == 20


def test_what_is_hidden_is_not_claimed() -> None:
    found = organisation([Someone()] * 9)
    assert claims(found, all_shown(cells(found, ("sector",))[0])) == ()


def test_the_claims_of_the_sample_name_assumptions_that_the_settings_have(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    valued = sample()
    found = run_of(valued, tmp_path_factory.mktemp("runs") / "2026")
    made = claims(found, all_shown(cells(found, ())[0]))
    known = valued.settings.judgement.assumptions
    assert all(name in known for claim in made for name in claim.assumptions)
    hours = next(claim for claim in made if claim.measure == "hours_saved")
    assert "hour-of-work" not in hours.assumptions
    assert "template-hours" in hours.assumptions
