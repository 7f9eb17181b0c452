"""Money and ratios: half-even to the minor unit for programs, rounded down on paper."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.model.money import headline_ratio, rounded, rounded_ratio, whole_money


@pytest.mark.parametrize(
    ("amount", "whole"),
    [
        (1147.2493, 1147),
        (1129.2, 1129),
        (1147.999999, 1147),
        (2.9999999, 3),  # 3.000000 after six decimals: the rest is arithmetic
        (2.999999, 2),
        (3.0, 3),
        (0.99, 0),
        (0.0, 0),
        (123_456_789.9, 123_456_789),
    ],
)
def test_headline_money_is_rounded_down_to_the_whole_unit(amount: float, whole: int) -> None:
    assert whole_money(amount) == whole
    assert str(whole_money(amount)) == str(whole)


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (1147.2493 / 325, "3.5"),
        (1129.2 / 325, "3.4"),
        (3.59, "3.5"),
        (2.9999999, "3.0"),
        (0.9999999, "1.0"),
        (0.999999, "0.9"),
        (1.0, "1.0"),
        (0.05, "0.0"),
    ],
)
def test_a_ratio_on_paper_is_rounded_down_to_one_decimal(ratio: float, shown: str) -> None:
    assert str(headline_ratio(ratio)) == shown


@given(st.floats(0, 1e12))
def test_paper_says_no_more_than_there_is(amount: float) -> None:
    assert 0 <= Decimal(amount) - whole_money(amount) + Decimal("0.0000005") <= 1 + Decimal("0.000001")
    assert 0 <= Decimal(amount) - headline_ratio(amount) + Decimal("0.0000005") <= Decimal("0.100001")


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (1147.2493, "GBP", "1147.25"),
        (0.125, "GBP", "0.12"),
        (0.135, "GBP", "0.14"),
        (-0.001, "GBP", "0.00"),
        (1147.5, "JPY", "1148"),
        (1146.5, "JPY", "1146"),
        (1.2345, "BHD", "1.234"),
    ],
)
def test_money_for_programs_is_half_even_to_the_minor_unit(amount: float, currency: str, shown: str) -> None:
    assert str(rounded(amount, currency)) == shown


def test_a_ratio_for_programs_has_two_decimals() -> None:
    assert [str(rounded_ratio(one)) for one in (1147.2493 / 325, 0.125, 822.2493 / 325)] == ["3.53", "0.12", "2.53"]
