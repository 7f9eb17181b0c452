"""How soon new members use something for the first time, what that is, and how those who do renew."""

from __future__ import annotations

from valuereport.compose.insights.cohorts import steps
from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.influence import association
from valuereport.compose.insights.names import section_names
from valuereport.model.insight import FirstValue
from valuereport.model.story_page import Figure, Mark, Picture, Row, Section, Table

_LABELLED = (0, 14, 30, 60, 90, 180, 365)  # days


def first_value(context: InsightContext) -> Section | None:
    """Return the days from the first payment to the first use; None if not known."""
    found = context.found.first_value
    if found is None:
        return None
    words = context.words
    figures = (
        # Translators: the median: half of the new members had used something by then.
        Figure(
            context.shown(found.median, "days"),
            words.gettext("Median, from the first payment to the first use"),
            context.facts(found.median, "days"),
        ),
        *(
            Figure(
                context.shown(figure, "share"),
                _by_day(context, day),
                context.facts(figure, "share"),
            )
            for day, figure in ((14, found.by_day_14), (30, found.by_day_30))
        ),
        # Translators: under a number.
        Figure(words.number(found.waiting, 0), words.gettext("had no use so far"), ()),
    )
    curve = _curve(context, found)
    tables = (_renewal(context, found), _activities(context, found))
    return Section(
        "first-value",
        section_names(words)["first_value"],
        () if context.found.influence else (association(context),),
        figures=figures,
        pictures=(curve,) if curve else (),
        tables=tuple(table for table in tables if table),
    )


def soonest(context: InsightContext) -> str:
    """Return the median of days to the first use, and the share of the first fortnight; empty if not known."""
    found = context.found.first_value
    if found is None:
        return ""
    words = context.words
    median = words.labelled(section_names(words)["first_value"], context.shown(found.median, "days"))
    fortnight = words.labelled(_by_day(context, 14), context.shown(found.by_day_14, "share"))
    return " · ".join(filter(None, (median, fortnight, *context.judged(found.by_day_14, "share").splitlines())))


def _by_day(context: InsightContext, day: int) -> str:
    # Translators: beside a percentage; {day} is a number.
    return context.words.gettext("had a first use by day {day}").format(day=context.words.number(day, 0))


def _curve(context: InsightContext, found: FirstValue) -> Picture | None:
    if not found.curve:
        return None
    words = context.words
    last = found.curve[-1][0]
    shown = dict(found.curve)
    for day in (each for each in _LABELLED if each <= last):  # the days that are named have a mark of their own
        shown.setdefault(day, next((share for at, share in reversed(found.curve) if at <= day), 1.0))
    marks = tuple(
        Mark(words.number(day, 0) if day in _LABELLED else "", words.percent(share), share, at=float(day))
        for day, share in sorted(shown.items())
    )
    title = words.gettext("New members without any use, by days since the first payment")
    return steps(context, "first-use", title, marks, context.days)


def _renewal(context: InsightContext, found: FirstValue) -> Table:
    words = context.words
    rows = (
        Row(words.gettext("Renewal of users"), (context.lines(found.renewal_with, "share"),)),
        Row(words.gettext("Renewal of others"), (context.lines(found.renewal_without, "share"),)),
        Row(words.gettext("Difference"), (context.difference(found.difference),)),
    )
    headings = (words.gettext("First renewal"), words.gettext("Share"))
    return Table(words.gettext("Used something in the first 30 days, or not"), headings, rows)


def _activities(context: InsightContext, found: FirstValue) -> Table | None:
    if not found.activities:
        return None
    words = context.words
    rows = tuple(
        Row(context.activity(each.activity), (context.lines(each.figure, "share"),)) for each in found.activities
    )
    headings = (words.gettext("Activity"), words.gettext("Share"))
    return Table(words.gettext("What is used first"), headings, rows)
