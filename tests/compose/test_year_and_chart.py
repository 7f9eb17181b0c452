"""The two pictures of a statement: the year, and the value by benefit; what is drawn, and what is read instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.compose.statements import SETTINGS, composed, plain, settings_with
from tests.valuations import (
    AMARA,
    ANNELIESE,
    empty_example,
    light_use_example,
    line,
    ranged_example,
    valuation,
    worked_example,
    worked_lines,
)
from valuereport.model.statement import Chart, Statement, Year
from valuereport.model.valuation import Range, Valuation
from valuereport.settings import Settings


def year_of(made: Statement) -> Year:
    assert made.year
    return made.year


def chart_of(made: Statement) -> Chart:
    assert made.chart
    return made.chart


def test_the_year_has_a_month_of_each_and_says_how_often() -> None:
    made = year_of(composed(ranged_example()))
    assert plain(made.uses) == "You used your membership 20 times."
    assert [month.label for month in made.months] == [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sept",
        "Oct",
        "Nov",
        "Dec",
    ]
    assert [month.uses for month in made.months] == [1, 1, 1, 3, 0, 3, 1, 1, 2, 0, 0, 0]
    assert all(month.number == str(month.uses) for month in made.months)


def test_for_people_who_do_not_see_it_the_months_that_have_something_are_told() -> None:
    case = replace(ranged_example(), monthly=(0, 12, 0, 0, 1, *[0] * 7), engagements=13)
    assert plain(year_of(composed(case)).alternative) == (
        "How often you used your membership in each month. February 2026: 12 times and May 2026: once."
    )


def test_a_member_who_used_it_once_reads_once_and_in_german_im_mai() -> None:
    once = replace(light_use_example(), monthly=(*[0] * 4, 1, *[0] * 7), engagements=1)
    assert year_of(composed(once)).uses == "You used your membership once."
    german = year_of(composed(replace(once, currency="EUR"), ANNELIESE))
    assert german.months[4].label == "Mai"
    assert "Mai 2026: einmal" in plain(german.alternative)


def period_from(start: date, end: date) -> Settings:
    period = SETTINGS.workspace.period.model_copy(update={"start": start, "end": end})
    return settings_with(period=period)


def test_a_year_that_begins_within_a_month_touches_thirteen() -> None:
    case = replace(ranged_example(), monthly=(1, *[0] * 11, 2), engagements=3)
    made = year_of(composed(case, settings=period_from(date(2025, 10, 15), date(2026, 10, 15))))
    assert [month.label for month in made.months][:: len(made.months) - 1] == ["Oct", "Oct"]
    assert "October 2025: once and October 2026: 2 times" in plain(made.alternative)


def test_a_longer_period_is_no_year() -> None:
    case = replace(ranged_example(), monthly=(1,) * 14)
    assert composed(case, settings=period_from(date(2026, 1, 1), date(2027, 3, 1))).year is None


def test_no_year_is_drawn_where_nothing_was_used() -> None:
    assert composed(empty_example()).year is None
    assert composed(valuation(worked_lines()[4:], edition="light-use")).year is None


def bars(made: Statement) -> list[tuple[str, ...]]:
    """Return how much, of what, its range and what it was worth."""
    return [tuple(map(plain, (b.quantity, b.label, b.range_text, b.central_text))) for b in chart_of(made).bars]


def test_a_bar_says_how_much_of_what_and_what_it_was_worth() -> None:
    assert bars(composed(ranged_example())) == [
        ("3", "referrals to you", "£504 – £936", "£720.00"),
        ("6.5", "hours saved", "£181 – £336", "£259.20"),
        ("10", "hours of professional development", "", "£150.00"),
        ("1", "policy win in force", "£12 – £23", "£18.05"),
        ("7", "parts taken in our community", "", "counted, not priced"),
    ]


def test_a_benefit_that_was_used_once_is_in_the_singular() -> None:
    once = [line("leads", "referral", 1, 60.0), line("savings", "handbook", 1, 12.5)]
    labels = [label for _, label, _, _ in bars(composed(valuation(once)))]
    assert labels == ["referral to you", "use of a member price"]


def test_hours_saved_are_what_is_left_after_what_would_have_happened_anyway() -> None:
    (saved,) = [each for each in bars(composed(worked_example())) if each[1] == "hours saved"]
    assert saved == ("6.5", "hours saved", "", "£259.20")  # 6 x 1.5 x 0.8 x 0.9 = 6.48


def test_ranges_stand_in_whole_units_but_where_one_of_them_begins_below_one() -> None:
    small = line("savings", "handbook", 1, 2.0, value=Range(0.75, 2.0, 3.5))
    large = line("leads", "referral", 1, 120.0, spread=0.3)
    assert [each[2] for each in bars(composed(valuation([large, small])))] == ["£84.00 – £156.00", "£0.75 – £3.50"]
    assert [each[2] for each in bars(composed(valuation([large])))] == ["£84 – £156"]


def test_five_rows_at_most_and_what_is_not_priced_is_the_last() -> None:
    handbooks = line("savings", "handbook", 2, 5.0)
    all_five = chart_of(composed(valuation([*worked_lines(), handbooks], community=(("committee", 4.0, 4),))))
    assert [bar.central for bar in all_five.bars] == sorted((bar.central for bar in all_five.bars), reverse=True)
    assert len(all_five.bars) == 5
    assert all(bar.central for bar in all_five.bars)
    four = chart_of(composed(valuation(worked_lines(), community=(("committee", 1.0, 1),))))
    last = four.bars[-1]
    assert (last.quantity, last.label, last.central) == ("1", "part taken in our community", 0.0)


def test_the_axis_begins_at_nought_and_has_room_for_every_range() -> None:
    made = chart_of(composed(ranged_example()))
    assert made.unit == "£"
    assert [tick.label for tick in made.ticks] == ["0", "500", "1,000"]
    assert made.ticks[-1].value >= max(bar.high for bar in made.bars)


def test_for_people_who_do_not_see_it_each_bar_is_a_sentence() -> None:
    made = chart_of(composed(ranged_example())).alternative
    assert "New business: best estimate £720.00, range £504 – £936." in made
    assert "Professional development: £150.00." in made
    assert made.endswith("A thin line on each bar shows its range.")
    assert "thin line" not in chart_of(composed(worked_example())).alternative


@pytest.mark.parametrize(
    "case",
    [
        light_use_example(),
        empty_example(),
        valuation([], community=(("committee", 4.0, 4),)),
        valuation([line("leads", "referral", 1, 0.0, value=Range(0.0, 0.0, 0.004))]),
    ],
    ids=["light use", "nothing", "community alone", "no penny"],
)
def test_there_is_no_chart_where_nothing_has_a_value(case: Valuation) -> None:
    assert composed(case, AMARA).chart is None
