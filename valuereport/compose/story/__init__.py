"""The story page of one language, composed from protected figures.

    figures     the large figure at the top, the sentences that may be quoted, the cards
    pictures    the charts and their texts, the timeline
    tables      the tables: by benefit, by segment, for the fee, the distribution, the years
    portraits   typical members, and quotes
    method      how the figures were worked out, the assumptions, how privacy is kept

`context` holds what all of them need, `measures` the names of the measures.
"""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.compose.story import pictures, tables
from valuereport.compose.story.context import StoryContext
from valuereport.compose.story.figures import cards, hero, hero_picture, sentences
from valuereport.compose.story.method import method, privacy
from valuereport.compose.story.portraits import portraits, quotes
from valuereport.model.story import Stories
from valuereport.model.story_page import Picture, Section, StoryPage
from valuereport.settings import Settings
from valuereport.wording import wording_for

__all__ = ["compose_story"]

_TREND_CHARTS = ("value", "hours_saved")  # the table has all trends


def compose_story(stories: Stories, settings: Settings, locale: str) -> StoryPage:
    """Return the story page in a locale such as de-DE. Raises ValueError, babel.UnknownLocaleError for the tag."""
    words = wording_for(locale, settings.catalogues)
    context = StoryContext(stories, organisation_texts_for(settings, words))
    first = hero(context)
    sections = tuple(section for section in _sections(context) if section is not None)
    every_picture = _present(
        hero_picture(context, first),
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
        hidden=words.gettext("hidden to protect members"),
        # Translators: one word, large and grey across a page that may not be published yet.
        draft=words.gettext("Draft") if stories.draft else "",
        draft_note=words.gettext("This is a draft: nobody has approved the run yet. Please do not publish it.")
        if stories.draft
        else "",
        # Translators: the name of a list of links to the parts of the page.
        contents=words.gettext("On this page"),
        sections=sections,
        pictures=every_picture,
    )


def _sections(context: StoryContext) -> Iterator[Section | None]:
    words, stories = context.words, context.stories
    yield cards(context)
    yield sentences(context)
    yield Section(
        "benefits",
        words.gettext("Value by benefit"),
        pictures=_present(pictures.by_benefit(context)),
        tables=(tables.by_benefit(context),),
    )
    if stories.distribution:
        yield Section(
            "distribution",
            words.gettext("How much members received"),
            _quartiles(context),
            pictures=_present(pictures.distribution(context)),
            tables=(tables.distribution(context),),
        )
    yield _segments(context)
    if fee := tables.for_the_fee(context):
        yield Section("fee", fee.caption, tables=(fee,))
    if wins := pictures.policy_wins(context):
        yield Section("wins", words.gettext("Policy wins in force"), events=wins)
    if stories.trends:
        charts = (pictures.over_the_years(context, trend) for trend in stories.trends if trend.measure in _TREND_CHARTS)
        table = tables.over_the_years(context)
        yield Section("trends", table.caption, pictures=_present(*charts), tables=(table,))
    yield portraits(context)
    yield quotes(context)
    yield method(context)
    yield privacy(context)


def _segments(context: StoryContext) -> Section | None:
    words, by = context.words, context.stories.by
    charts = _present(*(pictures.by_segment(context, dimension) for dimension in by))
    every_table = [tables.by_segment(context, dimension) for dimension in by]
    notes: tuple[str, ...] = ()
    if len(by) > 1:
        table, hidden = tables.by_cross_cell(context, by)
        every_table.append(table)
        if hidden:
            # Translators: under a table; {n} is how many of its rows are left out.
            message = words.gettext("Groups left out to protect members: {n}")
            notes = (message.format(n=words.number(hidden, 0)),)
    shown = tuple(table for table in every_table if table is not None)
    if not shown:
        return None
    # Translators: a heading: figures by sector, region, grade.
    return Section("segments", words.gettext("By group"), pictures=charts, tables=shown, notes=notes)


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
