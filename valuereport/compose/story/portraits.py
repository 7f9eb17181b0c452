"""Portraits of typical members, composed from medians, and quotes of members who agreed to it."""

from __future__ import annotations

from valuereport.compose.story.context import StoryContext
from valuereport.compose.story.measures import measure_name
from valuereport.model.statement import Detail
from valuereport.model.story import Unit
from valuereport.model.story_page import Portrait, Quote, Section

_UNITS: dict[str, Unit] = {
    "hours_saved": "hours",
    "cpd_hours": "hours",
    "leads": "leads",
    "ratio_median": "ratio",
    "median_per_fee": "ratio",
    "share_above_fee": "share",
}


def portraits(context: StoryContext) -> Section | None:
    """Return the portraits, each labelled as composed; None if there are none."""
    words = context.words
    found = []
    for portrait in context.stories.portraits:
        # Translators: {group} is a sector, region or grade, or several.
        heading = words.gettext("A typical member: {group}").format(group=context.segment(portrait.segment))
        composed = words.ngettext(
            "Composed from the medians of {n} member; this is nobody in particular.",
            "Composed from the medians of {n} members; this is nobody in particular.",
            portrait.members,
        ).format(n=words.number(portrait.members, 0))
        medians = tuple(
            Detail(measure_name(context.words, measure), context.amount(value, _UNITS.get(measure, "money")))
            for measure, value in sorted(portrait.medians.items(), key=lambda each: context.place(each[0]))
        )
        found.append(Portrait(heading, composed, medians))
    return Section("portraits", words.gettext("Typical members"), portraits=tuple(found)) if found else None


def quotes(context: StoryContext) -> Section | None:
    """Return what members said who agreed to be quoted; None if there are none."""
    words = context.words
    found = tuple(
        # Translators: under a quote; {date} is the day on which the member agreed to be quoted.
        Quote(case.quote, case.name, words.gettext("Permission given: {date}").format(date=words.date(case.given)))
        for case in context.stories.cases
    )
    return Section("quotes", words.gettext("What members say"), quotes=found) if found else None
