"""A number is read with its source's decimal mark, or it is a problem; it is never another number."""

from __future__ import annotations

import math
from datetime import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.exports import load_csv, only_problem
from valuereport.loaders.cells import as_cells
from valuereport.loaders.numbers import LARGEST, Mark, Words, parse_money, parse_numbers


def parse(value: object, mark: Mark = ".") -> float | str | None:
    """Parse one cell among others: the figure, why it is none, or None where it is empty."""
    figures, faults = parse_numbers(as_cells(["", value, ""]), mark)
    assert set(faults) <= {1}
    assert math.isnan(figures[0])
    if faults:
        assert math.isnan(figures[1])
        return faults[1]
    return None if math.isnan(figures[1]) else float(figures[1])


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("12", ".", 12.0),
        ("0", ".", 0.0),
        ("-0", ".", 0.0),
        ("+5", ".", 5.0),
        (".5", ".", 0.5),
        ("5.", ".", 5.0),
        ("1,234.50", ".", 1234.5),
        ("1.234,50", ",", 1234.5),
        ("1 234 567,89", ",", 1234567.89),
        ("1\u00a0234,5", ",", 1234.5),
        ("1\u202f234,5", ",", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("$ 175.00", ".", 175.0),
        ("£1,200", ".", 1200.0),
        ("99,90 €", ",", 99.9),
        ("EUR 99,90", ",", 99.9),
        ("175 GBP", ".", 175.0),
        (" 7 ", ".", 7.0),
        (3, ".", 3.0),
        (2.5, ",", 2.5),
        (Decimal("2.50"), ",", 2.5),
    ],
)
def test_the_shapes_that_exports_use(text: object, mark: Mark, expected: float) -> None:
    assert parse(text, mark) == expected


@pytest.mark.parametrize(
    "text", ["TBD", "n/a", "-", "--", "", "GBP", "£", "=1+1", "1e5", "0x1F", "1.5h", "50 %", "nan", "inf"]
)
@pytest.mark.parametrize("mark", [".", ","])
def test_whatever_is_no_number_is_a_problem(text: str, mark: Mark) -> None:
    found = parse(text, mark)
    assert found is None if text == "" else "not a number" in str(found)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1,5", "."),
        ("1.5", ","),
        ("0,500", "."),
        ("12,34,567", "."),
        ("1,2345", "."),
        ("1,234 567", "."),
        ("1.2.3", "."),
        ("1,234.5.6", "."),
        ("(5", "."),
        ("5)", "."),
        ("-(5)", "."),
        ("(-5)", "."),
        ("--5", "."),
        ("-5-", "."),
        ("5-6", "."),
        ("100.-", ","),
        ("١٢", "."),
    ],
)
def test_a_mark_in_the_wrong_place_is_a_problem(text: str, mark: Mark) -> None:
    assert isinstance(parse(text, mark), str)


@pytest.mark.parametrize(
    "value",
    ["-2", "-£5", "£-5", "\u22122", "\u20132", "-1,234.50", "(5)", "£(5.00)", "5-", "5- €", -0.01, Decimal("-3.5")],
)
def test_a_figure_under_zero_is_a_problem(value: object) -> None:
    assert parse(value) == "a negative number"


@pytest.mark.parametrize("value", ["1" + "0" * 13, 1e15, Decimal("1e20"), 10**400])
def test_an_absurd_figure_is_a_problem(value: object) -> None:
    assert parse(value) == "an absurdly large number"


@pytest.mark.parametrize("value", [True, time(9, 30), float("inf")])
def test_values_that_are_no_numbers(value: object) -> None:
    assert parse(value) == "not a number"


@pytest.mark.parametrize("empty", ["", " ", "\u00a0", None, float("nan")])
def test_an_empty_cell_is_missing_and_no_problem(empty: object) -> None:
    assert parse(empty) is None


@given(
    cents=st.integers(0, 10**13),
    mark=st.sampled_from((".", ",")),
    group=st.sampled_from(("", "other", " ", "\u00a0", "\u202f", "'", "’")),
    money=st.sampled_from(("", "£", "$ ", "EUR ")),
)
def test_any_number_with_marks_is_read_back(cents: int, mark: Mark, group: str, money: str) -> None:
    other = {".": ",", ",": "."}[mark]
    whole = f"{cents // 100:,}".replace(",", other if group == "other" else group)
    assert parse(f"{money}{whole}{mark}{cents % 100:02d}", mark) == float(Decimal(cents) / 100)


@given(st.text(alphabet="0123456789.,' -+£", max_size=10), st.sampled_from((".", ",")))
def test_a_number_is_right_or_a_problem(text: str, mark: Mark) -> None:
    found = parse(text, mark)
    if isinstance(found, float):
        digits = "".join(c for c in text if c.isdigit() or c == mark).replace(mark, ".")
        assert found == float(digits)
        before, _, after = text.partition(mark)
        groups = [part for part in before.replace("£", "").replace("+", "").strip().split(" ") if part]
        assert all(c.isdigit() or c in "£+ " for c in after.replace("-", "", 2 if after.startswith("-") else 0))
        assert len(groups) == 1 or all(len(part) == 3 for part in groups[1:])


@given(st.lists(st.text(alphabet="0123456789.,-£", max_size=6)), st.sampled_from((".", ",")))
def test_one_cell_is_read_alike_alone_and_among_others(texts: list[str], mark: Mark) -> None:
    together, faults = parse_numbers(as_cells(texts), mark)
    for position, text in enumerate(texts):
        alone, why = parse_numbers(as_cells([text]), mark)
        assert np.array_equal(alone, together[position : position + 1], equal_nan=True)
        assert why.get(0) == faults.get(position)


def money(value: object, mark: Mark = ".", *, refunds: bool = True) -> tuple[float, Words] | str:
    """Parse one amount: it and the words that name its currency, or why it is none."""
    found, faults = parse_money(as_cells([value, "1"]), mark, refunds=refunds)
    assert found.amounts[1] == 1
    assert found.words[found.words_of[1]] == ()
    return faults[0] if faults else (float(found.amounts[0]), found.words[found.words_of[0]])


@pytest.mark.parametrize("sign", ["-{}", "\u2212{}", "\u2013{}", "- {}", "({})", "( {} )", "{}-", "{} -", "{}\u2212"])
@pytest.mark.parametrize("word", ["", "£", "EUR", "eur", "US$", "kr.", "zł", "CHF"])
@pytest.mark.parametrize("place", ["{w}{s}", "{w} {s}", "{s}{w}", "{s} {w}", "{i}"])
def test_refunds_in_every_notation(sign: str, word: str, place: str) -> None:
    inside = sign.format(f"{word}50.00"), sign.format(f"50.00 {word}")
    for text in inside if place == "{i}" else (place.format(w=word, s=sign.format("50.00")),):
        assert money(text) == (-50.0, (word,) if word else ()), text
        assert money(text, refunds=False) == "a negative number"


@pytest.mark.parametrize(
    ("text", "mark", "amount", "words"),
    [
        ("€100.00", ".", 100, ("€",)),
        ("100.00 USD", ".", 100, ("USD",)),
        ("¥50,000", ".", 50_000, ("¥",)),
        ("$1,234.50 CAD", ".", 1234.5, ("$", "CAD")),
        ("Fr. 1'200.50", ".", 1200.5, ("Fr.",)),
        ("Rs.500", ".", 500, ("Rs.",)),
        ("1 234,00 Kč", ",", 1234, ("Kč",)),
        ("100usd", ".", 100, ("usd",)),
        ("$.50", ".", 0.5, ("$",)),
        ("-.50", ".", -0.5, ()),
        ("100.-", ".", 100, ()),
        ("100,-- €", ",", 100, ("€",)),
        ("100,\u2013", ",", 100, ()),
        ("Fr. 100.\u2014", ".", 100, ("Fr.",)),
        ("kr 100:-", ".", 100, ("kr",)),
        ("-100.-", ".", -100, ()),
        (-120, ".", -120, ()),
        (Decimal("-0.5"), ".", -0.5, ()),
        (-0.0, ".", 0, ()),
    ],
)
def test_amounts_and_their_currencies(text: object, mark: Mark, amount: float, words: Words) -> None:
    found = money(text, mark)
    assert found == (amount, words)
    assert not isinstance(found, str)
    assert math.copysign(1, found[0]) == (-1 if amount < 0 else 1)


@pytest.mark.parametrize("text", ["50 CR", "Cr. 50", "50.00DR"])
def test_credit_and_debit_are_not_guessed(text: str) -> None:
    assert "CR and DR" in str(money(text))


@pytest.mark.parametrize("text", ["50 pts", "EUR", "€", "€€50", "50 % EUR", "€5 €5", "5/€", "[5]", "ca. 50"])
def test_other_words_beside_a_number_are_no_currency(text: str) -> None:
    assert "not a number" in str(money(text))


@pytest.mark.parametrize("value", ["-1" + "0" * 13, -1e15, "1" + "0" * 13])
def test_an_absurd_amount_is_a_problem(value: object) -> None:
    assert money(value) == "an absurdly large number"


@given(
    cents=st.integers(-(10**13), 10**13),
    mark=st.sampled_from((".", ",")),
    native=st.booleans(),
    before=st.sampled_from(("", "£", "EUR ")),
    notation=st.sampled_from(("-{}", "({})", "{}-", "\u2212 {}")),
)
def test_any_refund_is_read_back(cents: int, mark: Mark, native: bool, before: str, notation: str) -> None:
    amount = cents / 100
    shown = f"{before}{abs(cents) // 100}{mark}{abs(cents) % 100:02d}"
    text = notation.format(shown) if cents < 0 else shown
    found = money(amount if native else text, mark)
    assert abs(amount) <= LARGEST
    assert found == (amount, (before.strip(),) if before and not native else ())


LESS = '[source.columns]\nmember = "Member"\npaid = "Day"\namount = { column = "Amount", less = "Refunded" }\n'


def test_what_was_given_back_is_taken_off(tmp_path: Path) -> None:
    rows = "Member,Day,Amount,Refunded\nW1,2026-01-02,100,30\nW1,2026-01-03,100,\nW1,2026-01-04,£50,-£50.00\n"
    rows += "W1,2026-01-05,100,some\nW1,2026-01-06,,20\n"
    loaded = load_csv(tmp_path, rows, "", LESS, "fees")
    assert loaded.frames["fees"]["amount"].tolist() == [70, 100, 0, -20]
    assert (only_problem(loaded).row, only_problem(loaded).value) == (5, "100 | some")


def test_a_price_is_not_less_than_nothing(tmp_path: Path) -> None:
    columns = '[source.columns]\nmember = "Member"\ndate = "Day"\nactivity = { value = "cpd-webinar" }\n'
    columns += 'price_paid = { column = "Paid", less = "Back" }\n'
    loaded = load_csv(tmp_path, "Member,Day,Paid,Back\nW1,2026-01-02,100,30\nW1,2026-01-03,20,30\n", "", columns)
    assert loaded.frames["engagements"]["price_paid"].tolist() == [70]
    assert only_problem(loaded).reason == "more is taken off than there is"
