"""Protected figures -> the story page of one language: what may be said of them, and how."""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.compose.story import pictures, tables
from valuereport.compose.story.figures import cards, hero, hero_picture, sentences
from valuereport.compose.story.method import method, privacy
from valuereport.compose.story.people import portraits, quotes
from valuereport.compose.story.teller import Teller
from valuereport.model.story import Stories
from valuereport.model.story_page import Picture, Section, StoryPage
from valuereport.settings import Settings
from valuereport.wording import wording_for

__all__ = ["compose_story"]

_DRAWN = ("value", "hours_saved")  # of the trends; all of them stand in a table


def compose_story(stories: Stories, settings: Settings, locale: str) -> StoryPage:
    """Return the story page in a locale such as de-DE. Raises ValueError, babel.UnknownLocaleError for the tag."""
    words = wording_for(locale, settings.catalogues)
    teller = Teller(stories, settings, words)
    first = hero(teller)
    sections = tuple(section for section in _sections(teller) if section is not None)
    drawn = [hero_picture(teller, first), *(each for section in sections for each in section.pictures)]
    drawn.append(pictures.timeline(teller))
    heading = words.gettext("What our members received in {years}").format(years=teller.years)
    return StoryPage(
        locale=words.tag,
        direction=words.direction,
        # Translators: the document's title.
        title=f"{heading} – {stories.organisation}",
        organisation=stories.organisation,
        heading=heading,
        period=words.period(*stories.period),
        hero=first,
        hidden=words.gettext("hidden to protect members"),
        # Translators: one word, large and grey across a page that may not be published yet.
        draft=words.gettext("Draft") if stories.draft else "",
        draft_note=words.gettext("This is a draft: nobody has approved the run yet. Please do not publish it.")
        if stories.draft
        else "",
        # Translators: the name of a list of links to the parts of the page.
        contents=words.gettext("On this page"),
        sections=sections,
        pictures=tuple(picture for picture in drawn if picture is not None),
    )


def _sections(teller: Teller) -> Iterator[Section | None]:
    words, stories = teller.words, teller.stories
    yield cards(teller)
    yield sentences(teller)
    yield Section(
        "benefits",
        words.gettext("Value by benefit"),
        pictures=_there(pictures.by_benefit(teller)),
        tables=(tables.by_benefit(teller),),
    )
    if stories.distribution:
        yield Section(
            "distribution",
            words.gettext("How much members received"),
            (_spread(teller),) if _spread(teller) else (),
            pictures=_there(pictures.distribution(teller)),
            tables=(tables.distribution(teller),),
        )
    yield _segments(teller)
    if found := tables.for_the_fee(teller):
        yield Section("fee", found.caption, tables=(found,))
    if wins := pictures.events(teller):
        yield Section("wins", words.gettext("Policy wins in force"), events=wins)
    if stories.trends:
        drawn = (pictures.over_the_years(teller, trend) for trend in stories.trends if trend.measure in _DRAWN)
        table = tables.over_the_years(teller)
        yield Section("trends", table.caption, pictures=_there(*drawn), tables=(table,))
    yield portraits(teller)
    yield quotes(teller)
    yield method(teller)
    yield privacy(teller)


def _segments(teller: Teller) -> Section | None:
    words, by = teller.words, teller.stories.by
    drawn = _there(*(pictures.by_segment(teller, dimension) for dimension in by))
    found = [tables.by_segment(teller, dimension) for dimension in by]
    notes: tuple[str, ...] = ()
    if len(by) > 1:
        table, hidden = tables.by_cell(teller, by)
        found.append(table)
        if hidden:
            # Translators: under a table; {n} is how many of its rows are left out.
            message = words.gettext("Groups left out to protect members: {n}")
            notes = (message.format(n=words.number(hidden, 0)),)
    shown = tuple(table for table in found if table is not None)
    if not shown:
        return None
    # Translators: a heading: figures by sector, region, grade.
    return Section("segments", words.gettext("By group"), pictures=drawn, tables=shown, notes=notes)


def _spread(teller: Teller) -> str:
    """Return the quartiles in a sentence, empty where one of them is hidden."""
    low, high = teller.shown("quartile_low"), teller.shown("quartile_high")
    median = teller.shown("median_value")
    if not (low and high and median):
        return ""
    message = teller.words.gettext("Half of our members received between {low} and {high}; the median is {median}.")
    return message.format(low=teller.figure(low), high=teller.figure(high), median=teller.figure(median))


def _there(*found: Picture | None) -> tuple[Picture, ...]:
    return tuple(picture for picture in found if picture is not None)
