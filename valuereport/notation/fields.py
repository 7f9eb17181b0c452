"""The fields of a member: how each is written in a cell of our own files, and what it may be."""

from __future__ import annotations

import math
import unicodedata
from datetime import date, datetime
from typing import Final

import babel
from babel.numbers import list_currencies

from valuereport.notation.addresses import reason_against
from valuereport.notation.countries import country_code

EMPTY: Final = "(empty)"
"""What a cell says of a field that holds nothing; a cell with nothing in it says nothing."""

Value = str | float | bool | date | None
"""What a field holds; None: an empty date or number."""

_YES: Final = frozenset({"yes", "y", "true"})
_NO: Final = frozenset({"no", "n", "false"})
_NEEDED: Final = frozenset({"name"})
_KINDS: Final = ("person", "organisation")
_YEARS: Final = range(1900, 2101)
_LARGEST: Final = 1e12


def parse(field: str, kind: str, text: str) -> Value:
    """Return what a cell says that a field holds. Raises ValueError with what is allowed.

    `kind`: text, number, date or flag.
    """
    text = unicodedata.normalize("NFC", text.strip())
    if kind == "flag":
        return _flag(text)
    if text in ("", EMPTY):
        if field in _NEEDED:
            raise ValueError("a name, which every member needs")
        return "" if kind == "text" else None
    if kind == "date":
        return day(text)
    if kind == "number":
        return number(text)
    return _text(field, text)


def written(value: object) -> str:
    """Return what a field holds as a cell says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat() if value == value else EMPTY
    if isinstance(value, float):
        return EMPTY if math.isnan(value) else f"{value:.12g}"
    return str(value or "") or EMPTY


def day(text: str) -> date:
    """Return a day. Raises ValueError."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError("a date such as 2026-11-30") from None
    if found.year not in _YEARS:
        raise ValueError("a date in the years 1900 to 2100")
    return found


def number(text: str, least: float = 0.0) -> float:
    """Return a number that is not below `least`. Raises ValueError."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or "_" in text:
        raise ValueError("a number such as 12500 or 12500.50")
    if not least <= found <= _LARGEST:
        raise ValueError(f"a number from {least:g} to {_LARGEST:g}")
    return found


def _flag(text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise ValueError("yes or no")
    return text.casefold() in _YES


def _text(field: str, text: str) -> str:
    if field == "email" and (reason := reason_against(text)):
        raise ValueError(f"an address such as name@example.org: {reason}")
    if field == "kind" and text not in _KINDS:
        raise ValueError(" or ".join(_KINDS))
    if field == "country":
        if not (code := country_code(text)):
            raise ValueError("a country such as GB, DEU or Ireland")
        return code
    if field == "currency":
        if text.upper() not in list_currencies():
            raise ValueError("an ISO 4217 currency code such as GBP or EUR")
        return text.upper()
    if field == "locale":
        try:
            babel.Locale.parse(text, sep="-")
        except (ValueError, babel.UnknownLocaleError):
            raise ValueError("a locale such as en-GB, de-DE or fr-FR") from None
    return text


def payment(text: str) -> float:
    """Return an amount that was paid; one under zero was paid back. Raises ValueError."""
    found = number(text, -_LARGEST)
    if not found:
        raise ValueError("an amount: zero is no payment")
    return found
