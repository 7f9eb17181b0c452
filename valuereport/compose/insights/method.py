"""The one meaning of "active", what is withheld and why, and how the figures were made."""

from __future__ import annotations

from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.flywheel import parts_withheld
from valuereport.compose.insights.names import reason, section_names
from valuereport.compose.insights.tree import origins
from valuereport.model.story_page import Row, Section, Table


def active(context: InsightContext) -> Section:
    """Return what "active" means on the whole page."""
    words, meaning = context.words, context.found.active
    # Translators: what "active" means; {times} is "once" or "3 times", {days} such as "365 days".
    counted = words.gettext("Active means: {times} or more. Period: {days}.").format(
        times=words.times(meaning.uses), days=context.days(meaning.days)
    )
    # Translators: which activities count.
    message = words.gettext("Activities that count: {activities}.")
    which = message.format(activities=words.list([context.activity(each) for each in meaning.activities]))
    told = words.sentences([counted, *([which] if meaning.activities else [])])
    return Section("active", words.gettext("What “active” means"), (told,))


def withheld(context: InsightContext) -> Section | None:
    """Return what cannot be said, why, and what would help; None if everything can."""
    words, names = context.words, section_names(context.words)
    found = [(names.get(section, section), why) for section, why in context.found.withheld.items()]
    found += parts_withheld(context)
    found += [(context.label(node.label), node.withheld) for node in context.nodes.values() if node.withheld]
    if not found:
        return None
    rows = tuple(Row(name, (reason(words, why),)) for name, why in found)
    name = words.gettext("What this page cannot say yet")
    headings = (words.gettext("What"), words.gettext("Why, and what would help"))
    return Section("withheld", name, tables=(Table(name, headings, rows, texts=1),))


def method(context: InsightContext) -> Section:
    """Return how the figures were worked out."""
    words, found = context.words, context.found
    terms = words.gettext(
        "A membership counts as renewed or not when its days of grace are over. One that is not due yet counts as "
        "neither."
    )
    windows = words.gettext(
        "Now means the period, as far as it is known; before means the same days a year earlier, as known then."
    )
    verdicts = words.gettext(
        "A target is met or missed where the whole interval is on one side of it. Close: the target is within the "
        "interval, and the interval is narrow. Else there are too few to say."
    )
    parts = words.gettext(
        "A change is divided among what drives it so that the parts add up (Shapley). The mix is which groups the "
        "members belong to, the rate is how each group renews."
    )
    tests = words.gettext(
        "Intervals hold in 95 of 100 cases (Wilson for shares, Kaplan-Meier for lines). n is how many members or "
        "memberships a figure stands on."
    )
    small = words.ngettext(
        "Groups of fewer than {n} member are shown together.",
        "Groups of fewer than {n} members are shown together.",
        found.smallest,
    ).format(n=words.number(found.smallest, 0))
    # Translators: {run} is the name of the run whose records were used.
    source = words.gettext("Source: the records of the run {run}.").format(run=found.run)
    # Translators: a heading.
    name = words.gettext("How these figures were made")
    tables = tuple(filter(None, (origins(context),)))
    return Section(
        "method", name, (windows, terms, verdicts, parts, tests, words.sentences([small, source])), tables=tables
    )
