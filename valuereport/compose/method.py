"""How the figures were worked out: in plain words, and by the assumptions that mattered."""

from __future__ import annotations

from collections import defaultdict

from valuereport.compose.basis import basis
from valuereport.compose.subject import Subject
from valuereport.model.statement import Basis, Method
from valuereport.model.valuation import BenefitLine, Factor

_BASES = 4


def method(subject: Subject) -> Method:
    """Return the plain words and the assumptions that moved the result most."""
    valuation = subject.valuation
    if not valuation.lines:
        return Method((), ())
    words = subject.words
    formula = words.gettext(
        "For each thing you used we multiply how often by what one use is worth. From that we take off what would have "
        "happened anyway, what was gained at the cost of another benefit of ours, and the share that is owed to others."
    )
    if valuation.community:
        formula = words.sentences([formula, words.gettext("What you give to the community is counted, never priced.")])
    if subject.same(valuation.total):
        ranges = words.gettext("Every figure behind this statement is a single one, so there is no range.")
    else:
        message = words.gettext(
            "Most assumptions are ranges, so we work out the total {n} times, each time with other figures from "
            "within them. Nine results in ten are above “at least”; “most likely” is the middle one."
        )
        ranges = message.format(n=words.number(subject.settings.workspace.calculation.draws, 0))
    paragraphs = [formula, ranges, *_rates(subject)]
    return Method(tuple(paragraphs), _bases(subject))


def _rates(subject: Subject) -> list[str]:
    """Return the exchange rate, where figures were converted."""
    currency, words = subject.valuation.currency, subject.words
    factors = (factor for line in subject.valuation.lines for factor in line.factors)
    used = next((factor for factor in factors if factor.role == "rate"), None)
    base = subject.settings.workspace.organisation.currency
    if used is None:
        return []
    # Translators: {base} and {other} are currency codes, {rate} a number, {source} where the rate was published.
    message = words.gettext("Assumptions in {base} were converted at {rate} {base} for 1 {other} ({source}, {date}).")
    dated = subject.voice.rates[currency]
    return [
        message.format(
            base=base,
            other=currency,
            rate=words.number(used.central, 5),
            source=subject.voice.pick(dated.cited) if dated.cited else dated.source,
            date=words.short_date(dated.date),
        )
    ]


def _bases(subject: Subject) -> tuple[Basis, ...]:
    """Return the assumptions that moved the result most, each as the factor in which it was first used."""
    known = subject.settings.judgement.assumptions
    first: dict[str, tuple[BenefitLine, Factor]] = {}
    moved: dict[str, float] = defaultdict(float)
    for line in subject.valuation.lines:
        for factor in line.factors:
            if factor.assumption in known:
                spread = (factor.high - factor.low) / factor.central if factor.central else 0.0
                moved[factor.assumption] += line.value.central * (0.1 + spread)
                first.setdefault(factor.assumption, (line, factor))
    ranked = sorted(moved, key=lambda name: (-moved[name], name))[:_BASES]
    found = ((name, *first[name]) for name in ranked)
    return tuple(
        basis(subject.voice, name, factor.role, line.activity, win=line.benefit == "policy")
        for name, line, factor in found
    )
