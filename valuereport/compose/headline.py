"""The headline: the document's title, the greeting and the two large figures."""

from __future__ import annotations

from valuereport.compose.context import StatementContext
from valuereport.model.money import whole_money
from valuereport.model.statement import Headline


def title(context: StatementContext) -> str:
    """Return the document's title."""
    words = context.words
    # Translators: the PDF's title; {name} is the member, {organisation} who sends it.
    message = words.gettext("Your membership value statement: {name}, {organisation}")
    return message.format(name=context.member.name, organisation=context.settings.workspace.organisation.name)


def greeting(context: StatementContext) -> str:
    """Return the greeting."""
    # Translators: the greeting of the letter, with its comma.
    message = context.words.gettext("Dear {name},")
    return message.format(name=context.member.salutation or context.member.name)


def headline(context: StatementContext) -> Headline:
    """Return the headline: a cautious estimate and the best one, rounded down."""
    words, figures = context.words, context.valuation.total
    if not context.shows_money or not whole_money(context.printed(figures.central)):
        return Headline(_lead_without_figures(context), "", "", "")
    low, central = context.headline_money(figures.low), context.headline_money(figures.central)
    if context.is_single_figure(figures):
        return Headline(_lead_of_one_figure(context), central, "", "")
    # Translators: stands between two sums of money; before it "... was worth, at a cautious estimate, (sum)".
    return Headline(_lead_of_range(context), low, words.gettext("best estimate"), central)


def _lead_of_range(context: StatementContext) -> str:
    words, edition = context.words, context.valuation.edition
    # Translators: a sum of money in large type follows each of these three.
    if edition == "first-year":
        return words.gettext("What you have used so far was worth, at a cautious estimate,")
    if edition == "below-fee":
        return words.gettext("What your membership gave you was worth, at a cautious estimate,")
    return words.gettext("Your membership was worth to you, at a cautious estimate,")


def _lead_of_one_figure(context: StatementContext) -> str:
    words, edition = context.words, context.valuation.edition
    # Translators: a sum of money in large type follows each of these three.
    if edition == "first-year":
        return words.gettext("What you have used so far was worth")
    if edition == "below-fee":
        return words.gettext("What your membership gave you was worth")
    return words.gettext("Your membership was worth to you")


def _lead_without_figures(context: StatementContext) -> str:
    if context.valuation.edition == "first-year":
        return context.words.gettext("Your first year with us, and what is yours to use")
    return context.words.gettext("Your membership year, and what is yours to use")
