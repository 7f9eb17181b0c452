"""Countries: names and codes of an export -> ISO 3166 codes of two letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

import babel
from babel.core import get_global

_LANGUAGES: Final = ("en", "fr", "de", "es", "pt", "it", "nl", "pl", "cy", "ar", "ja", "zh")  # that statements come in
_NEIGHBOURS: Final = (
    *("bg", "cs", "da", "el", "et", "fi", "ga", "hr", "hu", "is", "lt", "lv", "mt", "nb", "ro", "ru", "sk", "sl"),
    *("sr", "sv", "tr", "uk", "ca", "eu", "gl", "he", "ko"),
)
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # that Unicode has codes for
_TWO: Final = 2
_THREE: Final = 3
_SILENT: Final = frozenset({"the", "and"})  # words that are left out or written as "&"
# What people write, and Unicode's tables have otherwise or not at all; the parts of the United Kingdom among it.
_COMMON: Final[Mapping[str, str]] = {
    "GB": "UK; Great Britain; Britain; United Kingdom of Great Britain and Northern Ireland; England; Scotland; Wales; "
    "Northern Ireland; Angleterre; Écosse; Pays de Galles; Irlande du Nord; Grande-Bretagne; Schottland; Nordirland; "
    "Großbritannien; Inglaterra; Escocia; Escócia; Gales; País de Gales; Irlanda del Norte; Irlanda do Norte; "
    "Gran Bretaña; Grã-Bretanha; Reino Unido de Gran Bretaña e Irlanda del Norte; Inghilterra; Scozia; Galles; "
    "Irlanda del Nord; Gran Bretagna; Engeland; Schotland; Noord-Ierland; Groot-Brittannië; Anglia; Szkocja; Walia; "
    "Irlandia Północna; Lloegr; Yr Alban; Cymru; Gogledd Iwerddon; Prydain; Prydain Fawr; 英國; イングランド; "
    "スコットランド; ウェールズ; إنجلترا; اسكتلندا; ويلز; بريطانيا",
    "IE": "Republic of Ireland; Ireland, Republic of; Eire; ROI; Irish Republic",
    "US": "USA; U.S.; United States of America; America; États-Unis d’Amérique; Vereinigte Staaten von Amerika; "
    "Estados Unidos de América; Estados Unidos da América; Stati Uniti d’America; Verenigde Staten van Amerika; "
    "Stany Zjednoczone Ameryki; EUA; EE. UU.; 美國; アメリカ; أمريكا",
    "NL": "Holland; Hollande; Holanda; Olanda; Kingdom of the Netherlands",
    "DE": "Federal Republic of Germany; Bundesrepublik Deutschland; BRD; République fédérale d’Allemagne",
    "CZ": "Czech Republic; Tschechische Republik; République tchèque; República Checa; Repubblica Ceca; "
    "Tsjechische Republiek; Republika Czeska; Česká republika",
    "AT": "Oesterreich; Republik Österreich",
    "CH": "Swiss Confederation; Schweizerische Eidgenossenschaft",
    "TR": "Turkey; Republic of Türkiye",
    "RU": "Russian Federation; Russische Föderation; Fédération de Russie",
    "KR": "Korea; Korea, Republic of; Republic of Korea; ROK",
    "KP": "Korea, Democratic People’s Republic of; DPRK",
    "CN": "People’s Republic of China; PRC; P.R. China; Mainland China; 中華人民共和国; 中华人民共和国",
    "HK": "Hong Kong; Hongkong",
    "MO": "Macao; Macau",
    "TW": "Taiwan, Province of China; Taiwan, Republic of China; ROC",
    "CI": "Ivory Coast",
    "MM": "Burma; Birmanie; Birma; Birmania",
    "MK": "Macedonia; FYROM",
    "SZ": "Swaziland",
    "AE": "UAE; Emirates",
    "IR": "Iran, Islamic Republic of",
    "SY": "Syrian Arab Republic",
    "LA": "Lao People’s Democratic Republic",
    "BO": "Bolivia, Plurinational State of",
    "VE": "Venezuela, Bolivarian Republic of",
    "TZ": "Tanzania, United Republic of; United Republic of Tanzania",
    "MD": "Moldova, Republic of; Republic of Moldova",
    "CG": "Republic of the Congo",
    "CD": "Democratic Republic of the Congo; Congo, Democratic Republic of the; DR Congo; DRC; Zaire",
    "PS": "Palestine; Palestine, State of; State of Palestine",
    "VA": "Holy See; Vatican",
    "TL": "East Timor",
    "FM": "Micronesia, Federated States of",
}


def country_code(text: str) -> str:
    """Return the ISO 3166 code, two letters, of a code or a name in any case; nothing where it is no country."""
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if code in codes():
        return code
    if len(code) == _THREE and (meant := get_global("territory_aliases").get(code)):  # three letters or three digits
        return meant[0] if len(meant) == 1 and meant[0] in codes() else ""
    words = _plain(text)
    return _names().get(words) or _names_of_neighbours().get(words, "")


@cache
def codes() -> frozenset[str]:
    """Return the codes of all countries and territories."""
    known = map(str, babel.Locale("en").territories)
    return frozenset(code for code in known if len(code) == _TWO) - _NO_COUNTRIES


@cache
def _names() -> Mapping[str, str]:
    common = {_plain(name): code for code, names in _COMMON.items() for name in names.split(";")}
    return _names_in(_LANGUAGES) | common


@cache
def _names_of_neighbours() -> Mapping[str, str]:
    return _names_in(_NEIGHBOURS)


def _names_in(languages: tuple[str, ...]) -> dict[str, str]:
    """Return the countries by their names; a name that means two is none."""
    found: dict[str, set[str]] = {}
    for language in languages:
        for code, name in babel.Locale(language).territories.items():
            if code in codes():
                found.setdefault(_plain(name), set()).add(code)
    return {name: next(iter(meant)) for name, meant in found.items() if len(meant) == 1}


def _plain(text: str) -> str:
    """Return a name in lower case without accents, punctuation and small words: "The U.S.A." as "usa"."""
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold().replace("ı", "i")
    kept = (letter if letter.isalnum() else " " for letter in apart if not _is_silent(letter))
    return " ".join(word for word in "".join(kept).split() if word not in _SILENT)


def _is_silent(letter: str) -> bool:
    """Return whether a letter is written or left out at will."""
    return letter in ".’'" or bool(unicodedata.combining(letter))
