"""What one locale's wording promises: money to the penny, plurals as they are read, dates, and which locale it is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.model.money import rounded
from valuereport.wording import resolve_locale, resolve_locales, resolve_text, wording_for


def plain(text: str) -> str:
    """Return a text with every kind of space as a plain one."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "shown"),
    [
        ("en-GB", 1147.2493150684932, "GBP", "£1,147.25"),
        ("en-IE", 1147.2493150684932, "EUR", "€1,147.25"),
        ("de-DE", 1147.2493150684932, "EUR", "1.147,25 €"),
        ("fr-FR", 1147.2493150684932, "EUR", "1 147,25 €"),
        ("en-GB", 12345.5, "JPY", "JP¥12,346"),
        ("en-GB", -0.001, "GBP", "£0.00"),
        ("en-GB", 987654321.005, "GBP", "£987,654,321.00"),
    ],
)
def test_money_is_shown_to_the_minor_unit(locale: str, amount: float, currency: str, shown: str) -> None:
    assert plain(wording_for(locale).money(amount, currency)) == shown


@pytest.mark.parametrize(("amount", "shown"), [(0.125, "0.12"), (0.135, "0.14"), (2.675, "2.68"), (0.5, "0.50")])
def test_halves_go_to_the_even_penny(amount: float, shown: str) -> None:
    assert rounded(amount, "GBP") == Decimal(shown)


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_rounding_moves_no_figure_by_more_than_half_a_penny(amount: float) -> None:
    assert abs(rounded(amount, "GBP") - Decimal(repr(amount))) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("locale", "hours", "shown"),
    [
        ("en-GB", 1.0, "1 hour"),
        ("en-GB", 1.5, "1.5 hours"),
        ("en-GB", 0.98, "1 hour"),  # as it is read, not as it was
        ("de-DE", 1.0, "1 Stunde"),
        ("de-DE", 1.5, "1,5 Stunden"),
        ("fr-FR", 1.5, "1,5 heure"),  # French has the plural from 2 on
        ("fr-FR", 0.0, "0 heure"),
        ("fr-FR", 2.0, "2 heures"),
    ],
)
def test_plurals_follow_the_number_that_is_read(locale: str, hours: float, shown: str) -> None:
    assert plain(wording_for(locale).hours(hours)) == shown


@pytest.mark.parametrize(("locale", "share"), [("en-GB", "12.5%"), ("de-DE", "12,5 %"), ("fr-FR", "12,5 %")])
def test_shares_in_the_locale(locale: str, share: str) -> None:
    assert plain(wording_for(locale).percent(0.125)) == share


def test_direction_comes_from_the_locale() -> None:
    assert (wording_for("ar-EG").direction, wording_for("de-DE").direction) == ("rtl", "ltr")


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("de-DE", "de-DE"),
        ("de_DE.UTF-8", "de-DE"),
        ("fr_FR@euro", "fr-FR"),
        ("de", "de"),
        (" en-ie ", "en-IE"),
        ("", "en-GB"),
    ],
)
def test_a_known_locale_is_taken_as_sources_write_it(asked: str, chosen: str) -> None:
    assert resolve_locale(asked, "en-GB") == (chosen, None)


@pytest.mark.parametrize(
    "asked", ["tlh-KL", "English", "xx", "../../etc", "zh-TW", "zh-Latn-CN", "en-Shaw", "ko-KR", "de-", "\x00"]
)
def test_an_unknown_locale_falls_back_with_a_reason(asked: str) -> None:
    chosen, reason = resolve_locale(asked, "fr-FR")
    assert chosen == "fr-FR"
    assert reason


@pytest.mark.parametrize(
    ("asked", "languages", "chosen"),
    [
        ("cy-GB+en-GB", (), ("cy-GB", "en-GB")),
        ("cy_GB + en_GB", (), ("cy-GB", "en-GB")),
        ("en-GB+en-GB", (), ("en-GB",)),
        ("cy-GB+en-GB", ("fr-CA", "en-CA"), ("cy-GB", "en-GB")),
        ("", ("cy-GB", "en-GB"), ("cy-GB", "en-GB")),
        ("en-US", ("cy-GB", "en-GB"), ("cy-GB", "en-GB")),
        ("de-DE", ("cy-GB", "en-GB"), ("de-DE",)),
        ("", (), ("en-IE",)),
        ("en-XA", (), ("en-XA",)),
        ("zh-Hans-CN", (), ("zh-Hans-CN",)),
    ],
)
def test_one_language_or_two(asked: str, languages: tuple[str, ...], chosen: tuple[str, ...]) -> None:
    assert resolve_locales(asked, "en-IE", languages) == (chosen, None)


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("zh-TW", ("en-IE",)),
        ("zh-Hant", ("en-IE",)),
        ("zh-HK", ("en-IE",)),
        ("cy-GB+tlh", ("cy-GB", "en-IE")),
        ("tlh+cy-GB", ("en-IE", "cy-GB")),
        ("+", ("en-IE",)),
    ],
)
def test_what_cannot_be_had_of_two_is_the_organisations(asked: str, chosen: tuple[str, ...]) -> None:
    locales, reason = resolve_locales(asked, "en-IE")
    assert locales == chosen
    assert bool(reason) is (asked != "+")


@given(st.text(max_size=24) | st.from_regex(r"[a-z]{2,3}[-_][A-Z]{2}([+@.][a-zA-Z-]{2,8})?", fullmatch=True))
def test_whatever_a_source_says_is_a_locale_or_a_reason(asked: str) -> None:
    locales, reason = resolve_locales(asked, "en-IE")
    assert 1 <= len(locales) <= asked.count("+") + 1
    for locale in locales:
        assert wording_for(locale).tag == locale
    if reason is None:
        asked_for = {part.strip()[:2].casefold() for part in asked.split("+") if part.strip()}
        assert asked_for <= {locale[:2] for locale in locales}


def test_the_pseudo_locale_keeps_placeholders_and_shows_its_ends() -> None:
    said = wording_for("en-XA").gettext("Dear {name},")
    assert "{name}" in said
    assert (said[0], said[-1]) == ("[", "]")
    assert len(said) > len("Dear {name},") * 1.2
    assert said.format(name="Amara") != said


def test_pick_prefers_the_locale_then_its_language_then_the_organisations() -> None:
    texts = {"en": "lift", "en-US": "elevator", "de-AT": "Aufzug"}
    assert resolve_text(texts, "en-US", "en-GB") == ("elevator", True)
    assert resolve_text(texts, "en-GB", "en-GB") == ("lift", True)
    assert resolve_text(texts, "de-DE", "en-GB") == ("Aufzug", True)
    assert resolve_text(texts, "fr-FR", "en-GB") == ("lift", False)
    assert resolve_text({"cy": "lifft"}, "fr-FR", "en-GB") == ("lifft", False)
