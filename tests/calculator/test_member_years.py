"""Members' own years: each figure is worked out for the year before the member's own renewal date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calculator.organisations import Use, organisation, reasons, worth
from valuereport.pipeline.calculation import (
    CalculatedMembers,
    contributions_of,
    explain,
    figures_of,
    low_error,
)
from valuereport.settings.period import Period, year_before

SHOP = {"shop": {"benefit": "savings", "unit_saving": "saving", "cap_per_year": 5}}
WIN = {"worth": "worth", "in_force": "2026-07-02", "duration_years": 1}


def members(*found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return members who paid on the first day of their years, where nothing else is said."""
    return [{"paid": str(year_before(date.fromisoformat(one["renewal"])).start), **one} for one in found]


def test_both_sides_of_the_years_end_and_29_february(tmp_path: Path) -> None:
    uses = [
        *(Use("shop", date=day) for day in ("2026-01-31", "2026-02-01", "2027-01-31", "2027-02-01")),
        Use("shop", 7, "2027-02-28", "M2"),  # two more than the cap of a year, which has 366 days
        Use("shop", 2, "2027-02-27", "M2"),
        Use("shop", 2, "2028-02-29", "M2"),
        Use("shop", 1, "2026-11-30", "M3"),
    ]
    people = members({"renewal": "2027-02-01"}, {"renewal": "2028-02-29"}, {"renewal": "2026-12-01"})
    found = organisation(tmp_path, {"saving": 10, "worth": 365}, SHOP, uses, wins=[WIN], members=people, period=None)
    # M1: two uses; the win from 2 July 2026 to 31 January 2027, 214 of 365 days.
    assert worth(found, 0) == pytest.approx(2 * 10 + 214)
    # M2: five uses; from 28 February to 1 July 2027, 124 of 366 days.
    assert worth(found, 1) == pytest.approx(5 * 10 + 365 * 124 / 366)
    # M3: one use; from 2 July to 30 November 2026, 152 of 365 days.
    assert worth(found, 2) == pytest.approx(10 + 152)
    cells = figures_of(found, 1).cells()
    assert (cells["period_start"], cells["period_end"], cells["engagements"]) == ("2027-02-28", "2028-02-29", "1")


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_year_before_a_renewal_is_a_year(renewal: date) -> None:
    year = year_before(renewal)
    assert year.end == renewal
    assert year.days in (365, 366)
    assert year.years == 1
    assert (year.start.month, year.start.day) == (renewal.month, min(renewal.day, year.start.day))


def test_a_member_without_a_renewal_date_gets_no_statement_and_a_reason(tmp_path: Path) -> None:
    people = [*members({"renewal": "2027-02-01"}), {}, {"renewal": "0001-01-01"}]
    found = organisation(tmp_path, {"saving": 10}, SHOP, [Use("shop", member="M2")], members=people, period=None)
    without = [one for one in found.problems if "no renewal date" in one.reason]
    assert [(one.member_id, one.column, one.severity) for one in without] == [
        ("M2", "renewal", "error"),
        ("M3", "renewal", "error"),
    ]
    assert [bool(one) for one in found.roster.obstacles] == [False, True, True]
    assert figures_of(found, 1).cells()["period_start"] == ""


def test_what_a_single_member_has_is_what_it_has_among_others(tmp_path: Path) -> None:
    """Whoever else is there, and whatever their years are."""
    people = members({"renewal": "2027-02-01"}, {"renewal": "2026-07-15"}, {"renewal": "2028-02-29"})
    uses = [Use("shop", 3, day, who) for who in ("M1", "M2", "M3") for day in ("2026-03-03", "2027-03-03")]
    of_all = organisation(tmp_path / "all", {"saving": 10, "worth": 90}, SHOP, uses, members=people, period=None)
    for row, one in enumerate(people):
        year = year_before(date.fromisoformat(one["renewal"]))
        days = str(year.start), str(year.end)
        alone = organisation(
            tmp_path / one["renewal"], {"saving": 10, "worth": 90}, SHOP, uses, members=people, period=days
        )
        assert of_all.valuations.totals[row].tolist() == alone.valuations.totals[row].tolist()
        assert of_all.valuations.editions[row] == alone.valuations.editions[row]
        assert explain(of_all, row).monthly == explain(alone, row).monthly


@pytest.mark.parametrize(
    ("joined", "renewal", "edition"),
    [
        ("2026-02-01", "2027-02-01", "first-year"),
        ("2026-01-31", "2027-02-01", "standard"),
        ("2027-01-30", "2027-02-01", "first-year"),
        ("2027-01-31", "2027-02-01", None),  # on the last day: a statement next year
    ],
)
def test_a_first_year_is_that_of_the_member(tmp_path: Path, joined: str, renewal: str, edition: str | None) -> None:
    people = members({"renewal": renewal, "joined": joined, "fee": 1})
    found = organisation(tmp_path, {"saving": 10}, SHOP, [Use("shop", 3, "2027-01-31")], members=people, period=None)
    if edition is None:
        assert "joined on the period's last day" in found.roster.obstacles[0]
    else:
        assert found.valuations.editions[0] == edition


@pytest.mark.parametrize(
    ("paid", "ahead", "fee"),
    [
        ("2026-02-01", 0, 100),
        ("2027-01-31", 0, 100),
        ("2026-01-31", 0, None),
        ("2027-02-01", 0, None),
        ("2026-01-02", 30, 100),
        ("2026-01-01", 30, None),
        ("2027-01-01", 30, 100),
        ("2027-01-02", 30, None),  # for the next year
    ],
)
def test_the_fee_is_what_was_paid_in_the_members_year(tmp_path: Path, paid: str, ahead: int, fee: int | None) -> None:
    fees = f"[fees]\npaid_ahead_days = {ahead}\n" if ahead else ""
    found = organisation(
        tmp_path, {"saving": 10}, SHOP, members=[{"renewal": "2027-02-01", "paid": paid}], period=None, rates=fees
    )
    assert found.roster.fees[0] == fee or (fee is None and np.isnan(found.roster.fees[0]))
    early = [one for one in found.problems if "paid shortly before" in one.reason]
    assert all("fees.paid_ahead_days" in one.action for one in early)
    assert bool(early) == (paid < "2026-02-01" and fee is None)


RATES = "".join(
    f'[[rate]]\ncurrency = "EUR"\nrate = {rate}\ndate = {day}\nsource = "a test"\n'
    for rate, day in ((0.8, "2020-01-01"), (0.5, "2027-01-01"))
)


def in_euros(folder: Path) -> CalculatedMembers:
    """Return two members whose years end before and after the rate of the euro changes."""
    people = members({"renewal": "2027-01-01", "currency": "EUR"}, {"renewal": "2027-01-02", "currency": "EUR"})
    uses = [Use("shop", 2, "2026-03-03", who) for who in ("M1", "M2")]
    saving = {"low": 5, "central": 10, "high": 15, "unit": "EUR", "currency": "EUR"}
    return organisation(folder, {"saving": saving}, SHOP, uses, members=people, period=None, rates=RATES)


def test_assumptions_go_by_the_rate_of_the_last_day_of_each_year(tmp_path: Path) -> None:
    found = in_euros(tmp_path)
    for row, rate in enumerate((0.8, 0.5)):
        assert worth(found, row) == pytest.approx(20)  # from euros, into euros
        valuation = explain(found, row)
        (line,) = valuation.lines
        assert {one.role: one.mean for one in line.factors}["unit_saving"] == pytest.approx(10 * rate)
        assert found.roster.fees[row] == 100
    assert [low_error(found, row) > 0 for row in (0, 1)] == [True, True]
    assert any("assumptions have 2 sets of figures" in one.reason for one in found.problems)
    both = contributions_of(found, [1, 0], ["", ""], "r")
    assert both.members["member_id"].tolist() == ["M2", "M1"]
    central = (both.weights * both.units.mean(axis=1)).sum(axis=1)
    assert central == pytest.approx([20 * 0.5, 20 * 0.8], rel=0.01)  # in the organisation's currency


def test_an_assumption_has_expired_where_it_has_for_one_of_the_years(tmp_path: Path) -> None:
    people = members({"renewal": "2027-01-01"}, {"renewal": "2027-03-01"})
    saving = {"value": 10, "valid_until": "2026-12-31"}
    for chosen, expired in ((people, True), (people[:1], False)):
        found = organisation(tmp_path / str(expired), {"saving": saving}, SHOP, members=chosen, period=None)
        assert any("was valid until" in one.reason for one in found.problems) == expired
    assert reasons(found) == []


def test_all_years_span_from_the_first_to_the_last(tmp_path: Path) -> None:
    people = members({"renewal": "2027-01-01"}, {"renewal": "2027-03-01"})
    found = organisation(tmp_path, {"saving": 10}, SHOP, members=people, period=None)
    span = Period(kind="member-year", start=date(2026, 1, 1), end=date(2027, 3, 1))
    assert found.settings.workspace.period == span
    assert found.settings_of(0).workspace.period.last_day == date(2026, 12, 31)
