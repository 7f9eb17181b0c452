"""Wording: the translations and formats of a locale, and which locale and text a member gets.

wording       one locale: messages, plurals, money, dates, lists
numbers       its formats of numbers and money
dates         its formats of dates
catalogues    the translated messages, shipped and of the workspace
locales       which locale a member gets, and which translation of a text
"""

from valuereport.wording.catalogues import PSEUDO_LOCALE, check_catalogues, languages, translations_for
from valuereport.wording.dates import month_names
from valuereport.wording.locales import resolve_locale, resolve_locales, resolve_text
from valuereport.wording.wording import NO_BREAK, Wording, rounded_decimal, wording_for

__all__ = [
    "NO_BREAK",
    "PSEUDO_LOCALE",
    "Wording",
    "check_catalogues",
    "languages",
    "month_names",
    "resolve_locale",
    "resolve_locales",
    "resolve_text",
    "rounded_decimal",
    "translations_for",
    "wording_for",
]
