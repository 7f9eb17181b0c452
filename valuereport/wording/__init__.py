"""Wording: the words and forms of a locale, and which locale and text a member gets."""

from valuereport.wording.catalogues import PSEUDO_LOCALE, check_catalogues, languages, translations_for
from valuereport.wording.forms import NO_BREAK, Wording, shown, wording_for
from valuereport.wording.locales import choose_locale, choose_locales, pick

__all__ = [
    "NO_BREAK",
    "PSEUDO_LOCALE",
    "Wording",
    "check_catalogues",
    "choose_locale",
    "choose_locales",
    "languages",
    "pick",
    "shown",
    "translations_for",
    "wording_for",
]
