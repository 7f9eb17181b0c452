"""The story page of one language, composed from protected figures: every figure stands once.

    figures     the large figure at the top, the cards, the sentences that may be quoted
    pictures    the charts and their texts, the timeline
    tables      the tables: by benefit, by segment, for the fee, the years
    left_out    what is left out to protect members, in a line
    portraits   typical members, and quotes
    you_said    what became of members' suggestions
    method      how the figures were worked out, the assumptions, how privacy is kept

`context` holds what all of them need, `measures` the names of the measures.
"""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.compose.story import pictures, tables
from valuereport.compose.story.context import HIDDEN, StoryContext
from valuereport.compose.story.figures import cards, hero, hero_picture, sentences
from valuereport.compose.story.method import method, privacy
from valuereport.compose.story.portraits import portraits, quotes
from valuereport.compose.story.you_said import you_said
from valuereport.model.story import Stories
from valuereport.model.story_page import Figure, Picture, Section, StoryPage
from valuereport.settings import Settings
from valuereport.wording import wording_for

__all__ = ["compose_story"]

_TREND_CHARTS = ("value", "hours_saved")  # the table has the other trends


def compose_story(stories: Stories, settings: Settings, locale: str) -> StoryPage:
    """Return the story page in a locale such as de-DE. Raises ValueError, babel.UnknownLocaleError for the tag."""
    words = wording_for(locale, settings.catalogues)
    context = StoryContext(stories, organisation_texts_for(settings, words))
    first = hero(context)
    sections = tuple(section for section in _sections(context) if section is not None)
    posts = _present(
        hero_picture(context, first),
        pictures.by_benefit(context),
        *(pictures.by_segment(context, dimension) for dimension in stories.by),
        *(picture for section in sections for picture in section.pictures),
        pictures.timeline(context),
    )
    heading = words.gettext("What our members received in {years}").format(years=context.years)
    return StoryPage(
        locale=words.tag,
        direction=words.direction,
        # Translators: the document's title.
        title=f"{heading} – {stories.organisation}",
        organisation=stories.organisation,
        heading=heading,
        period=words.period(*stories.period),
        hero=first,
        hidden=words.gettext("hidden to protect members") if _has_dash(first, sections) else "",
        # Translators: one word, large and grey across a page that may not be published yet.
        draft=words.gettext("Draft") if stories.draft else "",
        draft_note=words.gettext("This is a draft: nobody has approved the run yet. Please do not publish it.")
        if stories.draft
        else "",
        # Translators: the name of a list of links to the parts of the page.
        contents=words.gettext("On this page"),
        sections=sections,
        # Translators: above a table that is wider than the screen.
        scrolls=words.gettext("Scroll sideways to see the whole table."),
        pictures=posts,
        sentences=sentences(context),
    )


def _has_dash(first: Figure, sections: tuple[Section, ...]) -> bool:
    """Return whether a hidden figure is shown as a dash."""
    rows = (row for section in sections for table in section.tables for row in table.rows)
    return first.figure == HIDDEN or any(HIDDEN in row.cells for row in rows)


def _sections(context: StoryContext) -> Iterator[Section | None]:
    words = context.words
    yield cards(context)
    if benefits := tables.by_benefit(context):
        yield Section("benefits", benefits.caption, tables=(benefits,))
    chart, quartiles = pictures.distribution(context), _quartiles(context)
    if chart or quartiles:
        # Translators: a heading.
        yield Section("distribution", words.gettext("How much members received"), quartiles, pictures=_present(chart))
    yield _segments(context)
    if fee := tables.for_the_fee(context):
        yield Section("fee", fee.caption, tables=(fee,))
    if wins := pictures.policy_wins(context):
        yield Section("wins", words.gettext("Policy wins in force"), events=wins)
    yield _trends(context)
    yield portraits(context)
    yield quotes(context)
    yield you_said(context)
    yield method(context)
    yield privacy(context)


def _segments(context: StoryContext) -> Section | None:
    """Return a table for each dimension, and one for all of them together where one of its rows can be shown."""
    by = context.stories.by
    found = [table for dimension in by if (table := tables.by_segment(context, (dimension,)))]
    if len(by) > 1 and (crossed := tables.by_segment(context, by)) and crossed.rows:
        found.append(crossed)
    # Translators: a heading: figures by sector, region, grade.
    return Section("segments", context.words.gettext("By group"), tables=tuple(found)) if found else None


def _trends(context: StoryContext) -> Section | None:
    trends = context.stories.trends
    if not trends:
        return None
    drawn = {
        trend.measure: pictures.over_the_years(context, trend) for trend in trends if trend.measure in _TREND_CHARTS
    }
    charts = _present(*drawn.values())
    table = tables.over_the_years(context, [trend for trend in trends if not drawn.get(trend.measure)])
    heading = context.words.gettext("Over the years")
    return Section("trends", heading, pictures=charts, tables=(table,) if table else ())


def _quartiles(context: StoryContext) -> tuple[str, ...]:
    """Return a sentence on the quartiles; nothing if one of them is hidden."""
    low, high = context.shown("quartile_low"), context.shown("quartile_high")
    median = context.shown("median_value")
    if not (low and high and median):
        return ()
    message = context.words.gettext("Half of our members received between {low} and {high}; the median is {median}.")
    return (message.format(low=context.figure(low), high=context.figure(high), median=context.figure(median)),)


def _present(*pictures: Picture | None) -> tuple[Picture, ...]:
    return tuple(picture for picture in pictures if picture is not None)
