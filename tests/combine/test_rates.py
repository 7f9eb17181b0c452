"""Rates by day: of an amount its own day's, of members' totals the period's last day's, of one's own currency none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.combine.histories import RATES, combined, fee, fees_of, member, only, reasons
from tests.workspaces import edited
from valuereport.model.history import History
from valuereport.settings import Rate, Rates, load_settings

HEAD = "Member,Amount,Currency,Paid\n"
MEMBERS = member("M1") + member("M2", "EUR")
TWICE = RATES.replace("2027-01-01", "2026-07-01")  # 0.86, and 0.50 from July on
USD = '\n[[rate]]\ncurrency = "USD"\nrate = 0.75\ndate = 2020-01-01\nsource = "budget"\n'


def rate(currency: str, figure: float, day: date) -> Rate:
    return Rate(currency=currency, rate=figure, date=day, source="s")


def test_the_rate_of_a_day_is_the_latest_until_then() -> None:
    rates = Rates.of([rate("EUR", 0.5, date(2027, 1, 1)), rate("EUR", 0.86, date(2025, 1, 1))], "GBP")
    for day, expected in (
        (date(2020, 1, 1), 0.86),  # before the first, the first
        (date(2025, 1, 1), 0.86),
        (date(2026, 12, 31), 0.86),
        (date(2027, 1, 1), 0.5),
        (date(2030, 1, 1), 0.5),
    ):
        found = rates.on("EUR", day)
        assert found is not None
        assert found.rate == expected
        own = rates.on("GBP", day)
        assert own is not None
        assert own.rate == 1.0
    assert rates.on("USD", date(2026, 1, 1)) is None


def test_next_years_rate_is_not_used(tmp_path: Path) -> None:
    history = fees_of(
        tmp_path, HEAD + "M1,100,EUR,2026-02-01\nM2,100,EUR,2026-02-01\n", members=MEMBERS, settings=RATES
    )
    assert fee(history)[0] == pytest.approx(86.0, abs=1e-6)
    assert fee(history, "M2")[0] == 100.0
    assert load_settings(tmp_path / "valuereport.toml").workspace.rates["EUR"].rate == 0.86
    assert not reasons(history)


@pytest.mark.parametrize(
    ("row", "who", "expected"),
    [
        ("M1,100,EUR,2026-06-30", "M1", 86.0),
        ("M1,100,EUR,2026-07-01", "M1", 50.0),
        ("M2,43,GBP,2026-06-30", "M2", 50.0),
        ("M2,43,GBP,2026-07-01", "M2", 86.0),
        ("M2,100,EUR,2026-06-30", "M2", 100.0),
        ("M2,100,,2026-06-30", "M2", 100.0),
        ("M2,86,USD,2026-06-30", "M2", 75.0),
        ("M2,86,USD,2026-07-01", "M2", 129.0),
    ],
)
def test_a_fee_goes_by_the_rate_of_its_day(tmp_path: Path, row: str, who: str, expected: float) -> None:
    history = fees_of(tmp_path, HEAD + row + "\n", members=MEMBERS, settings=TWICE + USD)
    assert fee(history, who)[0] == pytest.approx(expected, abs=1e-6)


def test_what_is_refunded_at_another_rate_leaves_no_fee(tmp_path: Path) -> None:
    rows = "M1,100,EUR,2026-06-30\nM1,-100,eur,2026-07-01\n"
    history = fees_of(tmp_path, HEAD + rows, members=MEMBERS, settings=TWICE)
    assert fee(history) == (0.0, "none", "")  # not 36: the difference of the rates is no fee


@pytest.mark.parametrize("day", ["2026-03-01", "2026-09-01"])
@pytest.mark.parametrize(
    ("who", "currency", "expected"),
    [
        ("M1", "GBP", {"2026-03-01": 1000.0, "2026-09-01": 1000.0}),
        ("M1", "EUR", {"2026-03-01": 860.0, "2026-09-01": 500.0}),
        ("M2", "EUR", {"2026-03-01": 1000.0, "2026-09-01": 1000.0}),  # its own: unchanged
        ("M2", "", {"2026-03-01": 1000 / 0.86, "2026-09-01": 2000.0}),  # the organisation's
        ("M2", "USD", {"2026-03-01": 750 / 0.86, "2026-09-01": 1500.0}),
    ],
)
def test_an_engagements_amount_goes_by_the_rate_of_its_day(
    tmp_path: Path, who: str, currency: str, expected: dict[str, float], day: str
) -> None:
    fees = HEAD + "M1,300,GBP,2026-01-05\nM2,300,EUR,2026-01-05\n"
    row = f"{who},referral,{day},A,1,1000,r1,,,{currency}\n"
    history = fees_of(tmp_path, fees, members=MEMBERS, settings=TWICE + USD, history=row)
    last_day = {"M1": 1.0, "M2": 0.5}[who]
    amount = history.engagements["amount"].tolist()[0]
    assert amount / last_day == pytest.approx(expected[day])


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ("£50,100 USD,", (50.0, 75.0)),
        ("50,100 USD,GBP", (50.0, 75.0)),
        ("€50,100,USD", (43.0, 75.0)),
        ("€50,USD 100,GBP", (43.0, 75.0)),
    ],
)
def test_each_price_goes_by_its_own_rate(tmp_path: Path, prices: str, expected: tuple[float, float]) -> None:
    row = f"M1,cpd-webinar,2026-03-01,A,1,,r1,{prices}\n"
    history = fees_of(
        tmp_path, HEAD + "M1,300,GBP,2026-01-05\n", members=MEMBERS, settings=TWICE + USD, history=row + row
    )
    assert history.engagements[["price_paid", "list_price"]].to_numpy().tolist() == [pytest.approx([*expected])]


@pytest.mark.parametrize(
    ("prices", "column", "value"),
    [
        ("£50,100 CHF,", "list_price", "CHF"),
        ("CHF 50,100,GBP", "price_paid", "CHF"),
        ("£50,100,CHF", "currency", "CHF"),
    ],
)
def test_an_amount_without_a_rate_costs_the_row(tmp_path: Path, prices: str, column: str, value: str) -> None:
    row = f"M1,cpd-webinar,2026-03-01,A,1,,r1,{prices}\n"
    history = fees_of(tmp_path, HEAD + "M1,300,GBP,2026-01-05\n", members=MEMBERS, history=row)
    found = only(history, "the currency has no rate into GBP")
    assert (found.column, found.value, found.row, found.member_id) == (column, value, 2, "M1")
    assert history.engagements.empty


def test_a_row_whose_amounts_all_name_a_currency_needs_no_rate_of_its_own(tmp_path: Path) -> None:
    row = "M1,cpd-webinar,2026-03-01,A,1,,r1,£50,£100,CHF\n"
    history = fees_of(tmp_path, HEAD + "M1,300,GBP,2026-01-05\n", members=MEMBERS, history=row)
    assert history.engagements[["price_paid", "list_price"]].to_numpy().tolist() == [[50.0, 100.0]]


def test_rows_of_other_currencies_are_no_duplicates(tmp_path: Path) -> None:
    rows = "".join(
        f"M1,cpd-webinar,2026-03-01,A,1,,r1,50,{listed},GBP\n" for listed in ("100", "100 USD", "€100", "£100")
    )
    history = fees_of(tmp_path, HEAD + "M1,300,GBP,2026-01-05\n", members=MEMBERS, settings=TWICE + USD, history=rows)
    assert sorted(history.engagements["list_price"].tolist()) == pytest.approx([75.0, 86.0, 100.0])


@pytest.mark.parametrize(
    ("who", "cells", "expected"),
    [
        ("M1", "€100,€40", (50.0, 20.0)),  # by the rate of the last day
        ("M1", "100,40 EUR", (100.0, 20.0)),
        ("M2", "100,£40", (100.0, 80.0)),
        ("M2", "USD 100,40", (150.0, 40.0)),
        ("M1", "100 CHF,40", (None, 40.0)),
        ("M2", "100,CHF 40", (100.0, None)),
    ],
)
def test_a_members_own_amounts_are_brought_into_its_currency(
    tmp_path: Path, who: str, cells: str, expected: tuple[float | None, float | None]
) -> None:
    currency = {"M1": "GBP", "M2": "EUR"}[who]
    fees_of(tmp_path, HEAD, members=member(who, currency), settings=TWICE + USD)
    path = edited(tmp_path / "valuereport.toml", 'postcode = "Postcode"\n', 'fee = "City"\nhourly_value = "Postcode"\n')
    edited(path, 'city = "City"\n', "")
    lines = (tmp_path / "members.csv").read_text().replace(",,GB\n", f",{cells},GB\n").replace(",,,", ",,")
    (tmp_path / "members.csv").write_text(lines)
    history = combined(path)
    assert currencies(history) == [currency]
    found = [None if value != value else value for value in history.members[["fee", "hourly_value"]].iloc[0].tolist()]
    assert found == [one if one is None else pytest.approx(one) for one in expected]
    without = [one for one in history.problems if "no rate into GBP" in one.reason]
    assert [one.column for one in without] == [
        name for name, one in zip(("fee", "hourly_value"), expected, strict=True) if one is None
    ]
    assert all((one.row, one.member_id, one.value[-3:]) == (2, who, "CHF") for one in without)


def test_an_amount_before_the_first_rate_is_said_once_a_currency(tmp_path: Path) -> None:
    late = "\n[[rate]]" + RATES.split("[[rate]]")[2].replace("2027-01-01", "2026-06-01")
    rows = "".join(f"M1,1{day},EUR,2026-02-{day:02}\n" for day in range(1, 9))
    old = "M1,referral,2026-01-02,A,1,1000,r1,,,EUR\nM1,referral,2020-01-02,A,1,1000,r1,,,EUR\n"
    history = fees_of(tmp_path, HEAD + rows, members=MEMBERS, settings=late, history=old)
    found = only(history, "before the first rate of EUR")
    assert (found.severity, found.file, found.value) == ("warning", "valuereport.toml", "EUR on 2026-01-02")
    assert fee(history)[0] == pytest.approx(sum(10 + day for day in range(1, 9)) * 0.5)


def test_only_a_rate_after_the_period_is_used_with_a_warning(tmp_path: Path) -> None:
    only_later = RATES.replace("2025-01-01", "2027-03-01")
    history = fees_of(tmp_path, HEAD + "M2,100,EUR,2026-02-01\n", members=MEMBERS, settings=only_later)
    assert fee(history, "M2") == (100.0, "paid", "")
    assert only(history, "before the first rate of EUR").value == "EUR on 2026-12-31"


def currencies(history: History) -> list[str]:
    return history.members["currency"].tolist()


def test_a_fee_without_a_rate_is_not_known(tmp_path: Path) -> None:
    history = fees_of(tmp_path, HEAD + "M1,100,CHF,2026-02-01\nM1,100,GBP,2026-02-02\n", members=MEMBERS)
    found = only(history, "the currency has no rate into GBP")
    assert (found.row, found.member_id, found.value) == (2, "M1", "CHF")
    assert fee(history)[2].startswith("a row of the fee cannot be read")
    assert currencies(history) == ["GBP", "EUR"]
