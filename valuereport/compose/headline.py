"""The headline: the document's title, the greeting and the two large figures."""

from __future__ import annotations

from valuereport.compose.context import StatementContext
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
    """Return the headline: at least the low estimate, most likely the central one."""
    words, figures = context.words, context.valuation.total
    low, central = context.money(figures.low), context.money(figures.central)
    if context.is_zero(figures.central):
        return Headline(_lead_without_figures(context), "", "", "")
    if low == central:
        return Headline(_lead_of_one_figure(context), central, "", "")
    # Translators: stands between two sums of money; before it "... was worth at least (sum)".
    return Headline(_lead_of_range(context), low, words.gettext("most likely"), central)


def _lead_of_range(context: StatementContext) -> str:
    words, edition = context.words, context.valuation.edition
    # Translators: a sum of money in large type follows each of these three.
    if edition == "first-year":
        return words.gettext("What you have used so far was worth at least")
    if edition == "light-use":
        return words.gettext("What your membership gave you was worth at least")
    return words.gettext("Your membership was worth to you at least")


def _lead_of_one_figure(context: StatementContext) -> str:
    words, edition = context.words, context.valuation.edition
    # Translators: a sum of money in large type follows each of these three.
    if edition == "first-year":
        return words.gettext("What you have used so far was worth")
    if edition == "light-use":
        return words.gettext("What your membership gave you was worth")
    return words.gettext("Your membership was worth to you")


def _lead_without_figures(context: StatementContext) -> str:
    if context.valuation.edition == "first-year":
        return context.words.gettext("Your first year with us, and what is yours to use")
    return context.words.gettext("Your membership year, and what is yours to use")
