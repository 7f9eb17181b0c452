"""The table of benefits holds what value-model.md says of each, and every formula is written as a sum."""

from __future__ import annotations

import pytest

from valuereport.model.benefits import (
    ACTIVITY_ROLES,
    BENEFITS,
    FORMULAS,
    PRICED,
    discount,
    in_force,
    roles_of,
    win_formula,
    written,
)

FIGURES = {"counted": "6 times", "in_force": "0.5 years", "in_force_year_2": "0.25 years", "rate": "0.86 rate"}


def sum_of(key: tuple[str, str], discounts: tuple[str, ...] = (), rate: str = "") -> str:
    return written(FORMULAS[key], discounts, lambda name: FIGURES.get(name, name), rate, " x ")  # type: ignore[index]


@pytest.mark.parametrize(
    ("key", "expected", "with_rate"),
    [
        (("time_saved", "own"), "6 times x hourly_value x hours_saved", ""),
        (("time_saved", "assumed"), "6 times x hours_saved x hourly_value", " / 0.86 rate"),
        (("cpd", "recorded"), "recorded", ""),
        (("cpd", "assumed"), "6 times x (nonmember_price - member_price)", " / 0.86 rate"),
        (("leads", "recorded"), "recorded x margin", ""),
        (("leads", "assumed"), "6 times x sale x margin x close_rate", " / 0.86 rate"),
        (("savings", "recorded"), "recorded", ""),
        (("savings", "list-price"), "list_price", ""),
        (("savings", "assumed"), "6 times x unit_saving", " / 0.86 rate"),
    ],
)
def test_a_sum_of_one_product(key: tuple[str, str], expected: str, with_rate: str) -> None:
    assert sum_of(key) == expected
    assert sum_of(key, rate="0.86 rate") == expected + with_rate
    shares = ("deadweight", "attribution")
    assert sum_of(key, shares) == f"{expected} x (1 - deadweight) x (1 - attribution)"


def test_a_sum_of_two_products_keeps_its_discounts_outside() -> None:
    paid = "6 times x nonmember_price / 0.86 rate - price_paid"
    assert sum_of(("cpd", "price-paid"), rate="0.86 rate") == paid
    assert sum_of(("cpd", "price-paid"), ("attribution",), "0.86 rate") == f"({paid}) x (1 - attribution)"
    listed = "list_price - 6 times x member_price / 0.86 rate"
    assert sum_of(("cpd", "list-price"), rate="0.86 rate") == listed


def test_a_policy_win_has_a_product_for_each_year() -> None:
    def text(years: tuple[int, ...], drops_off: bool) -> str:
        return written(win_formula(years, drops_off=drops_off), (), lambda name: FIGURES.get(name, name), "", " x ")

    assert text((0,), drops_off=False) == text((0,), drops_off=True) == "0.5 years x worth"
    assert text((0, 1), drops_off=True) == "0.5 years x worth + 0.25 years x worth x (1 - drop_off)"
    assert text((2,), drops_off=True) == f"{in_force(2)} x worth x (1 - drop_off)^2"
    assert roles_of(win_formula((0,), drops_off=True)) == ("worth",)
    assert roles_of(win_formula((0, 1), drops_off=True)) == ("worth", "drop_off")


def test_every_priced_benefit_of_activities_is_in_the_table() -> None:
    assert {benefit for benefit, _ in FORMULAS} == {*PRICED} - {"policy"}
    assert tuple(BENEFITS) == (*PRICED, "community")
    expected = {"hours_saved", "nonmember_price", "member_price", "sale", "margin", "close_rate", "unit_saving"}
    assert set(ACTIVITY_ROLES) == expected
    assert discount("attribution").roles == ("attribution",)
