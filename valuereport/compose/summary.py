"""The summary beside the headline: how often, the largest benefit, the fee, the year before."""

from __future__ import annotations

from datetime import timedelta

from valuereport.compose.context import StatementContext
from valuereport.model.benefits import BENEFITS, PRICED
from valuereport.model.statement import Detail


def summary(context: StatementContext) -> tuple[Detail, ...]:
    """Return the facts for the edition; a light user gets no comparison."""
    words, valuation = context.words, context.valuation
    facts = []
    if valuation.engagements:  # a zero would read as a reproach
        facts.append(Detail(words.gettext("You used your membership"), words.times(valuation.engagements)))
    if not context.shows_money:
        return tuple(facts)
    if not context.wins_stand_out:  # the column is narrow, and the chart shows the largest part
        facts += _largest(context)
    if context.shows_ratio:
        facts += fee_and_ratio(context, valuation.total.low)
    facts += _without_policy_wins(context)
    if valuation.edition == "standard":
        facts += _compared_with_earlier(context)
    return tuple(facts)


def fee_and_ratio(context: StatementContext, low: float) -> tuple[Detail, ...]:
    """Return the fee, and how many times the fee the low estimate is."""
    words = context.words
    return (
        Detail(fee_label(context), context.money(context.fee)),
        # Translators: a number such as 3.5 with a multiplication sign follows: how many times the fee the estimate is.
        Detail(words.gettext("Times the fee, cautiously"), context.times_the_fee(low)),
    )


def fee_label(context: StatementContext) -> str:
    """Return what the fee is called: a fee that was only invoiced is never called paid."""
    words = context.words
    return words.gettext("Fee that you paid") if context.valuation.fee_basis == "paid" else words.gettext("Your fee")


def _without_policy_wins(context: StatementContext) -> list[Detail]:
    """Return the cautious estimate and its ratio without policy wins, which are won for members and others alike."""
    if not context.wins_stand_out:
        return []
    low = context.valuation.without_policy.low
    value = context.headline_money(low)
    if context.shows_ratio:
        value = context.words.side_by_side(value, context.times_the_fee(low))
    return [Detail(context.words.gettext("Without policy wins"), value)]


def _largest(context: StatementContext) -> list[Detail]:
    """Return the most valuable benefit, if there are several."""
    worth = [(figures.central, name) for name in PRICED if (figures := context.valuation.benefits.get(name))]
    worth = [(central, name) for central, name in worth if not context.is_zero(central)]
    if len(worth) < 2:
        return []
    central, name = max(worth, key=lambda each: (each[0], -PRICED.index(each[1])))
    return [Detail(context.words.gettext(BENEFITS[name].largest), context.money(central))]


def _compared_with_earlier(context: StatementContext) -> list[Detail]:
    """Return the central figure of the year before and the change, if both are in the same currency."""
    earlier, words = context.earlier, context.words
    if earlier is None or earlier.currency != context.valuation.currency:
        return []
    last = earlier.end - timedelta(days=1)
    years = words.years(earlier.start, last)
    # Translators: {years} is a year such as 2025, or two such as 2025/26; such as "Best estimate in 2025".
    previous = Detail(words.gettext("Best estimate in {years}").format(years=years), context.money(earlier.central))
    change = context.difference(earlier.central, context.valuation.total.central)
    return [previous, Detail(words.gettext("Change since then"), change)]
