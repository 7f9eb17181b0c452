"""Days, periods and months as each of the twelve languages writes them; the formats of CLDR stand in test_as_babel."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
import uharfbuzz
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets import LOCALES
from valuereport.render.fonts.sources import LATIN, REGULAR
from valuereport.wording import wording_for

MILLIMETRES = 31.1  # for the column of dates, at 8.5 pt
PERIOD = (date(2025, 10, 1), date(2026, 10, 1))

# One day; days of one month; of one year; of two years less than a year apart.
DAYS = (
    (date(2025, 10, 6), date(2025, 10, 6)),
    (date(2026, 3, 3), date(2026, 3, 14)),
    (date(2025, 9, 28), date(2025, 12, 1)),
    (date(2025, 9, 28), date(2026, 3, 1)),
)
COLUMN = {
    "en-GB": ("6 Oct 2025", "3–14 Mar 2026", "28 Sept – 1 Dec 2025", "28 Sept – 1 Mar 2026"),
    "en-US": ("Oct 6, 2025", "Mar 3–14, 2026", "Sep 28 – Dec 1, 2025", "Sep 28 – Mar 1, 2026"),
    "fr-FR": ("6 oct. 2025", "3–14 mars 2026", "28 sept. – 1er déc. 2025", "28 sept. – 1er mars 2026"),
    "de-DE": ("6. Okt. 2025", "3.–14. März 2026", "28. Sept. – 1. Dez. 2025", "28. Sept. – 1. März 2026"),
    "es-ES": ("6 oct 2025", "3–14 mar 2026", "28 sept – 1 dic 2025", "28 sept – 1 mar 2026"),
    "pt-BR": ("6 out. 2025", "3–14 mar. 2026", "28 set. – 1º dez. 2025", "28 set. – 1º mar. 2026"),
    "pt-PT": ("6 out. 2025", "3–14 mar. 2026", "28 set. – 1 dez. 2025", "28 set. – 1 mar. 2026"),
    "it-IT": ("6 ott 2025", "3–14 mar 2026", "28 set – 1 dic 2025", "28 set – 1 mar 2026"),
    "nl-NL": ("6 okt 2025", "3–14 mrt 2026", "28 sep – 1 dec 2025", "28 sep – 1 mrt 2026"),
    "pl-PL": ("6 paź 2025", "3–14 mar 2026", "28 wrz – 1 gru 2025", "28 wrz – 1 mar 2026"),
    "cy-GB": ("6 Hyd 2025", "3–14 Maw 2026", "28 Medi – 1 Rhag 2025", "28 Medi – 1 Maw 2026"),
    "ar-EG": ("6/10/2025", "3–14/3/2026", "28/9 – 1/12/2025", "28/9 – 1/3/2026"),
    "ja-JP": ("2025/10/6", "2026/3/3～3/14", "2025/9/28～12/1", "2025/9/28～2026/3/1"),
    "zh-CN": ("2025/10/6", "2026/3/3至3/14", "2025/9/28至12/1", "2025/9/28至2026/3/1"),
}
# A day in full, one in short, a period of two years, the first of January to the last of December, a month.
OTHERS = {
    "en-GB": ("1 March 2026", "1 Mar 2026", "1 Apr 2025 – 31 Mar 2026", "1 January+31 December 2026", "October 2025"),
    "en-US": (
        "March 1, 2026",
        "Mar 1, 2026",
        "Apr 1, 2025 – Mar 31, 2026",
        "January 1+December 31, 2026",
        "October 2025",
    ),
    "fr-FR": (
        "1er mars 2026",
        "1er mars 2026",
        "1er avr. 2025 – 31 mars 2026",
        "1er janvier+31 décembre 2026",
        "octobre 2025",
    ),
    "fr-CA": (
        "1er mars 2026",
        "1er mars 2026",
        "1er avr. 2025 – 31 mars 2026",
        "1er janvier+31 décembre 2026",
        "octobre 2025",
    ),
    "de-DE": (
        "1. März 2026",
        "1. März 2026",
        "1. Apr. 2025 – 31. März 2026",
        "1. Januar+31. Dezember 2026",
        "Oktober 2025",
    ),
    "es-ES": (
        "1 de marzo de 2026",
        "1 mar 2026",
        "1 abr 2025 – 31 mar 2026",
        "1 de enero+31 de diciembre de 2026",
        "octubre de 2025",
    ),
    "pt-BR": (
        "1º de março de 2026",
        "1º mar. 2026",
        "1º abr. 2025 – 31 mar. 2026",
        "1º de janeiro+31 de dezembro de 2026",
        "outubro de 2025",
    ),
    "it-IT": ("1 marzo 2026", "1 mar 2026", "1 apr 2025 – 31 mar 2026", "1 gennaio+31 dicembre 2026", "ottobre 2025"),
    "nl-NL": ("1 maart 2026", "1 mrt 2026", "1 apr 2025 – 31 mrt 2026", "1 januari+31 december 2026", "oktober 2025"),
    "pl-PL": (
        "1 marca 2026",
        "1 mar 2026",
        "1 kwi 2025 – 31 mar 2026",
        "1 stycznia+31 grudnia 2026",
        "październik 2025",
    ),
    "cy-GB": ("1 Mawrth 2026", "1 Maw 2026", "1 Ebr 2025 – 31 Maw 2026", "1 Ionawr+31 Rhagfyr 2026", "Hydref 2025"),
    "ar-EG": ("1 مارس 2026", "1 مارس 2026", "1 أبريل 2025 – 31 مارس 2026", "1 يناير+31 ديسمبر 2026", "أكتوبر 2025"),
    "ja-JP": ("2026年3月1日", "2026年3月1日", "2025年4月1日～2026年3月31日", "2026年1月1日+12月31日", "2025年10月"),
    "zh-CN": ("2026年3月1日", "2026年3月1日", "2025年4月1日至2026年3月31日", "2026年1月1日+12月31日", "2025年10月"),
}
MONTHS = {
    "en-GB": "Oct Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sept",
    "fr-FR": "oct nov déc janv févr mars avr mai juin juil août sept",
    "de-DE": "Okt Nov Dez Jan Feb Mär Apr Mai Jun Jul Aug Sep",
    "es-ES": "oct nov dic ene feb mar abr may jun jul ago sept",
    "pt-BR": "out nov dez jan fev mar abr mai jun jul ago set",
    "it-IT": "ott nov dic gen feb mar apr mag giu lug ago set",
    "nl-NL": "okt nov dec jan feb mrt apr mei jun jul aug sep",
    "pl-PL": "paź lis gru sty lut mar kwi maj cze lip sie wrz",
    "cy-GB": "Hyd Tach Rhag Ion Chw Maw Ebr Mai Meh Gor Awst Medi",
    "ar-EG": "أكتوبر نوفمبر ديسمبر يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر",
    "ja-JP": "10月 11月 12月 1月 2月 3月 4月 5月 6月 7月 8月 9月",
    "zh-CN": "10月 11月 12月 1月 2月 3月 4月 5月 6月 7月 8月 9月",
}


def plain(text: str) -> str:
    """Return a text with plain spaces and without marks of direction."""
    return text.replace("\u00a0", " ").replace("\u200f", "")


@pytest.mark.parametrize("locale", COLUMN)
def test_a_column_of_dates_has_one_format(locale: str) -> None:
    assert tuple(plain(wording_for(locale).dates(*days)) for days in DAYS) == COLUMN[locale]


@pytest.mark.parametrize("locale", OTHERS)
def test_days_and_months_elsewhere(locale: str) -> None:
    words, day = wording_for(locale), date(2026, 3, 1)
    period = words.period(date(2025, 4, 1), date(2026, 4, 1))
    from_to = "+".join(words.from_to(date(2026, 1, 1), date(2026, 12, 31)))
    written = (words.date(day), words.short_date(day), period, from_to, words.month(date(2025, 10, 6)))
    assert tuple(map(plain, written)) == OTHERS[locale]


@pytest.mark.parametrize("locale", MONTHS)
def test_the_months_of_a_period_in_short(locale: str) -> None:
    assert " ".join(wording_for(locale).short_months(*PERIOD)) == MONTHS[locale]


def test_no_language_says_the_months_of_another_that_was_spoken_before() -> None:
    """What Babel has looked up for one language it keeps where others find it: a process of its own, Chinese first."""
    order = sorted(LOCALES, reverse=True)
    code = f"""
from datetime import date
from valuereport.wording import wording_for
for each in {order!r}:
    print(" ".join(wording_for(each).short_months(date(2025, 10, 1), date(2026, 10, 1))))
"""
    command = [sys.executable, "-X", "utf8", "-c", code]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    assert dict(zip(order, said.splitlines(), strict=True)) == {each: MONTHS[each] for each in order}


def test_a_period_that_begins_within_a_month_has_thirteen() -> None:
    assert len(wording_for("en-GB").short_months(date(2025, 3, 15), date(2026, 3, 15))) == 13


def test_the_table_says_all_languages() -> None:
    assert {*LOCALES} <= {*COLUMN} & {*OTHERS} & {*MONTHS}


@pytest.mark.parametrize("locale", COLUMN)
def test_a_year_or_more_has_both_years(locale: str) -> None:
    for days in (365, 366, 800):
        said = wording_for(locale).dates(date(2025, 3, 6), date(2025, 3, 6) + timedelta(days))
        assert "2025" in said
        assert ("2026" in said) is (days < 800)


@given(st.sampled_from(LOCALES), st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 364))
def test_the_year_that_is_not_said_can_be_read(locale: str, first: date, days: int) -> None:
    last = first + timedelta(days)
    said = plain(wording_for(locale).dates(first, last))
    years = {str(first.year), str(last.year)} if locale[:2] in ("ja", "zh") else {str(last.year)}
    assert all(said.count(year) == 1 for year in years)
    assert f"{first.year}" not in said.replace(str(last.year), "") or locale[:2] in ("ja", "zh")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_widest_fits_into_the_column(locale: str) -> None:
    words, months = wording_for(locale), range(12)
    days = [date(2025 + month // 12, month % 12 + 1, 28) for month in range(24)]
    widest = max(millimetres(words.dates(days[at], days[at + more])) for at in months for more in range(1, 12))
    assert widest <= MILLIMETRES


def millimetres(text: str) -> float:
    """Return the width of a text at 8.5 pt: in Source Sans, its Chinese and Japanese characters squares."""
    folder = LATIN.folder()
    assert folder
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(folder / LATIN.files[REGULAR])))
    squares = sum(character in "～至" for character in text)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(plain(text).translate({ord(character): None for character in "～至"}))
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(face), buffer)
    ems = squares + sum(glyph.x_advance for glyph in buffer.glyph_positions) / face.upem
    return ems * 8.5 * 25.4 / 72
