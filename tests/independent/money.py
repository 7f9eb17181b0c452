"""Rates of a day, one basis for tax, and rounding."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from tests.independent.calendar_days import last_day
from tests.independent.facts import Organisation

_WITHOUT_MINOR_UNIT = {"JPY"}


def rate_on(organisation: Organisation, currency: str, day: date) -> Fraction:
    """Return what one unit is in the organisation's currency: the latest rate up to the day, else the first."""
    if currency == organisation.currency:
        return Fraction(1)
    rates = sorted((each.since, Fraction(each.rate)) for each in organisation.rates if each.currency == currency)
    return ([rate for since, rate in rates if since <= day] or [rates[0][1]])[-1]


def rate_of_last_day(organisation: Organisation, currency: str) -> Fraction:
    """Return the rate by which assumptions go."""
    return rate_on(organisation, currency, last_day(organisation.end))


def converted(organisation: Organisation, amount: Fraction, currency: str, to: str, day: date) -> Fraction:
    """Return a recorded amount in another currency by the rates of its day; unchanged in its own."""
    if currency == to:
        return amount
    return amount * rate_on(organisation, currency, day) / rate_on(organisation, to, day)


def on_one_basis(organisation: Organisation, amount: Fraction, source: str) -> Fraction:
    """Return a fee with or without tax, as the organisation states all fees."""
    vat = organisation.vat.get(source)
    if not vat or not organisation.fee_basis or vat.kind == organisation.fee_basis:
        return amount
    factor = 1 + Fraction(vat.rate)
    return amount * factor if organisation.fee_basis == "included" else amount / factor


def rounded(value: Fraction | float, currency: str = "GBP") -> Decimal:
    """Round half to even to a currency's minor unit."""
    places = 0 if currency in _WITHOUT_MINOR_UNIT else 2
    return _nearest(Fraction(value), places)


def rounded_ratio(value: Fraction | float) -> Decimal:
    """Round a ratio half to even to two decimals."""
    return _nearest(Fraction(value), 2)


def money_on_paper(value: Fraction | float) -> Decimal:
    """Round headline money down to the whole unit."""
    return Decimal(Fraction(value) // 1)


def ratio_on_paper(value: Fraction | float) -> Decimal:
    """Round a ratio down to one decimal, after six decimals."""
    return _nearest(Fraction(value), 6).quantize(Decimal("0.1"), ROUND_FLOOR)


def _nearest(value: Fraction, places: int) -> Decimal:
    scaled = value * 10**places
    return Decimal(round(scaled)).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
