"""What a story page says: protected figures in words that an advertisement may use, and nothing of what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets import LOCALES, Desk
from tests.story_pages import everything_hidden, page, stories
from valuereport.compose.story import compose_story
from valuereport.model.story import Portrait, Published, Stories
from valuereport.model.story_page import Section, StoryPage, Table
from valuereport.wording import wording_for

SETTINGS = Desk().settings


def composed(told: Stories, locale: str = "en-GB") -> StoryPage:
    return compose_story(told, SETTINGS, locale)


def texts(part: Any) -> Iterator[str]:
    """Yield every text of a page."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts(getattr(part, field.name))


def section(found: StoryPage, name: str) -> Section:
    return next(each for each in found.sections if each.name == name)


def cells(table: Table) -> dict[str, tuple[str, ...]]:
    return {row.label: row.cells for row in table.rows}


def test_sentences_are_of_the_past_and_estimated() -> None:
    said = section(page(), "sentences").sentences
    assert said[0] == page().hero.label == "Our members saved an estimated 12,400\u00a0hours in 2026."
    assert "In 2026 membership was worth an estimated £420,000 to our members." in said
    ours = [replace(each, events=(), pictures=()) for each in page().sections]  # titles of policy wins are not ours
    assert not re.search(r"\b(you|your|will|guarantee\w*|up to)\b", " ".join(texts(tuple(ours))), re.IGNORECASE)


def test_every_published_figure_of_everybody_is_on_the_page() -> None:
    found = set(texts(page()))
    whole = " ".join(found)
    for figure in ("12,400\u00a0hours", "£420,000", "£340,000 – £510,000", "310", "£96,000", "£31,000", "215", "74%"):
        assert figure in whole, figure
    assert "3.2\u00a0×" in found
    assert "Half of our members received between £620 and £2,600; the median is £1,400." in found


def test_a_figure_has_its_range_and_its_members() -> None:
    card = section(page(), "received").figures[0]
    assert (card.figure, card.label) == ("12,400", "Hours saved")
    assert [(fact.label, fact.value) for fact in card.facts] == [
        ("Low to high estimate", "9,800 – 15,000"),
        ("Members", "240"),
        ("Estimated value", "£210,000 (£170,000 to £250,000)"),
    ]


def test_hidden_figures_are_dashes() -> None:
    found = page()
    assert cells(section(found, "benefits").tables[0])["Policy wins"] == ("–", "–", "–")
    assert cells(section(found, "segments").tables[0])["Public estate"] == ("–",) * 4
    region = next(picture for picture in found.pictures if picture.name == "region")
    assert (region.marks[-1].label, region.marks[-1].value, region.marks[-1].text) == ("Connacht and Ulster", None, "–")
    assert "Connacht and Ulster: hidden to protect members." in region.alternative
    assert region.source.endswith("– means: hidden to protect members.")


def test_cross_cells_that_are_hidden_are_only_counted() -> None:
    groups = section(page(), "segments")
    both = groups.tables[-1]
    assert both.caption == "Sector · Region"
    assert set(cells(both)) == {"Housing · Munster", "Housing · Midlands and Wales"}
    assert groups.notes == ("Groups left out to protect members: 22",)


def test_a_page_of_hidden_figures_says_none() -> None:
    found = composed(everything_hidden())
    assert found.hero.label == "hidden to protect members"
    assert found.pictures == ()
    about = [each for each in found.sections if each.name not in ("method", "privacy")]
    figures = [text for each in about for text in texts(each.figures) if re.search(r"\d", text)]
    figures += [
        text for each in about for table in each.tables for row in table.rows for text in row.cells if text != "–"
    ]
    assert figures == []


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(range(40)), unique=True))
def test_what_is_hidden_changes_no_other_figure(places: list[int]) -> None:
    """Hiding cells turns figures into dashes; it brings no new figure onto the page."""
    full = stories()
    hidden = tuple(
        replace(cell, members=None, value=None, low=None, high=None, rule="secondary") if place in places else cell
        for place, cell in enumerate(full.cells)
    )
    before = {figure for text in texts(composed(full)) for figure in re.findall(r"£[\d,.]+", text)}
    after = {
        figure for text in texts(composed(replace(full, cells=hidden))) for figure in re.findall(r"£[\d,.]+", text)
    }
    assert after <= before


def test_claims_say_on_what_each_figure_rests() -> None:
    claims, assumptions = section(page(), "method").tables
    found = cells(claims)
    assert found["Value and Median value"] == (
        *(page().period, "estimated", "hour-of-work, deadweight-templates", "240"),
    )
    assert found["Member prices"][1:3] == ("recorded", "counted")
    assert cells(assumptions)["hour-of-work"] == (
        *("£32 (£27 to £37)", "estimated", "Eurostat, hourly labour costs 2024"),
    )


def test_a_scale_of_unequal_parts_is_not_drawn_as_one() -> None:
    told = replace(stories(), distribution=((0.0, 500.0, 40), (500.0, 2000.0, 60), (2000.0, None, 20)))
    (picture,) = section(composed(told), "distribution").pictures
    assert (picture.drawing, picture.end) == ("bars", "")
    assert [(mark.label, mark.text) for mark in picture.marks][-1] == ("£2,000 or more", "20")
    (even,) = section(page(), "distribution").pictures
    assert (even.drawing, even.end, even.marks[1].label) == ("columns", "+", "500")


def test_portraits_say_that_they_are_composed() -> None:
    (portrait,) = section(page(), "portraits").portraits
    assert portrait.heading == "A typical member: Housing · Midlands and Wales"
    assert portrait.composed == "Composed from the medians of 40\u00a0members; this is nobody in particular."
    assert [fact.value for fact in portrait.facts] == ["£1,300", "31", "12", "3.1\u00a0×"]


def test_quotes_stand_as_they_were_given() -> None:
    (quote,) = section(page(), "quotes").quotes
    assert quote.text == "The helpline answered in an hour, & my client <stayed>."
    assert (quote.name, quote.permission) == ("Maëlle Le Goff", "Permission given: 2\u00a0March 2026")
    assert "IBA-1001" not in " ".join(texts(page()))


def test_without_consent_there_is_no_trace() -> None:
    found = " ".join(texts(composed(replace(stories(), cases=()))))
    assert "Le Goff" not in found
    assert "helpline" not in found


def test_words_of_the_source_become_words_for_readers() -> None:
    told = replace(
        stories(),
        by=("kind", "sector"),
        portraits=(Portrait((("kind", "organisation"), ("sector", "")), 15, {"value": 900.0}),),
        cells=(*stories().cells, Published("value", (("sector", ""),), 20, 9000, None, None, "money", "")),
    )
    found = composed(told, "de-DE")
    assert section(found, "portraits").portraits[0].heading == "Ein typisches Mitglied: Organisationen · nicht erfasst"
    labels = {row.label for table in section(found, "segments").tables for row in table.rows}
    assert {"Wohnungswirtschaft", "Gesundheitswesen", "nicht erfasst"} <= labels


def test_a_draft_says_so() -> None:
    assert (page().draft, page().draft_note) == ("", "")
    assert page(draft=True).draft == "Draft"
    assert "Please do not publish it." in page(draft=True).draft_note


def test_years_of_a_period_that_is_no_calendar_year() -> None:
    told = replace(stories(), period=(date(2025, 7, 1), date(2026, 7, 1)))
    assert composed(told).heading == "What our members received in 2025/26"


def test_trends_name_their_years_and_leave_unknown_ones_empty() -> None:
    table = section(page(), "trends").tables[0]
    assert cells(table) == {"2024": ("£350,000", ""), "2025": ("–", "11,000"), "2026": ("£420,000", "12,400")}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_says_everything(locale: str) -> None:
    words = wording_for(locale, SETTINGS.catalogues)
    noted: list[str] = getattr(words.translations, "missing", [])
    noted.clear()
    found = page(locale)
    assert noted == []
    assert found.locale == locale
    assert not any("{" in text or "}" in text for text in texts(found))
    english = {text for text in texts(page()) if len(text) > 30} - {page().organisation}
    english -= {*texts(section(page(), "quotes")), "hour-of-work, deadweight-templates"}
    if not locale.startswith("en"):
        assert not english & set(texts(found))


@given(st.integers(0, 10**9), st.sampled_from(["GBP", "EUR", "JPY", "USD", "BHD"]), st.sampled_from(LOCALES))
def test_round_money_has_no_minor_unit(amount: int, currency: str, locale: str) -> None:
    words = wording_for(locale)
    said = words.round_money(float(amount), currency)
    digits = "".join(str(int(each)) for each in said if each.isdigit())
    assert Decimal(digits) == amount
    assert said.replace("\u200e", "").replace("\u200f", "").strip() == said.replace("\u200e", "").replace("\u200f", "")


@given(st.sampled_from(["GBP", "EUR", "BHD"]), st.sampled_from(LOCALES))
def test_money_with_a_part_keeps_it(currency: str, locale: str) -> None:
    words = wording_for(locale)
    assert words.round_money(3.25, currency) == words.money(3.25, currency)
