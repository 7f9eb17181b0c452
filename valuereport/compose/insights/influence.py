"""What goes with renewal: activities whose users renew more, or less, than others. Told as association."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.names import section_names
from valuereport.model.insight import Influence
from valuereport.model.story_page import Row, Section, Table

_SURE = 0.05  # below it a difference is told from chance, with the number of activities taken into account


def association(context: InsightContext) -> str:
    """Return what a difference between users and others means, and what it does not."""
    return context.words.gettext(
        "This is association, not cause: those who use more may differ in other ways, too. Only a trial can tell."
    )


def influence(context: InsightContext) -> Section | None:
    """Return the activities by how surely their users' renewal differs; None if there are none."""
    found = context.found.influence
    if found is None:
        return None
    words = context.words
    tables = (
        _table(context, words.gettext("Used in the first 30 days, and the first renewal"), found.first_days),
        _table(context, words.gettext("Used in the year that ends 90 days before renewal"), found.year),
    )
    few = [context.activity(each) for each in found.too_few]
    # Translators: a list of activities follows.
    note = (
        words.gettext("Too few users or too few others: {activities}.").format(activities=words.list(few))
        if few
        else ""
    )
    return Section(
        "influence",
        section_names(words)["influence"],
        tuple(filter(None, (association(context), _compared(context), clearest(context)))),
        tables=tuple(table for table in tables if table),
        notes=(note,) if note else (),
    )


def _compared(context: InsightContext) -> str:
    return context.words.gettext(
        "Users and others are compared within groups of the same years of membership and grade (Mantel-Haenszel); "
        "p takes the number of activities into account (Holm)."
    )


def clearest(context: InsightContext) -> str:
    """Return the activity whose users' renewal differs most surely, or that there is none; empty if none is known."""
    words, found = context.words, context.found.influence
    both = (*found.first_days, *found.year) if found else ()
    clear = [each for each in both if each.p_adjusted < _SURE]
    if not both:
        return ""
    if not clear:
        return words.gettext("For no activity can a difference be told from chance.")
    first = max(clear, key=_bound)
    # Translators: {activity} is what members use, {difference} such as "+6.1 points".
    message = words.gettext("The clearest: {activity}. Difference in renewal: {difference}.")
    difference = context.change_in_text(first.difference.value or 0.0, "share")
    return message.format(activity=context.activity(first.activity), difference=difference)


def _bound(found: Influence) -> float:
    """Return how far from zero the bound is that is nearest to it."""
    low, high = found.difference.low or 0.0, found.difference.high or 0.0
    return max(low, -high)


def _table(context: InsightContext, caption: str, found: Sequence[Influence]) -> Table | None:
    if not found:
        return None
    words = context.words
    rows = tuple(
        Row(
            context.activity(each.activity),
            (
                context.lines(each.exposed, "share"),
                context.lines(each.others, "share"),
                context.difference(each.difference),
                context.p(each.p_adjusted),
            ),
        )
        for each in found
    )
    headings = (
        words.gettext("Activity"),
        # Translators: headings of columns: how many of those who used an activity renewed, and of those who did not.
        words.gettext("Renewal of users"),
        words.gettext("Renewal of others"),
        words.gettext("Difference"),
        "p",
    )
    return Table(caption, headings, rows)
