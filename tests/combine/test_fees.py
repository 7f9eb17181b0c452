"""The fee is what was paid for the period: refunds, instalments, years, invoices, VAT, and what a person should see."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.combine.histories import RATES, combined, fee, fees_of, member, only, reasons
from valuereport.combine.fee_rows import year_of

HEAD = "Member,Amount,Currency,Paid\n"
NOTHING = "no fee paid in the period is recorded"


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (("120.00", "-120.00", "120.00"), 120.0),
        (("200", "(50.00)"), 150.0),
        (("100.00", "100.00-"), 0.0),
        (("60", "60", "60", "60"), 240.0),
        (("0.10", "0.20", "-0.30"), 0.0),  # in binary a rest of 5e-17 would stand against every value
        (("-40",), 0.0),
        (("100", "-140"), 0.0),
    ],
)
def test_refunds_are_taken_off_and_instalments_added_up(
    tmp_path: Path, amounts: tuple[str, ...], expected: float
) -> None:
    rows = "".join(f"M1,{amount},GBP,2026-0{month}-10\n" for month, amount in enumerate(amounts, 1))
    history = fees_of(tmp_path, HEAD + rows)
    assert fee(history) == (expected, "paid" if expected else "none", "")
    assert reasons(history) == ([] if expected else ["the fee is zero"])
    number = f"{len(amounts)} {'row' if len(amounts) == 1 else 'rows'}"
    assert history.members["fee_source"].tolist()[0] == f"fees (fees.csv, {number})"


@pytest.mark.parametrize("word", ["refund", "Refund", "REFUND ", "Rückerstattung", "Remboursement"])
@pytest.mark.parametrize("amount", ["50", "-50", "(50)"])
def test_a_refund_is_taken_off_whatever_its_sign(tmp_path: Path, word: str, amount: str) -> None:
    rows = f"M1,200,2026-01-10,Payment\nM1,{amount},2026-02-10,{word}\nM2,70,2026-01-10,\n"
    history = fees_of(tmp_path, f"Member,Amount,Paid,Kind\n{rows}", columns='kind = "Kind"\n')
    assert fee(history) == (150.0, "paid", "")
    assert fee(history, "M2") == (70.0, "paid", "")


def test_own_words_are_mapped(tmp_path: Path) -> None:
    rows = "M1,200,2026-01-10,in\nM1,30,2026-02-10,back\nM2,10,2026-01-10,what\nM2,20,2026-01-10,in\n"
    mapped = 'kind = { column = "Kind", map = { in = "payment", back = "refund" } }\n'
    history = fees_of(tmp_path, f"Member,Amount,Paid,Kind\n{rows}", columns=mapped)
    assert fee(history) == (170.0, "paid", "")
    assert only(history, "a word that the mapping does not name").row == 4


def test_a_word_of_no_kind_is_a_problem_and_the_fee_is_not_known(tmp_path: Path) -> None:
    rows = "M1,200,2026-01-10,Payment\nM1,50,2026-02-10,Gutschrift\nM2,5,2025-02-10,Gutschrift\nM2,5,2026-02-10,\n"
    history = fees_of(tmp_path, f"Member,Amount,Paid,Kind\n{rows}", columns='kind = "Kind"\n')
    found = only(history, "none of payment, refund, invoice")
    assert (found.severity, found.row, found.column, found.value, found.member_id) == (
        *("error", 3, "kind", "Gutschrift"),
        "M1",
    )
    assert fee(history)[2] == "a row of the fee cannot be read, so that the fee is not known"
    assert fee(history, "M2") == (5.0, "paid", "")  # a row of another period costs nothing


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Invoice", "120")], (120.0, "invoiced")),
        ([("Invoice", "120"), ("Payment", "80")], (80.0, "paid")),
        ([("Invoice", "120"), ("Credit note", "20")], (100.0, "invoiced")),
        ([("Invoice", "120"), ("Invoice", "-120")], (0.0, "none")),
        ([("Invoice", "100"), ("Credit note", "20"), ("Payment", "80")], (80.0, "paid")),
        ([("Payment", "100"), ("Credit note", "100")], (0.0, "none")),
        ([("Invoice", "120"), ("Refund", "30")], (90.0, "invoiced")),
        ([("Invoice", "120"), ("Payment", "0")], (120.0, "invoiced")),
        ([("Invoice", "120"), ("Payment", "120"), ("Refund", "120")], (0.0, "none")),
        ([("Refund", "50")], (0.0, "none")),
    ],
)
def test_an_invoice_is_never_called_paid(
    tmp_path: Path, rows: list[tuple[str, str]], expected: tuple[float, str]
) -> None:
    body = "".join(f"M1,{amount},2026-01-{day:02},{kind}\n" for day, (kind, amount) in enumerate(rows, 1))
    history = fees_of(tmp_path, f"Member,Amount,Paid,Kind\n{body}", columns='kind = "Kind"\n')
    assert fee(history)[:2] == expected


def test_the_members_own_column_is_not_called_paid(tmp_path: Path) -> None:
    members = member("M1").replace(",GB\n", ",GB,300\n") + member("M2").replace(",GB\n", ",GB,400\n")
    fees_of(tmp_path, HEAD + "M2,90,GBP,2026-01-05\n", members=members)
    path = tmp_path / "valuereport.toml"
    text = path.read_text().replace('country = "Country"\n', 'country = "Country"\nfee = "Fee"\n', 1)
    path.write_text(text)
    (tmp_path / "members.csv").write_text((tmp_path / "members.csv").read_text().replace("Country\n", "Country,Fee\n"))
    history = combined(path)
    assert fee(history) == (300.0, "invoiced", "")
    assert fee(history, "M2") == (90.0, "paid", "")
    assert history.members["fee_source"].tolist() == [
        "members (members.csv, the column fee)",
        "fees (fees.csv, 1 row)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(
            ("2026", 2026),
            ("2026/27", 2026),
            ("2026-27", 2026),
            ("2026-2027", 2026),
            ("2026.0", 2026),
            (" 2026 ", 2026),
        ),
        *(("2026\u201327", 2026), ("1999/00", 1999), ("2026 / 27", 2026)),
        *(("2026-01", None), ("2026/26", None), ("2026-2028", None), ("26", None), ("26/27", None), ("next", None)),
        *(("2026-01-01", None), ("20260", None)),
    ],
)
def test_the_year_that_is_paid_for(text: str, expected: int | None) -> None:
    assert year_of(text) == expected


RENEWED_EARLY = """\
Member,Amount,Paid,For
M1,120,2025-12-20,2026
M1,120,2026-12-15,2027
M2,120,2026-01-05,2026
M2,120,2026-12-15,2027
"""


@pytest.mark.parametrize("years", [("2026", "2027"), ("2026/27", "2027/28"), ("2026.0", "2027.0")])
@pytest.mark.parametrize("period", [2026, 2027])
def test_who_renews_early_pays_one_fee_a_year(tmp_path: Path, period: int, years: tuple[str, str]) -> None:
    fees = RENEWED_EARLY.replace(",2026\n", f",{years[0]}\n").replace(",2027\n", f",{years[1]}\n")
    history = fees_of(tmp_path, fees, columns='year = "For"\n')
    if period == 2027:
        path = tmp_path / "valuereport.toml"
        text = path.read_text().replace("end = 2027-01-01", "end = 2028-01-01")
        path.write_text(text.replace("start = 2026-01-01", "start = 2027-01-01"))
        history = combined(path)
    assert [fee(history, one) for one in ("M1", "M2")] == [(120.0, "paid", "")] * 2
    assert not reasons(history)
    assert not reasons(history, "M2")


def test_a_second_full_fee_near_the_end_is_said(tmp_path: Path) -> None:
    history = fees_of(tmp_path, RENEWED_EARLY)
    assert fee(history, "M2")[0] == 240.0
    found = only(history, "may be for the next period")
    assert (found.severity, found.row, found.member_id, found.value) == ("warning", 5, "M2", "2026-12-15")


@pytest.mark.parametrize(
    "days",
    [
        ("2026-01-05", "2026-04-05", "2026-07-05", "2026-10-05"),  # instalments
        ("2026-01-05", "2026-07-05"),
        ("2026-10-01", "2026-12-15"),
    ],
)
def test_instalments_are_no_early_renewal(tmp_path: Path, days: tuple[str, ...]) -> None:
    history = fees_of(tmp_path, HEAD + "".join(f"M1,60,GBP,{day}\n" for day in days))
    assert not reasons(history)


def test_a_payment_just_before_the_period_is_said_where_nothing_else_is_there(tmp_path: Path) -> None:
    rows = "M1,60,GBP,2025-12-20\nM2,60,GBP,2025-12-20\nM2,60,GBP,2026-12-20\nM3,60,GBP,2025-03-01\n"
    history = fees_of(tmp_path, HEAD + rows)
    assert [fee(history, one)[2] for one in ("M1", "M2", "M3")] == [NOTHING, "", NOTHING]
    found = only(history, "paid shortly before the days on which fees count")
    assert (found.member_id, found.row, found.column) == ("M1", 2, "paid")


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("", 6.0),
        ("paid_from = 2025-12-01", 7.0),
        ("paid_until = 2026-06-30", 2.0),
        ("paid_from = 2025-12-01\npaid_until = 2026-12-30", 3.0),
    ],
)
def test_the_days_on_which_payments_are_for_the_period(tmp_path: Path, window: str, expected: float) -> None:
    days = {"2025-11-30": 16, "2025-12-01": 1, "2026-01-01": 2, "2026-12-31 23:59": 4, "2027-01-01": 8}
    rows = "".join(f"M1,{amount},GBP,{day}\n" for day, amount in days.items())
    assert fee(fees_of(tmp_path, HEAD + rows, settings=f"\n[fees]\n{window}\n"))[0] == expected


def test_a_row_is_for_the_period_in_which_its_first_day_lies(tmp_path: Path) -> None:
    head = "Member,Amount,Paid,From,Until,For\n"
    rows = (
        "M1,1,2025-03-01,2026-01-01,2026-12-31,2025\n"  # from decides before the year and the day
        "M1,2,2026-03-01,2025-12-31,2026-12-30,2026\n"
        "M1,4,,2026-12-31,,\n"
        "M1,8,2026-03-01,2027-01-01,,\n"
        "M2,16,2025-03-01,,,2026\n"
        "M2,32,2026-03-01,,,2025\n"
        "M2,64,2026-03-01,,,\n"
        "M3,128,2026-03-01,2026-02-01,2028-01-31,\n"
    )
    columns = 'from = "From"\nuntil = "Until"\nyear = "For"\nkind = { value = "invoice" }\n'
    history = fees_of(tmp_path, head + rows, columns=columns)
    assert [fee(history, one)[0] for one in ("M1", "M2", "M3")] == [5.0, 80.0, 128.0]
    assert only(history, "more days than the period has").member_id == "M3"


UNKNOWN = "a row of the fee cannot be read, so that the fee is not known"


@pytest.mark.parametrize(
    ("row", "column", "obstacle"),
    [
        ("M1,10,2026-03-01,,,soon", "For", UNKNOWN),
        ("M1,10,2026-03-01,2026-03-01,2026-02-28,", "Until", UNKNOWN),
        ("M1,TBD,2026-03-01,,,", "Amount", UNKNOWN),
        ("M1,TBD,2026-03-01,,,2025", "Amount", ""),  # of another period in any case
        ("M1,TBD,2025-03-01,,,", "Amount", ""),
        ("M1,10,31/31/2026,,,", "Paid", UNKNOWN),
        ("M1,,2026-03-01,,,", "Amount", ""),  # an open booking
        ("M1,10,,2026-03-01,,", "Paid", ""),
        ("M1,10,,,,", "Paid", ""),
    ],
)
def test_a_row_that_cannot_be_used(tmp_path: Path, row: str, column: str, obstacle: str) -> None:
    columns = 'from = "From"\nuntil = "Until"\nyear = "For"\n'
    fees = f"Member,Amount,Paid,From,Until,For\nM1,100,2026-01-05,,,\n{row}\n"
    history = fees_of(tmp_path, fees, columns=columns)
    found = [one for one in history.problems if one.column.casefold() in (column.casefold(), "year") and one.row == 3]
    assert [one.severity for one in found] == ["error"]
    assert fee(history) == (100.0, "paid", obstacle)
    assert (UNKNOWN in reasons(history)) == bool(obstacle)


def test_a_source_of_fees_by_year_needs_no_day(tmp_path: Path) -> None:
    history = fees_of(tmp_path, "Member,Amount,For\nM1,90,2026\nM1,80,2025\n", columns='year = "For"\n')
    assert fee(history) == (90.0, "paid", "")


REFERENCES = "Member,Amount,Currency,Paid,Ref\n"


@pytest.mark.parametrize(("first", "second", "warned"), [("A", "B", False), ("", "", True), ("A", "", True)])
def test_equal_amounts_on_a_day_in_one_file_all_count(tmp_path: Path, first: str, second: str, warned: bool) -> None:
    fees = f"{REFERENCES}M1,100,GBP,2026-01-05,{first}\nM1,100,GBP,2026-01-05 10:30,{second}\n"
    history = fees_of(tmp_path, fees, columns='reference = "Ref"\n')
    assert fee(history)[0] == 200.0
    assert reasons(history) == (["two equal payments on one day"] if warned else [])


def test_equal_rows_in_two_files_of_one_source_count_once(tmp_path: Path) -> None:
    row = "M1,100,GBP,2026-01-05,\n"
    both = {"fees-2.csv": REFERENCES + row + row + row.replace("01-05", "02-05")}
    history = fees_of(tmp_path, REFERENCES + row + row, columns='reference = "Ref"\n', files=both)
    assert fee(history)[0] == 300.0  # two on one day, as each file says, and one that the first file lacks
    found = only(history, "two equal payments on one day")
    assert (found.action, found.member_id, found.file) == ("counted both", "M1", "fees-2.csv")
    assert history.members["fee_source"].tolist()[0] == "fees (fees-2.csv, 3 rows)"


def test_the_same_payment_in_two_sources_is_said(tmp_path: Path) -> None:
    other = (
        '\n[[source]]\nname = "bank"\ntable = "fees"\nformat = "csv"\nfile = "bank.csv"\n[source.columns]\n'
        'member = "Member"\namount = "Amount"\npaid = "Paid"\nreference = "Ref"\n'
    )
    bank = {"bank.csv": "Member,Amount,Paid,Ref\nM1,100,2026-01-05,X\n"}
    history = fees_of(
        tmp_path, f"{REFERENCES}M1,100,GBP,2026-01-05,A\n", columns='reference = "Ref"\n', settings=other, files=bank
    )
    assert fee(history)[0] == 200.0
    assert only(history, "in several sources").action == "counted both"
    assert history.members["fee_source"].tolist()[0] == "fees (fees.csv, 1 row); bank (bank.csv, 1 row)"


@pytest.mark.parametrize(
    ("basis", "vat", "expected"),
    [
        ("", "", 120.0),
        ('basis = "included"', 'vat = "included"', 120.0),
        ('basis = "included"', 'vat = "excluded"\nvat_rate = 0.2', 144.0),
        ('basis = "excluded"', 'vat = "included"\nvat_rate = 0.2', 100.0),
        ("", 'vat = "included"\nvat_rate = 0.2', 120.0),
    ],
)
def test_one_basis_of_vat_for_everybody(tmp_path: Path, basis: str, vat: str, expected: float) -> None:
    fees = HEAD + "M1,200,GBP,2026-01-05\nM1,-80,GBP,2026-02-05\n"
    history = fees_of(tmp_path, fees, settings=f"\n[fees]\n{basis}\n", source=vat)
    assert fee(history)[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("joined", "obstacle"),
    [("2026-12-30", ""), ("2026-12-31", "joined on the period's last day or later"), ("2027-03-01", "joined on")],
)
def test_who_joined_on_the_last_day_or_later_gets_nothing(tmp_path: Path, joined: str, obstacle: str) -> None:
    members = member("M1", joined=joined)
    history = fees_of(tmp_path, HEAD + "M1,200,GBP,2026-12-30\n", members=members)
    assert fee(history)[2].startswith(obstacle)
    assert bool(fee(history)[2]) == bool(obstacle)
    assert not reasons(history)  # nothing is to be corrected
    without = fees_of(tmp_path, HEAD, members=members)
    assert reasons(without) == ([] if obstacle else [NOTHING])


@pytest.mark.parametrize("order", [1, -1])
def test_a_member_without_a_currency_has_that_of_its_earliest_fee(tmp_path: Path, order: int) -> None:
    rows = ["M1,100,EUR,2026-02-05\n", "M1,43,GBP,2026-03-05\n"][::order]
    history = fees_of(tmp_path, HEAD + "".join(rows), members=member("M1", ""), settings=RATES)
    assert history.members["currency"].tolist() == ["EUR"]
    assert fee(history) == (pytest.approx(150.0), "paid", "")


def test_nothing_recorded_is_no_fee(tmp_path: Path) -> None:
    history = fees_of(tmp_path, HEAD + "M2,200,GBP,2026-12-30\n")
    found, basis, obstacle = fee(history)
    assert math.isnan(found)
    assert (basis, obstacle) == ("none", NOTHING)


PENCE = st.integers(1, 50_000)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from(("M1", "M2")), PENCE, st.booleans(), st.integers(0, 360)), max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_any_payments_and_refunds_in_any_order_and_any_files(
    tmp_path: Path, rows: list[tuple[str, int, bool, int]], order: object
) -> None:
    lines = [
        f"{who},{'-' if refund else ''}{pence / 100:.2f},GBP,{date(2026, 1, 1) + timedelta(days=day)},R{number}\n"
        for number, (who, pence, refund, day) in enumerate(rows)
    ]
    expected = {
        who: max(0, sum(-pence if refund else pence for one, pence, refund, _ in rows if one == who)) / 100
        for who in ("M1", "M2")
    }
    reference, empty = 'reference = "Ref"\n', {"fees-2.csv": REFERENCES}
    whole = fees_of(tmp_path, REFERENCES + "".join(lines), columns=reference, files=empty)
    order.shuffle(lines)  # type: ignore[attr-defined]
    half = {"fees-2.csv": REFERENCES + "".join(lines[: len(lines) // 2])}
    split = fees_of(tmp_path, REFERENCES + "".join(lines[len(lines) // 3 :]), columns=reference, files=half)
    for history in (whole, split):
        for who, figure in expected.items():
            if any(one == who for one, *_ in rows):
                assert fee(history, who)[0] == pytest.approx(figure, abs=1e-6)
            else:
                assert fee(history, who)[2] == NOTHING
