"""The method text: how the figures were worked out, and the assumptions that changed the result most."""

from __future__ import annotations

from valuereport.compose.assumptions import statement_assumption
from valuereport.compose.context import StatementContext
from valuereport.model.statement import Basis, Method
from valuereport.model.valuation import BenefitLine, Factor


def method(context: StatementContext) -> Method:
    """Return the paragraphs and the assumptions."""
    valuation = context.valuation
    if not valuation.lines or not context.shows_money:
        return Method((), ())
    words = context.words
    formula = words.gettext(
        "For each thing you used we multiply how often by what one use is worth. From that we take off what would have "
        "happened anyway, what was gained at the cost of another benefit of ours, and the share that is owed to others."
    )
    if valuation.community:
        formula = words.sentences([formula, words.gettext("What you give to the community is counted, never priced.")])
    if context.is_single_figure(valuation.total):
        ranges = words.gettext("Every figure behind this statement is a single one, so there is no range.")
    else:
        message = words.gettext(
            "Most assumptions are ranges. The best estimate has the mean of each. For the cautious estimate we work "
            "out the total {n} times with other figures from within them: nine results in ten are above it."
        )
        ranges = message.format(n=words.number(context.settings.workspace.calculation.draws, 0))
    paragraphs = [formula, words.sentences([ranges, *_vat(context)]), *_exchange_rate(context)]
    return Method(tuple(paragraphs), _assumptions(context))


def _vat(context: StatementContext) -> list[str]:
    """Return whether the fee holds the value added tax, if the settings say so."""
    words, basis = context.words, context.settings.workspace.fee_basis
    if basis is None:
        return []
    if basis == "included":
        return [words.gettext("The fee is counted with VAT.")]
    return [words.gettext("The fee is counted without VAT.")]


def _exchange_rate(context: StatementContext) -> list[str]:
    """Return a sentence on the exchange rate, if figures were converted."""
    currency, words = context.valuation.currency, context.words
    factors = (factor for line in context.valuation.lines for factor in line.factors)
    used = next((factor for factor in factors if factor.role == "rate"), None)
    base = context.settings.workspace.organisation.currency
    if used is None:
        return []
    # Translators: {base} and {other} are currency codes, {rate} a number, {source} where the rate was published.
    message = words.gettext("Assumptions in {base} were converted at {rate} {base} for 1 {other} ({source}, {date}).")
    dated = context.texts.rates[currency]
    return [
        message.format(
            base=base,
            other=currency,
            rate=words.number(used.central, 5),
            source=context.texts.text(dated.cited) if dated.cited else dated.source,
            date=words.short_date(dated.date),
        )
    ]


def _assumptions(context: StatementContext) -> tuple[Basis, ...]:
    """Return the assumptions that mattered most, each in the role in which it is used first."""
    first: dict[str, tuple[BenefitLine, Factor]] = {}
    for line in context.valuation.lines:
        for factor in line.factors:
            first.setdefault(factor.assumption, (line, factor))
    return tuple(
        statement_assumption(context.texts, name, factor.role, line.activity, win=line.benefit == "policy")
        for name, _, _ in context.valuation.swings
        for line, factor in [first[name]]
    )
