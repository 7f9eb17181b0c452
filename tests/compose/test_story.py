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
from valuereport.model.story import Portrait, Published, Stories, Trend
from valuereport.model.story_page import Bar, Section, StoryPage, Table
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
    said = page().sentences
    assert said[0] == "Our members saved an estimated 12,400\u00a0hours in 2026."
    assert "In 2026 membership was worth an estimated £420,000 to our members." in said
    assert (page().hero.figure, page().hero.label) == (
        "12,400\u00a0hours",
        "saved by our members in 2026, by our estimate",
    )
    ours = [replace(each, events=(), pictures=()) for each in page().sections]  # titles of policy wins are not ours
    ours = [each for each in ours if each.name != "method"]  # nor are the names of assumptions
    assert not re.search(r"\b(you|your|will|guarantee\w*|up to)\b", " ".join(texts(tuple(ours))), re.IGNORECASE)


def test_every_published_figure_of_everybody_is_on_the_page() -> None:
    found = set(texts(page()))
    whole = " ".join(found)
    for figure in ("12,400\u00a0hours", "£420,000", "£340,000 – £510,000", "310", "£96,000", "£31,000", "215", "74%"):
        assert figure in whole, figure
    assert "3.2\u00a0times" in found
    assert "Half of our members received between £620 and £2,600; the median is £1,400." in found


def test_every_figure_of_everybody_stands_once() -> None:
    """In what is read: pictures for posts and sentences for advertisements repeat figures elsewhere."""
    found = replace(page(), pictures=(), sentences=())
    read = [each for each in found.sections if each.name not in ("portraits", "method", "privacy", "trends")]
    whole = " ".join(texts((found.hero, tuple(replace(each, pictures=()) for each in read))))
    for figure in ("12,400", "9,800", "£420,000", "310", "2,900", "£96,000", "£210,000", "£31,000", "215", "£2,600"):
        assert len(re.findall(rf"(?<![\d,]){re.escape(figure)}(?![\d,])", whole)) == 1, figure
    assert not {text for text in texts(found) if text.startswith(("one-handover", "hour-of-work", "deadweight"))}


def test_a_figure_has_its_range_and_the_page_its_members() -> None:
    assert [(fact.label, fact.value) for fact in page().hero.facts] == [
        ("Low to high estimate", "9,800 – 15,000"),
        ("Members", "240"),
    ]
    benefits = section(page(), "benefits").tables[0]
    assert cells(benefits)["Time saved"] == ("£210,000", "£170,000 – £250,000")
    drawn = {row.label: row.bar for row in benefits.rows}
    assert drawn["Time saved"] == Bar(84.0, 68.0, 100.0)
    assert drawn["Member prices"] == Bar(12.4)
    assert drawn["Total, best estimate"] is None


def test_hidden_groups_and_benefits_leave_tables_and_pictures_and_a_line_counts_them() -> None:
    found = page()
    benefits, (sectors, regions, _) = section(found, "benefits").tables[0], section(found, "segments").tables
    assert "Policy wins" not in cells(benefits)
    assert benefits.note == "1\u00a0benefit left out to protect members"
    assert "Public estate" not in cells(sectors)
    assert (sectors.note, regions.note) == ("1\u00a0sector too small to show", "1\u00a0region too small to show")
    region = next(picture for picture in found.pictures if picture.name == "region")
    assert all(mark.value for mark in region.marks)
    assert region.notes == ("1\u00a0region too small to show",)
    assert region.alternative.endswith("1\u00a0region too small to show")
    assert "Connacht and Ulster" not in " ".join(texts(found))
    assert found.hidden == ""  # no dash, and nothing that explains one
    hidden_otherwise = [replace(cell, rule="secondary") if cell.rule else cell for cell in stories().cells]
    other = section(composed(replace(stories(), cells=tuple(hidden_otherwise))), "segments").tables[0]
    assert other.note == "Groups left out to protect members: 1"


def test_groups_stand_as_readers_look_them_up() -> None:
    regions = list(cells(section(page(), "segments").tables[1]))
    assert regions == sorted(regions, key=lambda name: name.replace("Î", "I"))
    assert regions.index("Île-de-France") == 0


def test_a_benefit_that_nobody_offers_is_not_called_hidden() -> None:
    """Of an organisation without referrals and policy wins nothing is said about them."""
    judgement = SETTINGS.judgement
    offered = tuple(each for each in judgement.taxonomy.activity if each.benefit not in ("leads", "savings"))
    taxonomy = judgement.taxonomy.model_copy(update={"activity": offered})
    without = SETTINGS.model_copy(update={"judgement": judgement.model_copy(update={"taxonomy": taxonomy})})
    zero = ("leads", "lead_value", "savings", "policy_members", "policy_value")
    hidden = tuple(
        replace(cell, members=None, value=None, low=None, high=None, rule="zero") if cell.measure in zero else cell
        for cell in stories().cells
    )
    found = compose_story(replace(stories(), cells=hidden, claims=(), wins=()), without, "en-GB")
    assert list(cells(section(found, "benefits").tables[0])) == [
        *("Time saved", "Professional development", "Total, best estimate"),
    ]
    assert section(found, "benefits").tables[0].note == ""
    assert not re.search("Referral|New business|Member prices|Policy wins|benefit left", " ".join(texts(found)))
    used_by_nobody = composed(replace(stories(), cells=hidden))
    assert section(used_by_nobody, "benefits").tables[0].note == "3\u00a0benefits left out to protect members"


def test_cross_cells_that_are_hidden_are_only_counted() -> None:
    both = section(page(), "segments").tables[-1]
    assert both.caption == "Sector · Region"
    assert set(cells(both)) == {"Housing · Munster", "Housing · Midlands and Wales"}
    assert both.note == "22\u00a0groups too small to show"


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
    assert found == {"estimated": ("Value, Median value and Hours saved",), "counted": ("Member prices",)}
    assert cells(assumptions)["An hour of a member’s time"] == (
        *("£32 (£27 to £37)", "estimated", "Eurostat, hourly labour costs 2024"),
    )
    assert any(name.startswith("Would have happened anyway: Templates") for name in cells(assumptions))


def test_a_scale_of_unequal_parts_is_not_drawn() -> None:
    told = replace(stories(), distribution=((0.0, 500.0, 40), (500.0, 2000.0, 60), (2000.0, None, 20)))
    assert section(composed(told), "distribution").pictures == ()
    (even,) = section(page(), "distribution").pictures
    assert (even.drawing, even.end, even.marks[1].label, len(even.marks)) == ("columns", "3,500", "500", 7)
    assert even.notes == ("5\u00a0members received a value of £3,500 or more.",)


def test_portraits_say_that_they_are_composed() -> None:
    (portrait,) = section(page(), "portraits").portraits
    assert portrait.heading == "A typical member: Housing · Midlands and Wales"
    assert portrait.composed == "Composed from the medians of 40\u00a0members; this is nobody in particular."
    assert [fact.value for fact in portrait.facts] == ["£1,300", "31", "12", "3.1\u00a0times"]


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
    charts = section(page(), "trends").pictures
    drawn = {chart.name: [(mark.label, mark.text) for mark in chart.marks] for chart in charts}
    assert drawn == {
        "trend-value": [("2024", "£350,000"), ("2025", "–"), ("2026", "£420,000")],
        "trend-hours-saved": [("2025", "11,000"), ("2026", "12,400")],
    }
    assert charts[0].notes == ("– means: hidden to protect members.",)
    members = Trend("members", "members", ((date(2025, 1, 1), 230), (date(2026, 1, 1), 240)))
    (table,) = section(composed(replace(stories(), trends=(*stories().trends, members))), "trends").tables
    assert cells(table) == {"2025": ("230",), "2026": ("240",)}


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
    english -= {*texts(section(page(), "quotes"))}
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
