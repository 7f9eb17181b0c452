"""Rounding of money: half-even to the currency's minor unit, in one place so that every output agrees to the penny."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision


def rounded(amount: float, currency: str) -> Decimal:
    """Return `amount` as it is shown. The shortest decimal of the float is what is rounded: 0.125 is a half."""
    figure = Decimal(repr(float(amount))).quantize(_unit(currency), rounding=ROUND_HALF_EVEN)
    return figure or abs(figure)  # never -0.00


def rounded_ratio(ratio: float) -> Decimal:
    """Return a benefit-cost ratio as it is shown, with two decimals."""
    return Decimal(repr(float(ratio))).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


@lru_cache(maxsize=64)
def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))
