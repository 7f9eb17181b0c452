"""How satisfied members are: would they recommend us, are they satisfied with each feature, do they use what is new."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.insights.context import UNKNOWN, InsightContext
from valuereport.compose.insights.hints import hints_table
from valuereport.compose.insights.kano import feature_heading, satisfied_heading
from valuereport.compose.insights.listening_names import wave_name
from valuereport.compose.insights.names import reason
from valuereport.model.listening import Adoption, NetPromoter, Satisfaction, Surveys
from valuereport.model.story_page import Figure, Row, Section, Table
from valuereport.wording import NO_BREAK


def satisfaction(context: InsightContext) -> Section | None:
    """Return what members say of us and of features; None where nobody asked them."""
    found = context.found.surveys
    if found is None:
        return None
    newest = newest_promoters(context)
    tables = (
        _features(context, found),
        _promoters(context, found),
        _adoption(context, found.adoption),
        hints_table(context, found),
    )
    tables_there = tuple(table for table in tables if table and table.rows)
    if not newest and not tables_there:
        return None
    figures = (
        (
            Figure(
                context.shown(newest.figure, "points"), promoter_name(context), context.facts(newest.figure, "points")
            ),
        )
        if newest
        else ()
    )
    # Translators: a heading.
    return Section(
        "satisfaction", context.words.gettext("How satisfied members are"), figures=figures, tables=tables_there
    )


def promoter_name(context: InsightContext) -> str:
    """Return what the score is called that says how many would recommend us."""
    # Translators: a score from -100 to 100: the per cent who would recommend us, less those who would not.
    return context.words.gettext("Net promoter score")


def newest_promoters(context: InsightContext) -> NetPromoter | None:
    """Return the score of all members in the newest wave; None where they were not asked."""
    found = context.found.surveys
    every = [each for each in found.promoters if each.kind == "members" and not each.by] if found else []
    return every[-1] if every else None


def _promoters(context: InsightContext, found: Surveys) -> Table | None:
    """Return the score of each wave, and of the segments of the newest one."""
    words, newest = context.words, newest_promoters(context)
    if newest is None:
        return None
    whole = [each for each in found.promoters if each.kind == "members" and not each.by]
    parts = [
        each
        for each in found.promoters
        if each.by and (each.survey, each.wave, each.kind) == (newest.survey, newest.wave, newest.kind)
    ]
    rows = tuple(Row(_whose(context, each), _score(context, each)) for each in (*whole, *parts))
    headings = (
        words.gettext("Members"),
        promoter_name(context),
        words.gettext("Change"),
        # Translators: headings of columns with numbers of members: who would recommend us (9 or 10 of 10), who answered
        # 7 or 8, who would not (0 to 6).
        words.gettext("Promoters"),
        words.gettext("Passives"),
        words.gettext("Detractors"),
    )
    return Table(promoter_name(context), headings, rows)


def _whose(context: InsightContext, each: NetPromoter) -> str:
    if each.by:
        return context.words.labelled(context.field(each.by), context.group(each.by, each.group))
    return wave_name(context, each.survey, each.wave, each.kind)


def _score(context: InsightContext, each: NetPromoter) -> tuple[str, ...]:
    change = UNKNOWN if each.change is None else context.change_lines(each.change, "points")
    numbers = (each.promoters, each.passives, each.detractors)
    return (context.aimed(each.figure, "points"), change, *(context.words.number(number, 0) for number in numbers))


def _features(context: InsightContext, found: Surveys) -> Table:
    """Return how satisfied members are with each feature, in the newest wave that asked."""
    words = context.words
    newest: dict[str, Satisfaction] = {
        each.feature: each for each in found.satisfaction if each.kind == "members" and not each.by
    }
    rows = tuple(
        Row(
            context.feature(each.feature),
            (
                context.aimed(each.figure, "share"),
                context.lines(each.previous, "share"),
                _mean(context, each),
            ),
        )
        for each in newest.values()
    )
    headings = (
        feature_heading(context),
        satisfied_heading(context),
        words.gettext("Before"),
        # Translators: the mean of answers on a scale.
        words.gettext("Mean"),
    )
    waves = dict.fromkeys(wave_name(context, each.survey, each.wave) for each in newest.values())
    return Table(f"{satisfied_heading(context)} · {words.list([*waves])}", headings, rows)


def _mean(context: InsightContext, each: Satisfaction) -> str:
    if each.mean is None:
        return UNKNOWN
    words = context.words
    # Translators: the mean of answers on a scale, such as "4.2 of 5".
    message = words.gettext("{mean} of {points}").replace(" ", NO_BREAK)
    return message.format(mean=words.number(each.mean, 2), points=words.number(each.points, 0))


def _adoption(context: InsightContext, found: Sequence[Adoption]) -> Table:
    """Return who of the members at its launch has used a feature since."""
    words = context.words
    rows = tuple(
        Row(
            context.feature(each.feature),
            (
                words.short_date(each.launched),
                reason(words, each.withheld) if each.withheld else context.aimed(each.figure, "share"),
                context.lines(each.uses_per_adopter, "times"),
                context.aimed(each.positive, "share"),
            ),
        )
        for each in found
    )
    headings = (
        feature_heading(context),
        # Translators: headings of columns: when a thing was begun; the share of members who used it; how often each
        # of them did; the share of ratings that are good.
        words.gettext("Begun"),
        words.gettext("Used by"),
        words.gettext("Uses per user"),
        words.gettext("Rated well"),
    )
    days = found[0].days if found else 0
    # Translators: under a table; {days} is such as "182 days".
    message = words.gettext(
        "Of those who were members when it began, within {days}; who has left since has not used it."
    )
    # Translators: the title of a table: of things that members are offered since a short time.
    return Table(
        words.gettext("Use of what is new"), headings, rows, texts=1, note=message.format(days=context.days(days))
    )
