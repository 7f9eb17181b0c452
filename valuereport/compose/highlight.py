"""The highlight of the letter: first steps, suggestions, or the engagements that stand out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from valuereport.compose.context import StatementContext
from valuereport.model.statement import Highlight, Item
from valuereport.model.statement_order import Place
from valuereport.model.valuation import BenefitLine, Evidence, Unpriced

_STEPS = 4
_ITEMS = 3


def highlight(context: StatementContext) -> Highlight | None:
    """Return the highlight of the edition; None if there is nothing to show."""
    edition = context.valuation.edition
    if edition == "first-year":
        return _steps(context)
    if edition in ("light-use", "below-fee"):
        return _suggestions(context)
    return _moments(context)


def _steps(context: StatementContext) -> Highlight | None:
    """Return the day on which a new member did each thing for the first time, in order."""
    joined, words = context.member.joined, context.words
    firsts: dict[str, date] = {}
    used: tuple[BenefitLine | Unpriced, ...] = (*context.used_lines, *context.valuation.unpriced)
    for each in used:  # a step needs no price
        if context.order.place(each.activity) == Place.REVERSE:
            continue
        first = min(evidence.date for evidence in each.evidence)
        firsts[each.activity] = min(first, firsts.get(each.activity, first))
    steps = sorted((day, context.texts.labels[name]) for name, day in firsts.items())
    if joined:
        steps.insert(0, (joined, words.gettext("You joined")))
    items = tuple(Item(words.short_date(day), label, "") for day, label in steps[:_STEPS])
    return Highlight("steps", words.gettext("Your first steps with us"), items, "") if items else None


def _suggestions(context: StatementContext) -> Highlight | None:
    """Return up to three parts of the membership that members like this one use."""
    words, items = context.words, []
    for suggestion in context.suggestions:
        # Translators: how many of them use it; the heading says that they do.
        message = words.gettext("{n} of {peers} members like you")
        reason = message.format(n=words.number(suggestion.users), peers=words.number(suggestion.peers))
        benefit = context.texts.benefits[context.texts.activities[suggestion.activity].benefit]
        gives = benefit if context.valuation.edition == "light-use" else ""
        items.append(Item(reason, context.texts.labels[suggestion.activity], gives))
    if not items:
        return None
    return Highlight("suggestions", words.gettext("What members like you use"), tuple(items), _in_common(context))


def _in_common(context: StatementContext) -> str:
    """Return what those members have in common; empty if nothing."""
    words, group = context.words, context.valuation.peer_group
    if not group:
        return ""
    names = {
        # Translators: what members have in common, in the list of the next message.
        "grade": words.pgettext("in common", "grade"),
        "sector": words.pgettext("in common", "sector"),
        "region": words.pgettext("in common", "region"),
    }
    # Translators: {shared} is a list such as "grade and sector".
    message = words.gettext("Members like you share your {shared}.")
    return message.format(shared=words.list([names[name] for name in group]))


def _language(context: StatementContext, engagement: Evidence) -> str:
    return context.texts.title_language(engagement.source) if engagement.title else context.words.tag


def _moments(context: StatementContext) -> Highlight | None:
    """Return three engagements: the most valuable, or the most valuable of what members would miss most."""
    words, order = context.words, context.order
    engagements = [(each, line.activity) for line in context.used_lines for each in line.evidence if each.value > 0]
    heading = words.gettext("What was worth most")
    if order.by == "kano":
        engagements = [pair for pair in (*engagements, *_first_without_price(context)) if order.shows_off(pair[1])]
        # Translators: a heading: three of the things that the member used in the year, not always the most valuable.
        heading = words.gettext("Highlights of your year")
    engagements.sort(key=lambda pair: (order.place(pair[1]), -pair[0].value, pair[0].date, pair[0].title))
    items = tuple(_moment(context, engagement, activity) for engagement, activity in engagements[:_ITEMS])
    return Highlight("moments", heading, items, "") if items else None


def _first_without_price(context: StatementContext) -> Iterator[tuple[Evidence, str]]:
    """Yield the engagements that have no price and are of what comes first all the same: mentoring has none."""
    for used in context.valuation.unpriced:
        if context.order.place(used.activity) == Place.FIRST:
            yield from ((engagement, used.activity) for engagement in used.evidence)


def _moment(context: StatementContext, engagement: Evidence, activity: str) -> Item:
    words = context.words
    lead = words.short_date(engagement.date)
    if engagement.value > 0:
        # Translators: what one thing was worth and when it was: "£48.00 on 6 Oct 2025".
        lead = words.gettext("{value} on {date}").format(value=context.money(engagement.value), date=lead)
    return Item(lead, engagement.title or context.texts.labels[activity], "", _language(context, engagement))
