"""The table of what was counted: to the penny, and the same sum however many rows there is room for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.compose.statements import SETTINGS, cents, composed, plain, settings_with
from tests.valuations import (
    AMARA,
    ANNELIESE,
    FIRM,
    empty_example,
    evidence,
    light_use_example,
    line,
    ranged_example,
    unpriced,
    valuation,
    worked_example,
    worked_lines,
)
from valuereport.compose import compose
from valuereport.model.statement import Counted, Row
from valuereport.model.valuation import Range, Valuation

ROUNDED = "Figures are rounded, so the rows may not add up to the total."


def test_the_worked_example_holds_to_the_penny() -> None:
    made = composed(worked_example()).counted
    assert [row.value for row in made.rows] == ["£600.00", "£259.20", "£150.00", "£120.00", "£18.05"]
    assert made.total is not None
    assert made.total.value == "£1,147.25"
    assert made.range is None
    assert made.notes == ()
    assert [(each.label, each.value) for each in made.subtotals] == [
        ("From recorded prices and payments", "£150.00"),
        ("From estimates", "£997.25"),
    ]


def test_a_range_is_said_below_the_total() -> None:
    made = composed(ranged_example()).counted
    assert made.range
    assert plain(made.range.value) == "£902.45 – £1,421.06"
    assert made.range.label == "Cautious to high estimate"


def shown(row: Row) -> tuple[str, ...]:
    """Return when, what, which, how much and by what evidence."""
    return tuple(map(plain, (row.dates, row.label, row.title, row.quantity, row.evidence)))


def test_rows_are_dated_and_name_the_most_valuable_engagement() -> None:
    first, second, *_ = composed(ranged_example()).counted.rows
    what = "Referrals from Find a Surveyor"
    assert shown(first) == ("14 Sept 2026", what, "Quay wall inspection, Avonmouth", "once", "estimated")
    what = "Templates and model documents"
    assert shown(second) == ("19 Jan – 11 Sept 2026", what, "e.g. Port dues checklist", "6 times", "estimated")


def test_a_title_does_not_repeat_the_activity() -> None:
    twice = evidence(["CPD webinars, autumn series"], date(2026, 1, 19), 1, 1.0, 5.0)
    (row,) = composed(valuation([line("cpd", "cpd-webinar", 1, 10.0, evidence=twice)])).counted.rows
    assert (row.label, row.title) == ("CPD webinars", "autumn series")


def test_engagements_without_titles_have_no_title() -> None:
    bare = evidence(["", ""], date(2026, 1, 19), 1, 1, 5.0)
    (row,) = composed(valuation([line("savings", "handbook", 2, 10.0, evidence=bare)])).counted.rows
    assert (row.label, row.title, row.language) == ("Handbooks at the member price", "", "en-GB")


def test_a_title_is_marked_with_its_language_where_it_is_another() -> None:
    (crm,) = SETTINGS.workspace.source
    sources = [
        crm.model_copy(update={"name": name, "table": "engagements", "title_language": language})
        for name, language in (("events", ""), ("library", "fr"), ("answers", "member"))
    ]
    settings = settings_with(source=tuple(sources))
    told = worked_lines()[3].evidence[0]
    found = {}
    for source in ("events", "library", "answers", "nowhere"):
        done = replace(worked_lines()[3], evidence=(told._replace(source=source),))
        made = composed(valuation([done], member=ANNELIESE), ANNELIESE, settings)
        (row,) = made.counted.rows
        assert made.highlight
        assert made.highlight.items[0].language == row.language
        found[source] = row.language
    assert found == {"events": "en-GB", "library": "fr", "answers": "de-DE", "nowhere": "de-DE"}


def test_a_capped_quantity_shows_what_was_counted() -> None:
    (row,) = composed(valuation([line("cpd", "cpd-webinar", 14, 200.0, counted=10.0)])).counted.rows
    assert plain(row.quantity) == "10 of 14 hours"


def test_community_is_one_row_counted_and_never_priced() -> None:
    case = replace(ranged_example(), lines=(), community=(("committee", 4.0, 4), ("mentoring", 6.5, 3)), unpriced=())
    made = composed(case).counted
    (row,) = made.rows
    assert shown(row) == ("", "Community", "Committee meetings (4 times) and Mentoring (6.5 hours)", "7 times", "")
    assert row.summary
    assert made.total
    assert (row.value, made.total.value) == ("not priced", "£1,147.25")


def test_what_has_no_price_is_a_row_below_what_has_one() -> None:
    """Each by itself, whatever it is; what is given to the community is one row."""
    used = replace(unpriced("handbook", 2, 2.0), benefit="savings")
    case = replace(worked_example(), unpriced=(used, unpriced("committee", 4, 4.0)), community=(("committee", 4.0, 4),))
    made = composed(case).counted
    assert [row.label for row in made.rows[-3:]] == [
        "Handbooks at the member price",
        "Policy wins in force",
        "Community",
    ]
    row = made.rows[-3]
    assert shown(row) == ("8 Jan – 7 Feb 2026", row.label, "A handbook", "2 times", "")
    assert row.value == "not priced"
    alone = composed(valuation([], unpriced=(used,), edition="light-use")).counted
    assert [(row.label, row.value) for row in alone.rows] == [("Handbooks at the member price", "")]


def test_a_member_with_policy_wins_alone_has_their_row() -> None:
    made = composed(valuation(worked_lines()[4:], edition="light-use"))
    assert [(row.label, plain(row.quantity), row.value) for row in made.counted.rows] == [
        ("Policy wins in force", "1 win", ""),
    ]


def test_a_light_users_table_has_neither_values_nor_evidence() -> None:
    made = composed(light_use_example()).counted
    assert made.rows
    assert {(row.value, row.evidence) for row in made.rows} == {("", "")}
    assert (made.total, made.range, made.subtotals, made.notes) == (None, None, (), ())


def test_nothing_was_counted() -> None:
    assert composed(empty_example()).counted == Counted((), (), None, None, (), ())


def forty() -> Valuation:
    return valuation([line("savings", "handbook", 1, 10.0 + number) for number in range(40)])


def test_forty_activities_end_in_a_row_that_says_how_many_more() -> None:
    made = composed(forty()).counted
    assert len(made.rows) == 14
    assert made.rows[0].value == "£49.00"
    last = made.rows[-1]
    assert (plain(last.label), last.title) == ("and 27 more activities", "")
    assert last.value == f"£{sum(10.0 + number for number in range(27)):,.2f}"
    assert made.notes == ()


@pytest.mark.parametrize("edition", ["standard", "light-use"])
def test_a_shorter_table_is_the_same_with_fewer_rows_down_to_three(edition: str) -> None:
    made = composed(replace(forty(), edition=edition)).counted
    assert [len(each.rows) for each in made.shorter] == list(range(13, 3, -1))
    for each in made.shorter:
        shown = len(each.rows) - 1
        assert each.rows[:-1] == made.rows[:shown]
        assert plain(each.rows[-1].label) == f"and {40 - shown} more activities"
        assert each.notes == made.notes


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=30), st.booleans())
def test_however_long_the_table_its_rows_come_to_the_total(values: list[int], won: bool) -> None:
    """And each shorter one has fewer rows than the one before it, so none stands for a single activity."""
    lines = [line("savings", "handbook", 1, value / 100) for value in values]
    made = composed(valuation([*lines, worked_lines()[4]] if won else lines)).counted
    assert made.total
    assert len(made.rows) == min(len(values), 14) + won
    longer = len(made.rows)
    for each in made.shorter:
        assert len(each.rows) == longer - 1
        longer = len(each.rows)
    for rows, notes in ((made.rows, made.notes), *((each.rows, each.notes) for each in made.shorter)):
        away = sum(cents(row.value) for row in rows) - cents(made.total.value)
        assert abs(away) <= len(rows)
        assert notes == ((ROUNDED,) if away else ())


def test_rows_that_do_not_add_up_are_owned_up_to() -> None:
    thirds = [line("savings", "handbook", 1, 10 / 3), line("cpd", "cpd-webinar", 1, 10 / 3), worked_lines()[3]]
    assert composed(valuation(thirds)).counted.notes == (ROUNDED,)  # 3.33 + 3.33 + 600.00 and 606.67
    assert composed(ranged_example()).counted.notes == ()


def test_policy_wins_that_stand_apart_are_shown_and_not_in_the_sum() -> None:
    """The note of rounding must not be said because of them."""
    calculation = SETTINGS.workspace.calculation.model_copy(update={"policy": "apart"})
    used = worked_lines()[:4]
    case = replace(valuation(worked_lines()), total=valuation(used).total, without_policy=valuation(used).total)
    made = composed(case, settings=settings_with(calculation=calculation))
    assert made.counted.total
    assert (made.counted.total.value, made.counted.notes) == ("£1,129.20", ())
    assert [row.value for row in made.counted.rows][-1] == "£18.05"
    assert "Without" not in made.headline.note


@pytest.mark.parametrize("amount", [0.004, 0.005, 0.01, 123_456_789.126, 999_999_999.99])
def test_small_and_large_amounts(amount: float) -> None:
    made = composed(valuation([line("leads", "referral", 1, amount, spread=0.2)]))
    assert made.counted.total is not None
    if made.chart:
        assert made.chart.ticks[-1].value >= made.chart.bars[0].high
        assert 3 <= len(made.chart.ticks) <= 7


def test_a_firm_has_as_many_rows_as_a_person() -> None:
    firm = replace(FIRM, locale="en-GB", currency="GBP")
    assert composed(replace(forty(), member_id=firm.member_id), firm).counted == composed(forty()).counted


def test_a_text_that_nobody_translated_is_a_problem() -> None:
    (made,), problems = compose(ANNELIESE, valuation([line("savings", "only-english", 1, 12.5)]), SETTINGS)
    assert plain(made.counted.rows[0].label) == "Something nobody translated"
    assert [found.column for found in problems] == ["activity only-english: label"]


def test_a_range_of_one_figure_is_none() -> None:
    case = valuation([line("leads", "referral", 1, 5.0, value=Range(5.001, 5.0, 5.004))], member=AMARA)
    assert composed(case).counted.range is None


def test_where_nothing_has_a_price_no_money_is_named() -> None:
    """Not even none: £0.00 would say that it was worth nothing."""
    used = replace(unpriced("handbook", 2, 2.0), benefit="savings")
    made = composed(valuation([], unpriced=(used,), edition="below-fee", engagements=5))
    assert made.counted.total is None
    assert [row.value for row in made.counted.rows] == [""]
    assert "£" not in repr((made.counted, made.thanks))
    assert "worth" not in repr(made.thanks)
