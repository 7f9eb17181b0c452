"""Rounding of money, in one place so that every output agrees to the penny.

Half-even to the currency's minor unit; on paper, headline money and ratios are rounded down, so as not to say too much.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision


def rounded(amount: float, currency: str) -> Decimal:
    """Return `amount` as it is shown. The shortest decimal of the float is what is rounded: 0.125 is a half."""
    figure = Decimal(repr(float(amount))).quantize(_unit(currency), rounding=ROUND_HALF_EVEN)
    return figure or abs(figure)  # never -0.00


def rounded_ratio(ratio: float) -> Decimal:
    """Return a benefit-cost ratio as it is shown, with two decimals."""
    return Decimal(repr(float(ratio))).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def whole_money(amount: float, currency: str) -> Decimal:
    """Return headline money: rounded down to the whole unit of its currency.

    It is the amount with its minor unit that is rounded down, as the manifest has it, so that paper and mail agree.
    """
    return rounded(amount, currency).quantize(Decimal(1), rounding=ROUND_FLOOR)


def headline_ratio(amount: float, fee: float, currency: str) -> Decimal:
    """Return how many times the fee an amount is, as it stands on paper: rounded down to one decimal.

    Both are taken with their minor units, as the manifest has them. It is rounded to six decimals before: the last
    digits of 2.9999999999 are arithmetic, not value.
    """
    ratio = rounded(amount, currency) / rounded(fee, currency)
    return ratio.quantize(Decimal("0.000001")).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)


@lru_cache(maxsize=64)
def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))
