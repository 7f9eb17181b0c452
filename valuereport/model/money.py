"""Rounding of money, in one place so that every output agrees to the penny.

Half-even to the currency's minor unit; on paper, headline money and ratios are rounded down, so as not to say too much.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Final

from babel.numbers import get_currency_precision

COMPARED: Final = 6
"""Decimals to which amounts are rounded before they are compared: what is behind them is arithmetic, not value."""


def rounded(amount: float, currency: str) -> Decimal:
    """Return `amount` as it is shown. The shortest decimal of the float is what is rounded: 0.125 is a half."""
    figure = Decimal(repr(float(amount))).quantize(_unit(currency), rounding=ROUND_HALF_EVEN)
    return figure or abs(figure)  # never -0.00


def rounded_ratio(ratio: float) -> Decimal:
    """Return a benefit-cost ratio as it is shown, with two decimals."""
    return Decimal(repr(float(ratio))).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def whole_money(amount: float) -> Decimal:
    """Return headline money: rounded down to the whole unit of its currency."""
    return _down(amount, Decimal(1))


def headline_ratio(ratio: float) -> Decimal:
    """Return a ratio as it stands on paper: rounded down to one decimal."""
    return _down(ratio, Decimal("0.1"))


def _down(figure: float, unit: Decimal) -> Decimal:
    """Round down, after rounding to six decimals: the last bits of 2.9999999999 are arithmetic, not value."""
    return Decimal(repr(float(figure))).quantize(Decimal(1).scaleb(-COMPARED)).quantize(unit, rounding=ROUND_FLOOR)


@lru_cache(maxsize=64)
def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))
