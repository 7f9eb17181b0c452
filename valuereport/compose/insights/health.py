"""The health score: its formula, how members of each band in fact renewed, its months, and whom it leaves out."""

from __future__ import annotations

from datetime import date

from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.names import section_names
from valuereport.model.insight import Health, HealthPart
from valuereport.model.story_page import Mark, Picture, Row, Section, Table


def health(context: InsightContext) -> Section | None:
    """Return the score with its formula; None if nobody is scored."""
    found = context.found.health
    if found is None:
        return None
    words = context.words
    return Section(
        "health",
        section_names(words)["health"],
        (
            words.gettext("A score from 0 to 100 for each member. Anybody can work it out again from the table."),
            *_left_out(context, found),
            # Translators: members are ranked by their score and divided into five equal parts.
            words.gettext(
                "If one weight is changed by a quarter, up or down, {share} of the members stay in the same fifth."
            ).format(share=words.percent(found.stable)),
        ),
        pictures=tuple(filter(None, (_months(context, found),))),
        tables=(_bands(context, found), _parts(context, found)),
    )


def _parts(context: InsightContext, found: Health) -> Table:
    """Return the parts of the score: how many points at most, and how they are worked out."""
    words, year = context.words, context.days(365)
    names = {
        # Translators: the parts of a score: how short ago a member last used something; how many kinds of things; ...
        "recency": words.gettext("recency"),
        "breadth": words.gettext("breadth"),
        # Translators: how often a member uses things.
        "depth": words.gettext("depth"),
        # Translators: what a member gives to other members: talks, committees, answers.
        "contribution": words.gettext("contribution"),
        # Translators: how close a member is to the organisation.
        "relationship": words.gettext("relationship"),
    }
    # Translators: how the points of each part of a score are worked out; "all" are all points of that part.
    recency = words.gettext(
        "All for a use on the last day, half of them {days} later, and so on; none without any use."
    )
    breadth = words.gettext("In proportion to the different activities within {days}; all from {n} on.")
    # Translators: ln is the natural logarithm.
    depth = words.gettext("ln(1 + uses within {days}) ÷ ln({n}) of them, all at most.")
    contribution = words.gettext("In proportion to what the member gave to others within {days}; all from {n} on.")
    relationship = words.gettext("In proportion to the years of membership; all from {n} on.")
    ways = {
        "recency": recency,
        "breadth": breadth,
        "depth": depth,
        "contribution": contribution,
        "relationship": relationship,
    }

    def way(part: HealthPart) -> str:
        days = context.days(part.scale) if part.name == "recency" else year
        return ways[part.name].format(days=days, n=words.number(part.scale + (part.name == "depth"), 0))

    rows = tuple(Row(names[part.name], (way(part), words.number(part.weight))) for part in found.parts)
    # Translators: headings of a table: how the points of a part are worked out, and how many there are at most.
    headings = (words.gettext("Score"), words.gettext("How its points are worked out"), words.gettext("At most"))
    return Table(_how(context), headings, rows, texts=1)


def _how(context: InsightContext) -> str:
    # Translators: the title of a table with the parts of a score, which add up to it.
    return context.words.gettext("The score is the sum of these points")


def _left_out(context: InsightContext, found: Health) -> tuple[str, ...]:
    words = context.words
    # Translators: {n} is a number.
    zeros = words.gettext("Members who have not used anything: {n}.").format(n=words.number(found.zeros, 0))
    ties = words.gettext("Members whose score others have, too: {n}.").format(n=words.number(found.ties, 0))
    message = words.gettext("Members who do not want to be scored, and are left out: {n}.")
    opted_out = message.format(n=words.number(found.opted_out, 0))
    return (words.sentences([zeros, ties, opted_out]),)


def _bands(context: InsightContext, found: Health) -> Table:
    words = context.words
    rows = tuple(
        Row(f"{band.low}–{band.high}", (words.number(band.members, 0), context.lines(band.renewal, "share")))
        for band in found.bands
    )
    # Translators: a heading: of members who had such a score 90 days before they had to renew, how many renewed.
    score = words.gettext("Score")
    headings = (score, words.gettext("Members"), words.gettext("Renewed, with such a score 90 days before"))
    return Table(score, headings, rows)


def _months(context: InsightContext, found: Health) -> Picture | None:
    if not found.months:
        return None
    words = context.words
    days = [(date.fromisoformat(f"{month}-01"), score) for month, score in found.months]
    marks = tuple(Mark(words.short_months(day, _next(day))[0], words.number(score), score) for day, score in days)
    title = words.gettext("The median score by month")
    # Translators: begins the description of a chart for people who do not see it.
    told = [words.gettext("Bar chart: {title}.").format(title=title)]
    # Translators: part of a chart's description; {month} is a month with its year.
    message = words.gettext("In {month} the figure was {value}.")
    told += [message.format(month=words.month(day), value=words.number(score)) for day, score in days]
    return Picture("months", "columns", title, marks, "", words.sentences(told))


def _next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
