"""The currencies that a sign or a code beside an amount may mean: ISO 4217 and the signs of CLDR."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.core import get_global
from babel.numbers import list_currencies

CODES: Final = frozenset(list_currencies())
_LOCALES: Final = (
    *("en", "en_AU", "en_CA", "en_FK", "en_GI", "en_NZ", "en_PK", "en_SG", "en_SH", "en_ZA", "es_AR", "es_CL", "es_CO"),
    *("es_MX", "fr_CA", "ar", "bg", "cs", "da", "da_GL", "de_CH", "fo", "he", "hi", "hu", "id", "is", "ja", "ko", "ms"),
    *("nb", "pl", "pt_BR", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh", "zh_Hant_HK", "zh_Hant_TW"),
)
"""Locales whose signs are read: each writes its own currency in its own way, and `en` those of the world."""
_MORE: Final = {
    "c$": "CAD",
    "s$": "SGD",
    "fr": "CHF",
    "sfr": "CHF",
    "р": "RUB",
    "руб": "RUB",
    "円": "JPY",
    "圆": "CNY",
    "₦": "NGN",
    "₾": "GEL",
    "₸": "KZT",
}
"""Signs that are in use and that CLDR does not have for these currencies."""
_SHARED: Final = "$£¥"
"""Signs that a country's letters may stand before: the sign alone means any of these currencies."""
_CODE_AND_SIGN: Final = re.compile(r"([A-Z]{3})([^A-Z]+)|([^A-Z]+)([A-Z]{3})")


@lru_cache(maxsize=1024)
def meant_by(word: str) -> frozenset[str]:
    """Return the ISO codes that a code or sign may mean; none where it is neither."""
    if word == "€":  # the most frequent one needs no locale
        return frozenset({"EUR"})
    upper = "".join(word.split()).upper()
    if upper in CODES:
        return frozenset({upper})
    if both := _CODE_AND_SIGN.fullmatch(upper):  # USD$, $CAD
        code, sign = both[1] or both[4], both[2] or both[3]
        if code in CODES and code in meant_by(sign):
            return frozenset({code})
    return _signs().get(_folded(word), frozenset())


def _folded(sign: str) -> str:
    """Return a sign in the form for comparisons: without case, spaces, a full stop at the end, marks of direction."""
    return re.sub(r"[\s\u200e\u200f]", "", sign).casefold().rstrip(".")


@cache
def _signs() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    uses = [use for country in get_global("territory_currencies").values() for use in country]
    current = {code for code, _, end, tender in uses if tender and not end}
    for name in _LOCALES:
        for code, sign in Locale.parse(name).currency_symbols.items():
            if code in current and sign != code:
                found[_folded(sign)].add(code)
                found[sign[-1] if sign[-1] in _SHARED else _folded(sign)].add(code)
    for sign, code in _MORE.items():
        found[sign].add(code)
    return {sign: frozenset(codes) for sign, codes in found.items()}
