"""Money whose cell names its currency is in that currency, or it is a problem; it is never another currency."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.exports import load_it, settings_for
from tests.workspaces import edited
from valuereport.loaders import load
from valuereport.loaders.currencies import CODES, meant_by
from valuereport.model.history import Loaded
from valuereport.settings import load_settings

FEES = """
[source.columns]
member = "Member"
amount = "Amount"
paid = { value = "2026-02-01" }
"""
STATED = FEES + 'currency = "Currency"\n'
MEMBERS = """
[source.columns]
member_id = "Member"
name = "Name"
fee = "Fee"
hourly_value = "Hour"
"""
ENGAGEMENTS = """
[source.columns]
member = "Member"
activity = { value = "cpd-webinar" }
date = { value = "2026-02-01" }
amount = "Amount"
price_paid = "Paid"
list_price = "List"
"""


def load_fees(folder: Path, *amounts: str, stated: str | None = None) -> Loaded:
    rows = [f"W1;{amount};{stated or ''}" for amount in amounts]
    (folder / "it.csv").write_text("\n".join(["Member;Amount;Currency", *rows]) + "\n", encoding="utf-8")
    columns = FEES if stated is None else STATED
    return load_it(folder, 'format = "csv"\nfile = "it.csv"\ndelimiter = ";"', columns, "fees")


def settled(loaded: Loaded) -> list[tuple[float, str]]:
    frame = loaded.frames["fees"]
    return list(zip(frame["amount"].tolist(), frame["currency"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        *(("€", "EUR"), ("eur", "EUR"), ("GBP", "GBP"), ("US$", "USD"), ("us$", "USD"), ("C$", "CAD"), ("CA$", "CAD")),
        *(("A$", "AUD"), ("HK$", "HKD"), ("R$", "BRL"), ("USD$", "USD"), ("$CAD", "CAD"), ("zł", "PLN"), ("Kč", "CZK")),
        *(
            ("Fr.", "CHF"),
            ("CHF", "CHF"),
            ("₹", "INR"),
            ("₩", "KRW"),
            ("円", "JPY"),
            ("元", "CNY"),
            ("£", "GBP GIP FKP"),
        ),
        *(
            ("$", "USD CAD AUD NZD SGD HKD MXN"),
            ("¥", "JPY CNY"),
            ("kr", "SEK NOK DKK ISK"),
            ("kr.", "DKK ISK SEK NOK"),
        ),
        *(("Rs.", "INR PKR"), ("R", "ZAR"), ("Ft", "HUF"), ("₺", "TRY"), ("₪", "ILS"), ("руб.", "RUB")),
    ],
)
def test_signs_and_codes(word: str, codes: str) -> None:
    assert meant_by(word) >= set(codes.split())
    assert len(meant_by(word)) == 1 or len(codes.split()) > 1
    assert meant_by(word) <= CODES


@pytest.mark.parametrize("word", ["Euro", "x", "", "pts", "%", "EURO", "¤", "US", "F", "m", "k"])
def test_other_words_are_no_currency(word: str) -> None:
    assert meant_by(word) == frozenset()


def test_the_cell_gives_the_row_its_currency(tmp_path: Path) -> None:
    loaded = load_fees(tmp_path, "€100.00", "100.00 USD", "(£50.00)", "$5 CAD", "7", "US$ 8")
    assert settled(loaded) == [(100, "EUR"), (100, "USD"), (-50, "GBP"), (5, "CAD"), (7, ""), (8, "USD")]
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("stated", "amount", "currency"),
    [
        *(
            ("GBP", "£5", "GBP"),
            ("gbp", "5 GBP", "GBP"),
            ("CAD", "$5", "CAD"),
            ("DKK", "kr. 5", "DKK"),
            ("GIP", "£5", "GIP"),
        ),
        *(("€", "5", "EUR"), ("£", "£5", "GBP"), ("US$", "$5", "USD"), ("$", "5 NZD", "NZD"), ("Euros", "5", "Euros")),
    ],
)
def test_the_row_and_the_cell_agree(tmp_path: Path, stated: str, amount: str, currency: str) -> None:
    loaded = load_fees(tmp_path, amount, stated=stated)
    assert settled(loaded) == [(5, currency)]
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("stated", "amount", "reason"),
    [
        ("GBP", "$5", "the row's currency is GBP, and the sign may mean ARS, AUD"),
        ("Euros", "$5", "the row's currency is Euros, and the sign may mean ARS, AUD"),
        ("$", "$5", "the sign may mean ARS, AUD"),
        ("GBP", "€5 USD", "two currencies: € and USD"),
        ("", "€5 USD", "two currencies: € and USD"),
    ],
)
def test_a_cell_that_is_not_clear_is_not_used(tmp_path: Path, stated: str, amount: str, reason: str) -> None:
    loaded = load_fees(tmp_path, amount, "6", stated=stated)
    assert [one for one, _ in settled(loaded)] == [6]
    (problem,) = loaded.problems
    assert (problem.row, problem.column, problem.value, problem.severity) == (2, "Amount", amount, "error")
    assert reason in problem.reason
    assert problem.action == "row not used"


@pytest.mark.parametrize(
    ("stated", "amount", "currency"),
    [
        *(("GBP", "€5", "EUR"), ("usd", "C$5", "CAD"), ("EUR", "£5", "GBP"), ("$", "5 EUR", "EUR")),
        ("Euros", "€5", "EUR"),  # a word that is no currency
    ],
)
def test_where_row_and_cell_differ_the_cell_counts(tmp_path: Path, stated: str, amount: str, currency: str) -> None:
    loaded = load_fees(tmp_path, amount, "6", stated=stated)
    assert settled(loaded) == [(5, currency), (6, stated if stated != "usd" else "USD")]
    (problem,) = loaded.problems
    assert (problem.row, problem.column, problem.value, problem.severity) == (2, "Amount", amount, "warning")
    assert problem.reason == f"the row's currency is {stated}, and this amount's is {currency}"
    assert problem.action == "taken as the cell says"


@pytest.mark.parametrize(
    ("home", "rates", "amount", "currency"),
    [
        ("GBP", "", "$5", ""),
        ("GBP", "", "¥5", ""),
        ("GBP", "", "£5", "GBP"),
        ("EUR", "", "£5", "GBP"),  # the pound, unless something says that it is another one
        ("GIP", "", "£5", "GIP"),
        ("GBP", "EUR CNY", "¥5", "CNY"),
        ("GBP", "JPY CNY", "¥5", ""),
        ("CAD", "USD AUD", "$5", "CAD"),
        ("GBP", "AUD", "$5", "AUD"),
        ("GBP", "USD AUD", "$5", ""),
        ("NOK", "SEK", "kr 5", "NOK"),
        ("EUR", "SEK", "5 kr", "SEK"),
        ("EUR", "SEK", "5 Kč", "CZK"),
    ],
)
def test_a_sign_of_several_currencies(tmp_path: Path, home: str, rates: str, amount: str, currency: str) -> None:
    (tmp_path / "it.csv").write_text(f"Member;Amount\nW1;{amount}\n", encoding="utf-8")
    path = settings_for(tmp_path, 'format = "csv"\nfile = "it.csv"\ndelimiter = ";"', FEES, "fees").path
    text = path.read_text(encoding="utf-8")
    kept = [part for part in text.split("\n\n") if not part.strip().startswith("[[rate]]")]
    path.write_text("\n\n".join(kept), encoding="utf-8")
    edited(path, 'currency = "GBP"', f'currency = "{home}"')
    for rate in rates.split():
        with path.open("a", encoding="utf-8") as file:
            file.write(f'\n[[rate]]\ncurrency = "{rate}"\nrate = 0.5\ndate = 2026-01-01\nsource = "a bank"\n')
    loaded = load(load_settings(path))
    assert settled(loaded) == ([(5, currency)] if currency else [])
    if not currency:
        assert "map a column to currency" in loaded.problems[0].reason


def test_each_amount_of_a_member_may_have_a_currency(tmp_path: Path) -> None:
    rows = ("€100;40;", "€100;40 EUR;", "€100;£40;", "$100;40;", "100;40;", "€100;40;GBP", "€5 USD;€40;", "1 USD;2;$")
    lines = [f"W{number};A;{row}" for number, row in enumerate(rows, 1)]
    (tmp_path / "it.csv").write_text("\n".join(["Member;Name;Fee;Hour;Currency", *lines]) + "\n", encoding="utf-8")
    columns = MEMBERS + 'currency = "Currency"\n'
    loaded = load_it(tmp_path, 'format = "csv"\nfile = "it.csv"\ndelimiter = ";"', columns, "members")
    frame = loaded.frames["members"]
    assert frame["currency"].tolist() == ["EUR", "EUR", "", "", "", "GBP", "EUR", "USD"]
    assert frame["fee"].fillna(-1).tolist() == [100, 100, 100, -1, 100, 100, -1, 1]
    assert frame["fee_currency"].tolist() == ["", "", "EUR", "", "", "EUR", "", ""]
    assert frame["hourly_value"].tolist() == [40, 40, 40, 40, 40, 40, 40, 2]
    assert frame["hourly_value_currency"].tolist() == ["", "", "GBP", "", "", "", "", ""]
    assert [(one.row, one.column, one.member_id, one.severity) for one in loaded.problems] == [
        (5, "Fee", "W4", "error"),
        (8, "Fee", "W7", "error"),
        (7, "Fee", "W6", "warning"),
    ]
    assert [one.action.partition(";")[0] for one in loaded.problems] == [
        *("left empty", "left empty", "taken as the cell says")
    ]


OWN = ("currency", "amount_currency", "price_paid_currency", "list_price_currency")


@pytest.mark.parametrize(
    ("row", "currencies"),
    [
        *((";€10;25;", "EUR   "), (";10;€25;", "EUR   "), (";€10;25 EUR;", "EUR   "), ("3000;;;", "   ")),
        *((";£50;100 USD;", "  GBP USD"), (";50;100 USD;GBP", "GBP   USD"), (";€50;100 USD;GBP", "GBP  EUR USD")),
        *(
            (";$5;5 CAD;", "CAD   "),
            (";$5;5 CAD;USD", "USD   CAD"),
            ("€1;C$ 5;$5;", " EUR CAD CAD"),
            ("€1;;;GBP", "GBP EUR  "),
        ),
        *((";€10;$25;", None), ("5;€10;25 USD;", None), (";€10;25 USD EUR;", None), ("$1;5 CAD;5 USD;", None)),
    ],
)
def test_each_amount_of_an_engagement_may_have_a_currency(tmp_path: Path, row: str, currencies: str | None) -> None:
    (tmp_path / "it.csv").write_text(f"Member;Amount;Paid;List;Currency\nW1;{row}\n", encoding="utf-8")
    columns = ENGAGEMENTS + 'currency = "Currency"\n'
    loaded = load_it(tmp_path, 'format = "csv"\nfile = "it.csv"\ndelimiter = ";"', columns)
    frame = loaded.frames["engagements"]
    assert [frame[name].tolist() for name in OWN] == (
        [[code] for code in currencies.split(" ")] if currencies is not None else [[], [], [], []]
    )
    errors = [one for one in loaded.problems if one.severity == "error"]
    assert bool(errors) == (currencies is None)


def test_an_amount_without_a_currency_beside_two_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "it.csv").write_text("Member;Amount;Paid;List\nW1;5;€10;25 USD\nW1;;€10;25 USD\n", encoding="utf-8")
    loaded = load_it(tmp_path, 'format = "csv"\nfile = "it.csv"\ndelimiter = ";"', ENGAGEMENTS)
    assert loaded.frames["engagements"]["row"].tolist() == [3]
    (problem,) = loaded.problems
    assert (problem.row, problem.column, problem.value) == (2, "Amount", "5")
    assert problem.reason == "the row's other amounts are in EUR and USD, and this one names no currency"


def test_a_constant_amount_may_name_its_currency(tmp_path: Path) -> None:
    (tmp_path / "it.csv").write_text("Member;Name\nW1;A\nW2;B\n", encoding="utf-8")
    columns = '[source.columns]\nmember_id = "Member"\nname = "Name"\nfee = { value = "€100" }\n'
    loaded = load_it(tmp_path, 'format = "csv"\nfile = "it.csv"\ndelimiter = ";"', columns, "members")
    assert loaded.frames["members"]["currency"].tolist() == ["EUR", "EUR"]
    assert loaded.frames["members"]["fee"].tolist() == [100, 100]


@pytest.mark.parametrize(
    ("heading", "currencies"),
    [
        ("Amount (EUR)", ["EUR", "USD", ""]),
        ("Amount [€]", ["EUR", "USD", ""]),
        ("Amount (£)", ["GBP", "USD", ""]),
        ("Amount (net)", ["", "USD", ""]),
        ("Amount (ALL)", ["", "USD", ""]),
        ("Amount EUR", ["", "USD", ""]),
    ],
)
def test_a_heading_may_name_the_currency(tmp_path: Path, heading: str, currencies: list[str]) -> None:
    (tmp_path / "it.csv").write_text(f"Member;{heading};List\nW1;5;\nW1;5 USD;\nW1;;5\n", encoding="utf-8")
    columns = ENGAGEMENTS.replace('amount = "Amount"', f'amount = "{heading}"').replace('price_paid = "Paid"\n', "")
    loaded = load_it(tmp_path, 'format = "csv"\nfile = "it.csv"\ndelimiter = ";"', columns)
    assert loaded.frames["engagements"]["currency"].tolist() == currencies
    assert loaded.problems == ()
