"""The headline: the document's title, the greeting, and what was paid, what came back, how many times that is."""

from __future__ import annotations

from datetime import timedelta

from valuereport.compose.context import StatementContext
from valuereport.model.member import Member
from valuereport.model.money import whole_money
from valuereport.model.statement import Detail, Headline
from valuereport.wording import Wording


def title(context: StatementContext) -> str:
    """Return the document's title."""
    words = context.words
    # Translators: the PDF's title; {name} is the member, {organisation} who sends it.
    message = words.gettext("Your membership value statement: {name}, {organisation}")
    return message.format(name=context.member.name, organisation=context.settings.workspace.organisation.name)


def greeting(context: StatementContext) -> str:
    """Return the greeting."""
    return greeting_of(context.member, context.words)


def greeting_of(member: Member, words: Wording) -> str:
    """Return how a letter to a member begins."""
    # Translators: the greeting of the letter, with its comma.
    message = words.gettext("Dear {name},")
    person = member.decider or member
    if name := person.salutation or person.name or member.name:
        return message.format(name=name)
    # Translators: the same greeting where no name is known.
    return words.gettext("Dear member,")


def headline(context: StatementContext) -> Headline:
    """Return the headline: sums of money in whole units, rounded down."""
    found = estimate(context)
    if found is None:
        return Headline(_lead_without_figures(context), fee(context), None, None, _more(context))
    return Headline("", fee(context), found, ratio(context), _note(context))


def fee(context: StatementContext) -> Detail | None:
    """Return the fee, if one is recorded: one that was only invoiced is never called paid."""
    if not context.fee:
        return None
    words, paid = context.words, context.valuation.fee_basis == "paid"
    label = words.gettext("Fee that you paid") if paid else words.gettext("Your fee")
    return Detail(label, words.round_money(context.printed(context.fee), context.valuation.currency))


def estimate(context: StatementContext) -> Detail | None:
    """Return the large figure: the cautious estimate, or the best one where the cautious is less than one unit."""
    words, figures = context.words, context.valuation.total
    if not context.shows_money or not whole_money(context.printed(figures.central)):
        return None
    if context.is_single_figure(figures):
        return Detail(words.gettext("What you got back"), context.headline_money(figures.central))
    if not whole_money(context.printed(figures.low)):
        return Detail(words.gettext("Our best estimate of what you got back"), context.headline_money(figures.central))
    return Detail(words.gettext("A cautious estimate of what you got back"), context.headline_money(figures.low))


def ratio(context: StatementContext) -> Detail | None:
    """Return how many times the fee the cautious estimate is, where it is not below it."""
    if not context.shows_ratio:
        return None
    # Translators: a phrase such as "1.3 times" stands above it: 1.3 times your fee.
    label = context.words.pgettext("times", "your fee")
    return Detail(label, context.times_the_fee(context.valuation.total.low))


def _note(context: StatementContext) -> str:
    """Return the other estimates in a sentence."""
    words, total = context.words, context.valuation.total
    central, high = context.headline_money(total.central), context.headline_money(total.high)
    cautious = whole_money(context.printed(total.low))  # the large figure is the best estimate where this is nothing
    sentences = []
    if not context.is_single_figure(total):
        if cautious:
            message = words.gettext("Best estimate {central}, high estimate {high}.")
        else:
            message = words.gettext("High estimate {high}.")
        sentences.append(message.format(central=central, high=high))
    if context.wins_stand_out:
        without = context.valuation.without_policy
        left = without.low if cautious else without.central
        multiple = context.times_the_fee(left) if context.shows_ratio else ""
        if multiple and whole_money(context.printed(left)):
            # Translators: both figures are cautious estimates; {multiple} is such as "1.1 times".
            message = words.gettext("Without what we won for everybody: {low}, {multiple} your fee.")
        else:
            message = words.gettext("Without what we won for everybody: {low}.")
        sentences.append(message.format(low=context.headline_money(left), multiple=multiple))
    return words.sentences([*sentences, *_compared_with_earlier(context)])


def _compared_with_earlier(context: StatementContext) -> list[str]:
    """Return the best estimate of the year before and the change, if both are in the same currency."""
    earlier, words, valuation = context.earlier, context.words, context.valuation
    if earlier is None or earlier.currency != valuation.currency or valuation.edition != "standard":
        return []
    # Translators: {years} is a year such as 2025, or two such as 2025/26; {change} is a sum of money with its sign.
    message = words.gettext("In {years} the best estimate was {value} ({change} since then).")
    return [
        message.format(
            years=words.years(earlier.start, earlier.end - timedelta(days=1)),
            value=context.money(earlier.central),
            change=context.difference(earlier.central, valuation.total.central),
        )
    ]


def _more(context: StatementContext) -> str:
    """Return the organisation's own words to a light user, else ours, where something follows."""
    if own := context.texts.edition_text(context.valuation.edition, "more"):
        return own
    if context.valuation.edition != "light-use" or not context.suggestions:
        return ""
    return context.words.gettext("Below are parts of your membership that members like you found useful.")


def _lead_without_figures(context: StatementContext) -> str:
    words, edition = context.words, context.valuation.edition
    if edition == "first-year":
        return words.gettext("Your first year with us, and what is yours to use")
    if edition == "light-use":
        return words.gettext("There is more in your membership")
    return words.gettext("Your membership year, and what is yours to use")
