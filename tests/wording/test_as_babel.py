"""What is read of a pattern once writes every number and day as Babel would, in each locale that has a catalogue."""

from __future__ import annotations

import re
from datetime import date

import babel
import pytest
from babel.dates import format_date, format_skeleton
from babel.localedata import locale_identifiers
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from valuereport.model.money import rounded
from valuereport.wording import resolve_locale, rounded_decimal
from valuereport.wording.dates import Dates
from valuereport.wording.numbers import Numbers

_LOCALES = [babel.Locale.parse(name) for name in locale_identifiers() if not resolve_locale(name, "")[1]]
_CURRENCIES = ("GBP", "EUR", "USD", "JPY", "BHD", "PLN")  # two decimals, none, three
_AMOUNTS = st.floats(-1e9, 1e9) | st.sampled_from([0.0, -0.0, -0.004, 999.995, 1e3, 1e6])
_DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
locales = st.sampled_from(_LOCALES)


@given(locales, st.sampled_from(_CURRENCIES), _AMOUNTS)
def test_money(locale: babel.Locale, currency: str, amount: float) -> None:
    numbers, exact = Numbers(locale), rounded(amount, currency)
    assert numbers.money(currency).format(exact) == format_currency(exact, currency, locale=locale)
    pattern = re.sub(r"\.0+", "", str(locale.currency_formats["standard"].pattern))
    written = format_currency(
        rounded_decimal(amount, 0), currency, format=pattern, locale=locale, currency_digits=False
    )
    assert numbers.whole_money(currency).format(rounded_decimal(amount, 0)) == written


@pytest.mark.parametrize("decimals", [0, 1, 2, 5])
@given(locale=locales, amount=_AMOUNTS)
def test_numbers(locale: babel.Locale, decimals: int, amount: float) -> None:
    numbers, exact = Numbers(locale), rounded_decimal(amount, decimals)
    all_of_them = "#,##0." + decimals * "0"
    most = f"#,##0.{'#' * decimals}" if decimals else "#,##0"
    assert numbers.at_most(decimals).format(exact) == format_decimal(exact, format=most, locale=locale)
    if decimals:
        assert numbers.exactly(decimals).format(exact) == format_decimal(exact, format=all_of_them, locale=locale)


@given(locales, _DAYS)
def test_days(locale: babel.Locale, day: date) -> None:
    dates = Dates(locale)
    if locale.language not in ("es", "pt", "fr"):  # where people write otherwise
        assert dates.short(day) == format_skeleton("yMMMd", day, locale=locale).replace(" ", "\u00a0")
    if day.day > 1 or locale.language not in ("pt", "fr"):
        assert dates.full(day).replace("\u00a0", " ") == format_date(day, "long", locale=locale)
