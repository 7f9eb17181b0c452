"""Policy wins: days in force of the year from the period's start, anniversaries, drop-off, wins that stand apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calculator.organisations import Use, line_of, organisation, valuation, worth
from valuereport.calculator.policy import years_later

SHOP = {"shop": {"benefit": "savings", "unit_saving": "saving"}}
YEAR = ("2026-01-01", "2027-01-01")


def of_win(
    folder: Path,
    win: dict[str, Any],
    member: dict[str, Any] | None = None,
    period: tuple[str, str] = YEAR,
    **calculation: Any,
) -> float:
    """Return what a win of 365 a year is worth to a member."""
    assumptions = {"worth": 365, "share": 0.5, "drop": 0.1}
    wins = [{"worth": "worth", **win}]
    valued = organisation(
        folder, assumptions, SHOP_WITHOUT, wins=wins, members=[member or {}], period=period, calculation=calculation
    )
    return worth(valued)


SHOP_WITHOUT = {"shop": {"benefit": "savings"}}
ALL_THE_TIME = {"in_force": "2020-06-30", "duration_years": 20}


def test_half_a_year_gives_half(tmp_path: Path) -> None:
    wins = [ALL_THE_TIME | {"worth": "worth", "attribution": "share"}]
    period = ("2026-01-01", "2026-07-01")
    valued = organisation(tmp_path, {"worth": 90, "share": 0.5}, SHOP_WITHOUT, wins=wins, period=period)
    assert worth(valued) == pytest.approx(90 * 181 / 365 * 0.5)
    assert round(worth(valued), 2) == 22.32


@pytest.mark.parametrize(
    ("win", "days"),
    [
        ({"in_force": "2026-07-02"}, 183),
        ({"in_force": "2025-07-02"}, 182),  # its year ends with 1 July
        ({"in_force": "2025-07-02", "duration_years": 0.5}, 0),  # 182 days: until the end of 2025
        ({"in_force": "2026-07-02", "duration_years": 0.5}, 182),
        ({"in_force": "2027-01-01"}, 0),
        ({"in_force": "2026-12-31"}, 1),
        ({"in_force": "2025-01-01"}, 0),
        ({"in_force": "2024-02-29", "duration_years": 2}, 58),  # until 27 February
        ({"in_force": "2024-02-29", "duration_years": 3}, 365),
        # The second year takes a tenth off, the third a tenth of the rest.
        ({"in_force": "2025-07-02", "duration_years": 2, "drop_off": "drop"}, 182 + 183 * 0.9),
        ({"in_force": "2024-02-29", "duration_years": 3, "drop_off": "drop"}, 58 * 0.9 + 307 * 0.81),
        ({"in_force": "2026-07-02", "drop_off": "drop"}, 183),
    ],
)
def test_days_in_force_and_anniversaries(tmp_path: Path, win: dict[str, Any], days: float) -> None:
    assert of_win(tmp_path, win) == pytest.approx(days)


@pytest.mark.parametrize(
    ("member", "days"),
    [
        ({}, 365),
        ({"joined": "2015-03-01"}, 365),
        ({"joined": "2026-01-01"}, 365),
        ({"joined": "2026-07-02"}, 183),
        ({"joined": "2027-03-01"}, 0),
    ],
)
def test_a_win_counts_from_joining(tmp_path: Path, member: dict[str, Any], days: float) -> None:
    assert of_win(tmp_path, ALL_THE_TIME, member) == pytest.approx(days)


@pytest.mark.parametrize(("size", "times"), [(12, 12), ("", 0)])
def test_exposure_multiplies_and_an_unknown_one_is_nothing(tmp_path: Path, size: object, times: float) -> None:
    assert of_win(tmp_path, ALL_THE_TIME | {"exposure": "size"}, {"size": size}) == pytest.approx(365 * times)


@pytest.mark.parametrize(
    ("period", "share"),
    [
        (("2026-01-01", "2028-01-01"), 2.0),
        (("2028-01-01", "2029-01-01"), 1.0),  # 366 of 366 days
        (("2028-02-29", "2028-03-30"), 30 / 365),  # until 28 February 2029
        (("2025-07-01", "2026-07-01"), 1.0),
    ],
)
def test_the_year_is_that_from_the_periods_start(tmp_path: Path, period: tuple[str, str], share: float) -> None:
    assert of_win(tmp_path, ALL_THE_TIME, period=period) == pytest.approx(365 * share)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 100))
def test_an_anniversary_is_the_same_day(day: date, years: int) -> None:
    later = years_later(day, years)
    assert later.year == day.year + years
    if (day.month, day.day) == (2, 29) and (later.year % 4 or (later.year % 100 == 0 and later.year % 400)):
        assert (later.month, later.day) == (2, 28)
    else:
        assert (later.month, later.day) == (day.month, day.day)


def test_a_win_that_drops_off_says_so_factor_by_factor(tmp_path: Path) -> None:
    assumptions = {"worth": 365, "drop": (0.05, 0.1, 0.15)}
    wins = [{"in_force": "2025-07-02", "duration_years": 2, "worth": "worth", "drop_off": "drop"}]
    line = line_of(organisation(tmp_path, assumptions, SHOP_WITHOUT, wins=wins))
    factors = {factor.role: factor.mean for factor in line.factors}
    expected = {"in_force": 182 / 365, "in_force_year_2": 183 / 365, "worth": 365, "drop_off": 0.1}
    assert factors == pytest.approx(expected)
    assert line.value.central == pytest.approx(182 + 183 * 0.9)
    assert line.value.low < line.value.central < line.value.high


@pytest.mark.parametrize("policy", ["included", "apart"])
def test_wins_stand_in_the_total_or_apart(tmp_path: Path, policy: str) -> None:
    uses = [Use("shop", number) for number in (1, 2, 3)]  # equal but for their quantity
    valued = organisation(
        tmp_path,
        {"saving": (10.0, 20.0, 30.0), "worth": (50.0, 90.0, 130.0)},
        SHOP,
        uses,
        wins=[ALL_THE_TIME | {"worth": "worth"}],
        calculation={"policy": policy},
        fee=110,
    )
    found = valuation(valued)
    included = policy == "included"
    assert found.without_policy.central == pytest.approx(120)
    assert found.total.central == pytest.approx(120 + 90 * included)
    assert found.benefits["policy"].central == pytest.approx(90)
    assert found.estimated.central == pytest.approx(found.total.central)
    assert (found.total == found.without_policy) == (not included)
    assert found.edition == ("standard" if included else "below-fee")  # 6 x P10 of 10 to 30 is less than 110
    assert {one.assumption for one in found.swings} == ({"saving", "worth"} if included else {"saving"})
    assert found.benefit_cost_ratio == pytest.approx(found.total.low / 110)
    assert found.ratio_without_policy == pytest.approx(found.without_policy.low / 110)
    assert found.without_policy.low < 110 < found.without_policy.high
