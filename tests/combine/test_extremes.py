"""Rows with extreme amounts count as zero and are problems until somebody confirms them in corrections.csv."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path

import pytest

from tests.combine.histories import RATES, combined, fee, fees_of, member, only
from tests.workspaces import edited
from valuereport.calculator import Explainer
from valuereport.model.history import History
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.settings import load_settings

FEES = "Member,Amount,Currency,Paid\nM1,100,GBP,2026-01-05\nM2,200,GBP,2026-01-05\nM3,0,GBP,2026-01-05\n"
MEMBERS = member("M1") + member("M2") + member("M3")
HEAD = "member,what,amount,by,on,why,activity,date,currency,reference\n"
SIGNED = "A. Person,2026-11-30,seen the contract"
WAITS = "times the fee waits for confirmation"


def history(
    folder: Path, rows: str, corrections: str = "", settings: str = "", members: str = MEMBERS, fees: str = FEES
) -> History:
    files = {"corrections.csv": HEAD + corrections} if corrections else {}
    return fees_of(folder, fees, history=rows, settings=settings, members=members, files=files)


def amounts(found: History) -> list[float]:
    return found.engagements["amount"].tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("row", "extreme"),
    [
        ("M1,referral,2026-03-01,A,1,5000,r1,,,", False),
        ("M1,referral,2026-03-01,A,1,5000.01,r1,,,", True),
        ("M2,referral,2026-03-01,A,1,9999,r1,,,", False),
        ("M3,referral,2026-03-01,A,1,7500,r1,,,", False),  # without a fee: the grade's median, 150
        ("M3,referral,2026-03-01,A,1,7501,r1,,,", True),
        ("M1,cpd-webinar,2026-03-01,A,1,,r1,10,5000,", False),
        ("M1,cpd-webinar,2026-03-01,A,1,,r1,10,5001,", True),  # each amount in itself, not their difference
        ("M1,cpd-webinar,2026-03-01,A,1,,r1,,5001,", True),
        ("M1,cpd-webinar,2026-03-01,A,1,,r1,9000,,", True),
        ("M1,cpd-webinar,2026-03-01,A,1,70000,r1,,,", True),  # also where another amount decides
        ("M1,referral,2026-03-01,A,1,10,r1,,5001,", True),
        ("M1,template-download,2026-03-01,A,1,70000,r1,1,70000,", True),
    ],
)
def test_what_is_extreme(tmp_path: Path, row: str, extreme: bool) -> None:
    found = history(tmp_path, row + "\n")
    assert found.engagements["waits"].tolist() == [extreme]
    if extreme:
        problem = only(found, WAITS)
        assert (problem.severity, problem.file, problem.row) == ("error", "history.csv", 2)
        cells = dict(zip(("amount", "price_paid", "list_price"), itemgetter(5, 7, 8)(row.split(",")), strict=True))
        above = {name for name, cell in cells.items() if float(cell or 0) > 5000}
        assert set(problem.column.split(", ")) == above
        money = found.engagements[["amount", "price_paid", "list_price"]].fillna(0)
        assert (money == 0).all(axis=None)
        assert _worth(tmp_path) == {("policy", 18.05)}
    else:
        assert not [one for one in found.problems if WAITS in one.reason]


def _worth(folder: Path) -> set[tuple[str, float]]:
    """Return the benefits that are worth something to the first member."""
    valued = load_and_calculate(load_settings(folder / "valuereport.toml")).valuations
    lines = Explainer(valued).valuation(0).lines
    return {(line.benefit, round(line.value.central, 2)) for line in lines if line.value.central}


def test_what_is_never_priced_does_not_wait(tmp_path: Path) -> None:
    history(tmp_path, "M1,panel,2026-03-01,A,1,70000,r1,1,70000,\n")
    with (tmp_path / "taxonomy.toml").open("a") as file:
        file.write('\n[[activity]]\nid = "panel"\nbenefit = "community"\nlabel = { en = "Panels" }\n')
    assert combined(tmp_path / "valuereport.toml").engagements["waits"].tolist() == [False]


def test_the_row_is_found_among_others_in_any_order(tmp_path: Path) -> None:
    rows = (
        "M2,referral,2026-09-01,A,1,10,r1,,,\nM9,referral,2026-03-01,B,1,90000,r2,,,\n"
        "M2,referral,2025-03-01,C,1,90000,r3,,,\nM1,referral,2026-02-01,D,1,90000,r4,,,\n"
        "M1,referral,2026-01-01,E,1,20,r5,,,\n"
    )
    found = history(tmp_path, rows, f"M1,confirm,90000,{SIGNED},referral,2026-02-01,GBP,r4\n")
    assert amounts(found) == [20.0, 90000.0, 10.0]
    (tmp_path / "corrections.csv").unlink()
    found = combined(tmp_path / "valuereport.toml")
    assert amounts(found) == [20.0, 0.0, 10.0]
    assert found.engagements.index.tolist() == [0, 1, 2]
    problem = only(found, WAITS)
    assert (problem.row, problem.value, problem.member_id) == (5, "90000.00 GBP", "M1")


def test_the_limit_is_a_setting_and_knows_currencies(tmp_path: Path) -> None:
    row = "M1,referral,2026-03-01,A,1,5300,r1,,,EUR\n"  # GBP 4,558
    assert amounts(history(tmp_path, row, settings=RATES)) == [pytest.approx(4558)]
    path = edited(tmp_path / "valuereport.toml", "[period]", "[calculation]\nextreme = 45\n\n[period]")
    found = combined(path)
    assert amounts(found) == [0.0]
    assert only(found, "more than 45 times the fee").value == "5300.00 EUR"


@pytest.mark.parametrize(
    "confirmation",
    [
        f"M1,confirm,9000,{SIGNED},,,,",
        f"m1,Confirm,9000.00,{SIGNED},,,,",
        f"M1@guild.example,confirm,9000,{SIGNED},,,,",
        f"M1,confirm,9000,{SIGNED},referral,2026-03-01,GBP,r1",
        f"M1,confirm,9000,{SIGNED},Referral,,gbp,",
    ],
)
def test_a_signed_row_confirms(tmp_path: Path, confirmation: str) -> None:
    found = history(tmp_path, "M1,referral,2026-03-01,A,1,9000,r1,,,\n", confirmation + "\n")
    assert amounts(found) == [9000.0]
    assert found.confirmed == 1
    assert not found.engagements["waits"].any()
    assert not [one for one in found.problems if one.member_id == "M1" or one.file == "corrections.csv"]


@pytest.mark.parametrize(
    ("confirmation", "severity", "column", "words"),
    [
        (f"M1,confirm,9001,{SIGNED},,,,", "warning", "amount", "no amount that waits"),
        (f"M2,confirm,9000,{SIGNED},,,,", "warning", "amount", "no amount that waits"),
        (f"M9,confirm,9000,{SIGNED},,,,", "warning", "member", "no one member has this id"),
        (f"M1,confirm,9000,{SIGNED},cpd-webinar,,,", "warning", "amount", "no amount that waits"),
        (f"M1,confirm,9000,{SIGNED},,2026-03-02,,", "warning", "amount", "no amount that waits"),
        (f"M1,confirm,9000,{SIGNED},,,EUR,", "warning", "amount", "no amount that waits"),
        (f"M1,confirm,9000,{SIGNED},,,,r2", "warning", "amount", "no amount that waits"),
        (f"M1,confirm,9000,{SIGNED},,1 March,,", "error", "date", "not a date"),
        (f"M1,confirm,,{SIGNED},,,,", "error", "amount", "empty"),
        (f'M1,confirm,"9,000",{SIGNED},,,,', "error", "amount", "not a number"),
        (f"M1,confirm,nan,{SIGNED},,,,", "error", "amount", "not a number"),
        (f",confirm,9000,{SIGNED},,,,", "error", "member", "empty"),
        ("M1,confirm,9000,,2026-11-30,seen,,,,", "error", "by", "empty"),
        ("M1,confirm,9000,A. Person,,seen,,,,", "error", "on", "empty"),
        ("M1,confirm,9000,A. Person,yesterday,seen,,,,", "error", "on", "not a date"),
        ("M1,confirm,9000,A. Person,2026-11-30,,,,,", "error", "why", "empty"),
        (f"M1,engagement,9000,{SIGNED},,,,", "error", "activity", "empty"),
        (f"M1,,9000,{SIGNED},,,,", "error", "what", "none of confirm, field, engagement, fee"),
    ],
)
def test_a_row_that_confirms_nothing_is_said(
    tmp_path: Path, confirmation: str, severity: str, column: str, words: str
) -> None:
    found = history(tmp_path, "M1,referral,2026-03-01,A,1,9000,r1,,,\n", confirmation + "\n")
    assert amounts(found) == [0.0]
    assert only(found, WAITS).member_id == "M1"
    said = next(one for one in found.problems if one.file == "corrections.csv")
    assert (said.severity, said.row, said.column) == (severity, 2, column)
    assert words in said.reason


def test_a_row_confirms_one_amount_and_the_most_precise_row_chooses_first(tmp_path: Path) -> None:
    deals = "".join(f"M1,referral,2026-03-0{day},A,1,9000,r{day},,,\n" for day in (1, 2, 3))
    rows = f"M1,confirm,9000,{SIGNED},,,,\nM1,confirm,9000,{SIGNED},,,,r1\n"
    found = history(tmp_path, deals, rows)
    assert amounts(found) == [9000.0, 9000.0, 0.0]
    assert only(found, WAITS).row == 4


@pytest.mark.parametrize(
    ("amount", "currency", "confirmed"),
    [
        *(("5600", "", True), ("5100", "", True), ("5600", "GBP", True), ("5100", "EUR", False)),
        *(("500", "", False), ("70", "", False)),  # what was saved; an amount that is not extreme
    ],
)
def test_who_confirms_one_amount_of_a_row_has_looked_at_all(
    tmp_path: Path, amount: str, currency: str, confirmed: bool
) -> None:
    row = "M1,cpd-webinar,2026-03-01,A,1,70,r1,5100,5600,\n"
    found = history(tmp_path, row, f"M1,confirm,{amount},{SIGNED},,,{currency},\n")
    prices = found.engagements[["price_paid", "list_price"]].to_numpy().tolist()
    assert prices == ([[5100.0, 5600.0]] if confirmed else [[0.0, 0.0]])
    if not confirmed:
        problem = only(found, WAITS)
        assert (problem.column, problem.value) == ("list_price, price_paid", "5600.00 GBP | 5100.00 GBP")


@pytest.mark.parametrize(("currency", "confirmed"), [("", True), ("EUR", True), ("GBP", False)])
def test_an_amount_is_confirmed_in_the_currency_of_its_cell(tmp_path: Path, currency: str, confirmed: bool) -> None:
    row = "M1,referral,2026-03-01,A,1,€9000,r1,,,GBP\n"  # GBP 7,740
    found = history(tmp_path, row, f"M1,confirm,9000,{SIGNED},,,{currency},\n", settings=RATES)
    assert amounts(found) == [pytest.approx(7740) if confirmed else 0.0]
    if not confirmed:
        assert only(found, WAITS).value == "9000.00 EUR"


def test_a_years_pay_in_the_column_of_the_hour_waits(tmp_path: Path) -> None:
    history(tmp_path, "")
    path = edited(tmp_path / "valuereport.toml", 'postcode = "Postcode"\n', 'hourly_value = "Postcode"\n')
    (tmp_path / "members.csv").write_text(
        (tmp_path / "members.csv").read_text().replace(",,GB\n", ",45000,GB\n", 1).replace(",,GB\n", ",60,GB\n", 1)
    )
    found = combined(path)
    assert found.members["hourly_value"].tolist()[:2] == [0.0, 60.0]
    problem = only(found, WAITS)
    assert (problem.file, problem.row, problem.column, problem.value) == (
        "members.csv",
        2,
        "hourly_value",
        "45000.00 GBP",
    )
    (tmp_path / "corrections.csv").write_text(f"{HEAD}M1,confirm,45000,{SIGNED},,,,\n")
    assert combined(path).members["hourly_value"].tolist()[:2] == [45000.0, 60.0]


@pytest.mark.parametrize(("hour", "confirmation", "expected"), [("€6000", "6000", 5160.0), ("€6000", "5160", 0.0)])
def test_an_hour_in_another_currency_is_confirmed_as_the_export_has_it(
    tmp_path: Path, hour: str, confirmation: str, expected: float
) -> None:
    history(tmp_path, "", f"M1,confirm,{confirmation},{SIGNED},,,,\n", settings=RATES)
    path = edited(tmp_path / "valuereport.toml", 'postcode = "Postcode"\n', 'hourly_value = "Postcode"\n')
    (tmp_path / "members.csv").write_text((tmp_path / "members.csv").read_text().replace(",,GB\n", f",{hour},GB\n", 1))
    found = combined(path)
    assert found.members["hourly_value"].tolist()[0] == pytest.approx(expected)
    if not expected:
        assert only(found, WAITS).value == "6000.00 EUR"


def test_a_fee_far_above_its_grades_is_said_and_stands(tmp_path: Path) -> None:
    fees = FEES + "M4,20000,GBP,2026-01-05\nM5,20000,GBP,2026-01-05\n"
    found = history(tmp_path, "", members=MEMBERS + member("M4") + member("M5", grade="Firm"), fees=fees)
    assert fee(found, "M4") == (20000.0, "paid", "")
    assert only(found, "times the median fee of the grade").member_id == "M4"


def test_who_joined_is_confirmed_by_a_former_id(tmp_path: Path) -> None:
    history(tmp_path, "M1,referral,2026-03-01,A,1,9000,r1,,,\n", f"OLD-1,confirm,9000,{SIGNED},,,,\n")
    (tmp_path / "aliases.csv").write_text("old_id,new_id,date,source\nOLD-1,M1,2026-01-01,us\n")
    assert combined(tmp_path / "valuereport.toml").confirmed == 1
