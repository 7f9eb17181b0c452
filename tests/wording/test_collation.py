"""The order of names: as the dictionaries of each language have it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.wording.collation import collation_key

IN_ORDER = {
    "en": "Île-de-France|Isle of Man|London|London and the South East|Londonderry|Øresund|Zürich",
    "fr": "Bretagne|Île-de-France|Indre|Nord|Œuvres|Outre-mer|Provence",
    "de": "Arnsberg|Ärzte|Baden|Straße|Strassen|Strasza|Überlingen|Ulm",
    "es": "Ávila|cantina|cañón|caoba|Nuria|Ñuñoa|Oviedo",
    "it": "Èze|Friuli|Toscana|Umbria",
    "nl": "Friesland|IJssel|Zeeland",
    "pt": "Açores|Évora|Faro|São Paulo",
    "pl": "Lublin|Łódź|Mazowsze|Sopot|Śląsk|Zakopane|Źródła|Żary",
    "cy": "Caerdydd|Cwmbrân|Chwilog|Dinbych|Ddu|Ffestiniog|Gwent|Ngwent|Huw|Lampeter|Llandudno|Môn",
    "ar": "أسوان|الإسكندرية|الجيزة|القاهرة|دمياط|طنطا",
    "ja": "アジア|いわき|オオサカ|大阪|東京|北海道",
    "zh": "北京|成都|广州|湖南|上海",
}
"""The rules of CLDR for each language; Chinese by pinyin, kanji as JIS X 0208 has them."""


@pytest.mark.parametrize("language", IN_ORDER)
def test_names_stand_where_readers_look_for_them(language: str) -> None:
    names = IN_ORDER[language].split("|")
    mixed = random.Random(7).sample(names, len(names))  # noqa: S311 - the same each time
    assert sorted(mixed, key=collation_key(language)) == names


@given(st.lists(st.text()), st.sampled_from(sorted(IN_ORDER)))
def test_every_text_has_one_place(names: list[str], language: str) -> None:
    key = collation_key(language)
    assert sorted({*names}, key=key) == list(dict.fromkeys(sorted(names, key=key)))
