"""Composed portraits, and members who agreed to be quoted."""

from __future__ import annotations

from valuereport.compose.story.measures import name
from valuereport.compose.story.teller import Teller
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


def portraits(teller: Teller) -> Section | None:
    """Return the composed cases, each labelled as composed; None where there are none."""
    words = teller.words
    found = []
    for each in teller.stories.portraits:
        # Translators: {group} is a sector, region or grade, or several.
        heading = words.gettext("A typical member: {group}").format(group=teller.segment(each.segment))
        composed = words.ngettext(
            "Composed from the medians of {n} member; this is nobody in particular.",
            "Composed from the medians of {n} members; this is nobody in particular.",
            each.members,
        ).format(n=words.number(each.members, 0))
        medians = tuple(
            Detail(name(teller, measure), teller.amount(value, _UNITS.get(measure, "money")))
            for measure, value in each.medians.items()
        )
        found.append(Portrait(heading, composed, medians))
    return Section("portraits", words.gettext("Typical members"), portraits=tuple(found)) if found else None


def quotes(teller: Teller) -> Section | None:
    """Return what members said who agreed to be quoted; None where nobody did."""
    words = teller.words
    found = tuple(
        # Translators: under a quote; {date} is the day on which the member agreed to be quoted.
        Quote(case.quote, case.name, words.gettext("Permission given: {date}").format(date=words.date(case.given)))
        for case in teller.stories.cases
    )
    return Section("quotes", words.gettext("What members say"), quotes=found) if found else None
