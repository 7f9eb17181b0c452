"""A number and what it counts are one phrase, in the form that each of the twelve languages has for the number."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.sheets import LOCALES
from valuereport.wording import wording_for

TIMES = {  # 1, 2, 3, 6, 14
    "en-GB": ("once", "2 times", "3 times", "6 times", "14 times"),
    "fr-FR": ("1 fois", "2 fois", "3 fois", "6 fois", "14 fois"),
    "de-DE": ("einmal", "2-mal", "3-mal", "6-mal", "14-mal"),
    "es-ES": ("una vez", "2 veces", "3 veces", "6 veces", "14 veces"),
    "pt-BR": ("1 vez", "2 vezes", "3 vezes", "6 vezes", "14 vezes"),
    "it-IT": ("una volta", "2 volte", "3 volte", "6 volte", "14 volte"),
    "nl-NL": ("één keer", "2 keer", "3 keer", "6 keer", "14 keer"),
    "pl-PL": ("1 raz", "2 razy", "3 razy", "6 razy", "14 razy"),
    "cy-GB": ("unwaith", "dwywaith", "teirgwaith", "6 gwaith", "14 gwaith"),
    "ar-EG": ("مرة واحدة", "مرتين", "3 مرات", "6 مرات", "14 مرة"),
    "ja-JP": ("1回", "2回", "3回", "6回", "14回"),
    "zh-CN": ("1 次", "2 次", "3 次", "6 次", "14 次"),
}
PARTS = {  # 40 of 55 times, 10 of 14 hours, 1 of 2 times, 1.5 of 4 hours
    "en-GB": ("40 of 55 times", "10 of 14 hours", "1 of 2 times", "1.5 of 4 hours"),
    "fr-FR": ("40 sur 55", "10 sur 14 heures", "1 sur 2", "1,5 sur 4 heures"),
    "de-DE": ("40 von 55 Mal", "10 von 14 Stunden", "1 von 2 Mal", "1,5 von 4 Stunden"),
    "es-ES": ("40 de 55 veces", "10 de 14 horas", "1 de 2 veces", "1,5 de 4 horas"),
    "pt-BR": ("40 de 55 vezes", "10 de 14 horas", "1 de 2 vezes", "1,5 de 4 horas"),
    "it-IT": ("40 su 55 volte", "10 su 14 ore", "1 su 2 volte", "1,5 su 4 ore"),
    "nl-NL": ("40 van de 55 keer", "10 van de 14 uur", "1 van de 2 keer", "1,5 van de 4 uur"),
    "pl-PL": ("40 z 55 razy", "10 z 14 godzin", "1 z 2 razy", "1,5 z 4 godzin"),
    "cy-GB": ("40 o 55 gwaith", "10 o 14 awr", "1 o 2 waith", "1.5 o 4 awr"),
    "ar-EG": ("40 من 55 مرة", "10 من 14 ساعة", "1 من مرتين", "1.5 من 4 ساعات"),
    "ja-JP": ("55回中40回", "14時間中10時間", "2回中1回", "4時間中1.5時間"),
    "zh-CN": ("55 次中的 40 次", "14 小时中的 10 小时", "2 次中的 1 次", "4 小时中的 1.5 小时"),
}
MULTIPLES = {  # 1.0, 1.3, 2.5, 3.0
    "en-GB": ("1.0 times", "1.3 times", "2.5 times", "3.0 times"),
    "fr-FR": ("1,0 fois", "1,3 fois", "2,5 fois", "3,0 fois"),
    "de-DE": ("das 1,0-Fache", "das 1,3-Fache", "das 2,5-Fache", "das 3,0-Fache"),
    "es-ES": ("1,0 veces", "1,3 veces", "2,5 veces", "3,0 veces"),
    "pt-BR": ("1,0 vez", "1,3 vez", "2,5 vezes", "3,0 vezes"),
    "it-IT": ("1,0 volte", "1,3 volte", "2,5 volte", "3,0 volte"),
    "nl-NL": ("1,0 keer", "1,3 keer", "2,5 keer", "3,0 keer"),
    "pl-PL": ("1,0 raza", "1,3 raza", "2,5 raza", "3,0 raza"),
    "cy-GB": ("1.0 gwaith", "1.3 gwaith", "2.5 gwaith", "3.0 gwaith"),
    "ar-EG": ("1.0 مرة", "1.3 مرة", "2.5 مرة", "3.0 مرات"),
    "ja-JP": ("1.0倍", "1.3倍", "2.5倍", "3.0倍"),
    "zh-CN": ("1.0 倍", "1.3 倍", "2.5 倍", "3.0 倍"),
}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("locale", LOCALES)
def test_how_often_which_part_and_how_many_times_as_much(locale: str) -> None:
    words = wording_for(locale)
    times = [words.times(number) for number in (1, 2, 3, 6, 14)]
    parts = [words.part_of_times(40, 55), words.part_of_hours(10, 14)]
    parts += [words.part_of_times(1, 2), words.part_of_hours(1.5, 4)]
    multiples = [words.multiple(Decimal(ratio)) for ratio in ("1", "1.3", "2.5", "3.0")]
    assert tuple(map(plain, times)) == TIMES[locale]
    assert tuple(map(plain, parts)) == PARTS[locale]
    assert tuple(map(plain, multiples)) == MULTIPLES[locale]
    for said in (*times, *multiples, words.hours(14), words.percent(0.125)):
        assert not re.search(r"\d \w", said)


def test_the_arabic_dual_and_singular_say_their_number_themselves() -> None:
    words = wording_for("ar-EG")
    assert [plain(words.hours(hours)) for hours in (1, 2, 3, 11, 1.5)] == [
        *("ساعة واحدة", "ساعتان", "3 ساعات", "11 ساعة", "1.5 ساعة"),
    ]
    wins = [words.ngettext("{n} win", "{n} wins", number).format(n=number) for number in (1, 2, 3, 11)]
    assert list(map(plain, wins)) == ["مكسب واحد", "مكسبان", "3 مكاسب", "11 مكسبًا"]


def test_no_line_ends_between_a_number_and_what_it_counts() -> None:
    words = wording_for("en-GB")
    assert words.ngettext("and {n} more activity", "and {n} more activities", 3) == "and {n}\u00a0more activities"
    assert words.part_of_times(40, 55) == "40 of 55\u00a0times"
    assert wording_for("en-XA").times(14).startswith("[14")
