"""The page of insights in one language: what a director of membership reads in two minutes, and below it all the rest.

    lead         each outcome, its change and why, in sentences
    priorities   what to do about each feature, and why
    tree         the driver tree, drawn and as tables
    influence    what goes with renewal
    cohorts      the heat map, the years, survival
    first_value  days to the first use
    kano         what members expect: better against worse, drawn and as tables, and what has drifted
    satisfaction would they recommend us, are they satisfied, do they use what is new
    waves        what staff expected beside what members say; who answered, and how well
    flywheel     from joining to recommending: conversion, referrals, costs, leaving, contribution
    advocates    members who speak for us, counted
    health       the score and its formula
    upkeep       alerts, details to verify, words that no activity matches
    method       what "active" means, what is withheld and why, how the figures were made

`context` holds what all of them need, `names` and `listening_names` the words for codes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from valuereport.compose.insights.advocates import advocates
from valuereport.compose.insights.cohorts import cohorts
from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.first_value import first_value
from valuereport.compose.insights.flywheel import flywheel
from valuereport.compose.insights.health import health
from valuereport.compose.insights.influence import influence
from valuereport.compose.insights.kano import kano
from valuereport.compose.insights.lead import figures, lead
from valuereport.compose.insights.method import active, method, withheld
from valuereport.compose.insights.priorities import priorities
from valuereport.compose.insights.satisfaction import satisfaction
from valuereport.compose.insights.tree import tree
from valuereport.compose.insights.upkeep import alerts, decay, lost_words
from valuereport.compose.insights.waves import staff, waves
from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.model.insight import Label
from valuereport.model.insight_page import InsightPage
from valuereport.model.insights import Insights
from valuereport.settings import Settings
from valuereport.wording import wording_for

__all__ = ["compose_insights", "label_words"]

_SECTIONS = (
    *(priorities, tree, influence, cohorts, first_value, kano, satisfaction, staff, waves, flywheel, advocates),
    *(health, alerts, decay, active, lost_words, withheld, method),
)
"""In the order in which a director reads: what to do comes first."""


def compose_insights(found: Insights, settings: Settings, locale: str) -> InsightPage:
    """Return the page in a locale such as de-DE. Raises ValueError, babel.UnknownLocaleError for the tag."""
    words = wording_for(locale, settings.catalogues)
    context = InsightContext(found, organisation_texts_for(settings, words))
    years = words.years(found.start, found.end - timedelta(days=1))
    # Translators: the title of a report for the leadership of a membership organisation; {years} such as 2025/26.
    heading = words.gettext("Membership insights {years}").format(years=years)
    return InsightPage(
        locale=words.tag,
        direction=words.direction,
        # Translators: the document's title.
        title=f"{heading} – {found.organisation}",
        organisation=found.organisation,
        heading=heading,
        period=words.period(found.start, found.end),
        # Translators: the day on which the figures were true.
        as_at=words.gettext("As at {date}").format(date=words.date(found.as_at)),
        lead=lead(context),
        figures=figures(context),
        details=context.not_all(),
        unknown=words.gettext("not recorded"),
        contents=words.gettext("On this page"),
        sections=tuple(section for part in _SECTIONS if (section := part(context))),
        scrolls=words.gettext("Scroll sideways to see the whole table."),
    )


def label_words(found: Insights, settings: Settings, locale: str) -> Callable[[Label], str]:
    """Return a function that says what a node is called, in a locale."""
    return InsightContext(found, organisation_texts_for(settings, wording_for(locale, settings.catalogues))).label
