"""Members who speak for the organisation, counted by tier. Who they are stands in the lists for staff."""

from __future__ import annotations

from valuereport.compose.insights.context import UNKNOWN, InsightContext
from valuereport.compose.insights.listening_names import ask_names, tier_names
from valuereport.compose.insights.names import section_names
from valuereport.compose.insights.upkeep import names_in_lists
from valuereport.model.insight import Figure
from valuereport.model.story_page import Bar, Row, Section, Table


def advocates(context: InsightContext) -> Section | None:
    """Return how many members are in each tier; None if nobody is scored."""
    found = context.found.advocates
    if found is None:
        return None
    words, tiers, asks = context.words, tier_names(context.words), ask_names(context.words)
    few = context.verdict(Figure(None, verdict="too_few"))  # a dash would read as none
    rows = tuple(
        Row(
            tiers[each.tier],
            (
                asks[each.ask],
                few if each.members is None else words.number(each.members, 0),
                UNKNOWN if each.share.value is None else words.percent(each.share.value),
            ),
            bar=Bar(100 * each.share.value) if each.share.value else None,
        )
        for each in found.tiers
    )
    headings = (
        # Translators: headings of columns: a tier of members who speak for the organisation; what they are asked next.
        words.gettext("Tier"),
        words.gettext("Ask them next"),
        words.gettext("Members"),
        words.gettext("Share"),
    )
    since = words.date(found.since)
    counts = (
        # Translators: {date} is a day, {n} a number of members.
        (found.moved_up, words.gettext("Moved up since {date}: {n}.")),
        (found.moved_down, words.gettext("Moved down since {date}: {n}.")),
        # Translators: who signed that their story may be published.
        (found.consents, words.gettext("Members whose consent to a story is in force: {n}.")),
        (found.opted_out, words.gettext("Members who do not want to be scored, and are left out: {n}.")),
    )
    told = [message.format(date=since, n=words.number(n, 0)) for n, message in counts if n is not None]
    name = section_names(words)["advocates"]
    note = words.gettext("Each member counts once, in the highest tier for which there is dated evidence.")
    return Section(
        "advocates",
        name,
        (words.sentences(told), names_in_lists(context)),
        tables=(Table(name, headings, rows, texts=1, note=note),),
    )
