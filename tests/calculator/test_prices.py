"""A recorded price decides wherever it stands; a difference is floored once a row; caps follow the period."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calculator.organisations import Use, line_of, organisation, reasons, valuation, worth

PRICES = {"price": 55, "member-price": 35, "saving": 30, "margin": 0.4, "sale": 1200, "close": 0.25}
CPD = {"benefit": "cpd", "unit": "hours", "nonmember_price": "price", "member_price": "member-price"}
SAVINGS = {"benefit": "savings", "unit_saving": "saving"}
LEADS = {"benefit": "leads", "sale": "sale", "margin": "margin", "close_rate": "close"}
NO_PRICE = "no price is recorded and the taxonomy names no assumption"
NOT_LESS = "the member paid no less than others pay"


@pytest.mark.parametrize(
    ("listed", "paid", "expected", "said"),
    [
        # Two hours; the assumptions are 55 an hour for others and 35 for members.
        (120, 70, 120 - 70, []),
        (None, 70, 2 * 55 - 70, []),
        (120, None, 120 - 2 * 35, []),
        (90, None, 90 - 2 * 35, []),  # below the assumed price of others: it takes its place
        (None, None, 2 * (55 - 35), []),
        (None, 0, 2 * 55, []),
        (120, 0, 120, []),
        (0, None, 0, [NOT_LESS]),  # worth nothing to anybody
        (0, 0, 0, [NOT_LESS]),
        (60, 70, 0, [NOT_LESS]),
        (70, 70, 0, [NOT_LESS]),
        (None, 120, 0, [NOT_LESS]),
        (70, None, 0, [NOT_LESS]),
    ],
)
def test_each_pair_of_prices_of_an_hour(
    tmp_path: Path, listed: float | None, paid: float | None, expected: float, said: list[str]
) -> None:
    valued = organisation(tmp_path, PRICES, {"webinar": CPD}, [Use("webinar", 2, list=listed, paid=paid)])
    assert worth(valued) == pytest.approx(expected)
    assert reasons(valued) == said


@pytest.mark.parametrize(
    ("listed", "paid", "expected", "said"),
    [
        # Two pieces; the assumed saving is 30 a piece.
        (100, 60, 40, []),
        (None, 60, 60, []),
        (None, None, 60, []),
        (100, None, 60, []),
        (40, None, 40, []),  # nobody saves more than the whole price
        (0, None, 0, [NOT_LESS]),
        (50, 60, 0, [NOT_LESS]),
    ],
)
def test_each_pair_of_prices_of_a_purchase(
    tmp_path: Path, listed: float | None, paid: float | None, expected: float, said: list[str]
) -> None:
    valued = organisation(tmp_path, PRICES, {"shop": SAVINGS}, [Use("shop", 2, list=listed, paid=paid)])
    assert worth(valued) == pytest.approx(expected)
    assert reasons(valued) == said


def test_a_list_price_of_zero_is_worth_nothing_whatever_is_assumed(tmp_path: Path) -> None:
    activity = {"benefit": "cpd", "nonmember_price": "price"}
    valued = organisation(tmp_path, {"price": 180}, {"course": activity}, [Use("course", list=0)])
    assert worth(valued) == 0


@pytest.mark.parametrize(
    ("keys", "use", "expected"),
    [
        ({"nonmember_price": "price"}, Use("a", 2, paid=70), 40),
        ({"nonmember_price": "price"}, Use("a", 2, list=120), None),
        ({"nonmember_price": "price"}, Use("a", 2), None),
        ({"member_price": "member-price"}, Use("a", 2, list=120), 50),
        ({"member_price": "member-price"}, Use("a", 2, paid=70), None),
        ({}, Use("a", 2, list=120, paid=70), 50),
    ],
)
def test_without_an_assumption_nothing_stands_in(
    tmp_path: Path, keys: dict[str, str], use: Use, expected: float | None
) -> None:
    valued = organisation(tmp_path, PRICES, {"a": {"benefit": "cpd", **keys}}, [use])
    assert worth(valued) == pytest.approx(expected or 0)
    assert reasons(valued) == ([] if expected else [NO_PRICE])


def test_a_recorded_deal_counts_and_one_of_nothing_counts_nothing(tmp_path: Path) -> None:
    uses = [Use("referral"), Use("referral", amount=3000, date="2026-04-01")]
    uses.append(Use("referral", amount=0, date="2026-05-01"))
    valued = organisation(tmp_path, PRICES, {"referral": LEADS}, uses)
    assert worth(valued) == pytest.approx(1200 * 0.4 * 0.25 + 3000 * 0.4)
    assert {line.variant: line.counted for line in valuation(valued).lines} == {"assumed": 1, "recorded": 2}


def test_a_difference_is_floored_once_a_row(tmp_path: Path) -> None:
    rows = [Use("webinar", 2, list=120, paid=70), Use("webinar", 2, list=60, paid=80, date="2026-04-01")]
    valued = organisation(tmp_path, PRICES, {"webinar": CPD}, rows)
    assert worth(valued) == pytest.approx(50)  # and not 50 - 20
    (problem,) = valued.valuations.problems
    assert (problem.file, problem.row, problem.member_id) == ("uses.csv", 3, "M1")


def test_the_floor_is_at_the_means_and_a_printed_low_is_no_less_than_nothing(tmp_path: Path) -> None:
    assumptions = {"price": (10.0, 60.0, 70.0)}  # mean 53.33
    activity = {"benefit": "cpd", "nonmember_price": "price"}
    rows = [Use("a", paid=50), Use("a", paid=54, date="2026-04-01")]
    valued = organisation(tmp_path, assumptions, {"a": activity}, rows)
    assert reasons(valued) == [NOT_LESS]
    low, central, high = line_of(valued).value
    assert (low, central) == (0, pytest.approx(160 / 3 - 50))
    assert high > central
    draws = valued.valuations.units.draws.T @ valued.valuations.weights[0]
    assert draws.min() < -20  # draws are not floored: 10 - 50 may be drawn


def test_what_counts_nothing_is_not_in_the_sum_that_is_printed(tmp_path: Path) -> None:
    rows = [Use("webinar", paid=10), Use("webinar", 3, paid=400, date="2026-04-01")]
    valued = organisation(tmp_path, PRICES, {"webinar": CPD}, rows)
    line = line_of(valued)
    assert (line.quantity, line.counted) == (4, 1)
    assert line.value.central == pytest.approx(1 * 55 - 10)
    assert [one.counted for one in line.evidence] == [1, 0]


def test_an_amount_that_waits_is_not_in_the_sum_that_is_printed(tmp_path: Path) -> None:
    rows = [Use("webinar", list=90), Use("webinar", 3, list=90_000, date="2026-04-01")]
    valued = organisation(tmp_path, PRICES, {"webinar": CPD}, rows)
    line = line_of(valued)
    assert [one.counted for one in line.evidence] == [1, 0]
    assert line.value.central == pytest.approx(90 - 1 * 35)
    assert reasons(valued) == []  # it is a problem of combine
    assert [problem.row for problem in valued.problems if problem.column == "list_price"] == [3]


@pytest.mark.parametrize(
    ("period", "cap"),
    [
        (("2026-01-01", "2027-01-01"), 10),
        (("2026-01-01", "2026-07-01"), 5),
        (("2026-01-01", "2028-01-01"), 20),
        (("2026-01-01", "2026-01-31"), 10 * 30 / 365),
    ],
)
def test_a_cap_is_for_a_year(tmp_path: Path, period: tuple[str, str], cap: float) -> None:
    activity = SAVINGS | {"cap_per_year": 10}
    rows = [Use("shop", 4, f"2026-01-{day:02}") for day in range(1, 8)]
    valued = organisation(tmp_path, PRICES, {"shop": activity}, rows, period=period)
    line = line_of(valued)
    assert (line.quantity, line.counted) == (28, pytest.approx(cap))
    assert worth(valued) == pytest.approx(30 * cap)
    counted = [one.counted for one in line.evidence]
    assert counted == sorted(counted, reverse=True)  # the earliest count first


def test_a_cap_cuts_a_recorded_price_in_proportion(tmp_path: Path) -> None:
    rows = [Use("webinar", 2, list=120, paid=70), Use("webinar", 2, list=120, paid=80, date="2026-04-01")]
    valued = organisation(tmp_path, PRICES, {"webinar": CPD | {"cap_per_year": 3}}, rows)
    assert worth(valued) == pytest.approx(50 + 40 / 2)


def test_the_value_of_an_hour_is_the_members_own_else_its_grades_else_the_default(tmp_path: Path) -> None:
    assumptions = {"hour": 40, "fellow-hour": 60, "hours": 1.5}
    members = [{"hourly_value": 100, "grade": "Fellow"}, {"grade": "Fellow"}, {"grade": "Member"}, {}]
    valued = organisation(
        tmp_path,
        assumptions,
        {"template": {"benefit": "time_saved", "hours_saved": "hours"}},
        [Use("template", 2, member=f"M{number}") for number in range(1, 5)],
        members=members,
        hourly={"default": "hour", "grade": {"Fellow": "fellow-hour"}},
    )
    assert [worth(valued, row) for row in range(4)] == pytest.approx([300, 180, 120, 120])
