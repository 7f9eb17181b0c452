"""The cards: four figures, each with what it counts and what it was worth."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from valuereport.compose.context import StatementContext
from valuereport.model.benefits import DISCOUNTS, PRICED, Benefit
from valuereport.model.statement import Card
from valuereport.model.valuation import BenefitLine
from valuereport.wording import rounded_decimal

_CARDS = 4


def cards(context: StatementContext) -> tuple[Card, ...]:
    """Return up to four cards: the benefits by worth, then community."""
    words, valuation = context.words, context.valuation
    found: list[Card] = []
    worth = [(-valuation.benefits[name].central, PRICED.index(name), name) for name in PRICED]
    for _, _, name in sorted(worth):
        lines = [line for line in valuation.lines if line.benefit == name]
        if lines:
            found.append(_benefit_card(context, name, lines))
    community = sum(engagements for _, _, engagements in valuation.community)
    if community:
        label = words.ngettext("part taken in our community", "parts taken in our community", community)
        found.append(Card(words.number(community), label, words.gettext("counted, not priced")))
    return tuple(found[:_CARDS])


def _benefit_card(context: StatementContext, name: Benefit, lines: Sequence[BenefitLine]) -> Card:
    words = context.words
    value = context.money(context.valuation.benefits[name].central)
    worth = words.gettext("worth {value}").format(value=value) if context.shows_money else ""
    quantity = sum(line.counted for line in lines)
    if name == "time_saved":
        hours = rounded_decimal(sum(_hours_after_discounts(line) for line in lines), 1)
        return Card(words.number(hours), words.ngettext("hour saved", "hours saved", hours), worth)
    if name == "cpd":
        return _cpd_card(context, lines, worth)
    if name == "leads":
        number = rounded_decimal(quantity, 1)
        return Card(words.number(number), words.ngettext("referral to you", "referrals to you", number), worth)
    if name == "policy":
        wins = len(lines)
        label = words.ngettext("policy win in force", "policy wins in force", wins)
        return Card(words.number(wins), label, worth)
    times = sum(len(line.evidence) for line in lines)
    if not context.shows_money:
        return Card(words.number(times), words.ngettext("use of a member price", "uses of member prices", times), "")
    note = words.ngettext("on {n} occasion", "on {n} occasions", times).format(n=words.number(times))
    return Card(value, words.gettext("saved on member prices"), note)


def _cpd_card(context: StatementContext, lines: Sequence[BenefitLine], worth: str) -> Card:
    words = context.words
    hours = rounded_decimal(sum(line.counted for line in lines if line.unit == "hours"), 1)
    if hours:
        label = words.ngettext("hour of professional development", "hours of professional development", hours)
        return Card(words.number(hours), label, worth)
    times = rounded_decimal(sum(line.counted for line in lines), 1)
    return Card(words.number(times), words.ngettext("course or event", "courses and events", times), worth)


def _hours_after_discounts(line: BenefitLine) -> float:
    """Return the hours that a line saved, after the discounts that its value has, too."""
    saved = next((factor.mean for factor in line.factors if factor.role == "hours_saved"), 0.0)
    return line.counted * saved * prod(1 - factor.mean for factor in line.factors if factor.role in DISCOUNTS)
