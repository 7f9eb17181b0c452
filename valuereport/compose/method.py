"""How the figures were worked out: in plain words, and by the assumptions that mattered."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.compose.counted import grade_name
from valuereport.compose.subject import Subject
from valuereport.model.statement import Basis, Method
from valuereport.model.valuation import Factor, Line
from valuereport.settings import Assumption

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
    return Method(tuple(paragraphs), tuple(_basis(subject, use) for use in _uses(subject)))


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
    dated = subject.settings.workspace.rates[currency]
    return [
        message.format(
            base=base,
            other=currency,
            rate=words.number(used.central, 5),
            source=subject.pick(dated.cited) if dated.cited else dated.source,
            date=words.short_date(dated.date),
        )
    ]


@dataclass(frozen=True, slots=True)
class _Use:
    """An assumption, the line and factor in which it was first used, and how much it moved the result."""

    assumption: Assumption
    line: Line
    factor: Factor
    weight: float


def _uses(subject: Subject) -> tuple[_Use, ...]:
    """Return the assumptions that moved the result most."""
    uses: dict[str, _Use] = {}
    known = subject.settings.judgement.assumptions
    for line in subject.valuation.lines:
        for factor in line.factors:
            if factor.assumption not in known:
                continue
            spread = (factor.high - factor.low) / factor.central if factor.central else 0.0
            weight = line.value.central * (0.1 + spread)
            before = uses.get(factor.assumption)
            first = before or _Use(known[factor.assumption], line, factor, 0.0)
            uses[factor.assumption] = _Use(first.assumption, first.line, first.factor, first.weight + weight)
    ranked = sorted(uses.items(), key=lambda item: (-item[1].weight, item[0]))
    return tuple(use for _, use in ranked[:_BASES])


def _basis(subject: Subject, use: _Use) -> Basis:
    words, found = subject.words, use.assumption
    figure = _figure(subject, found.unit, found.central)
    if not found.exact:
        low, high = (_figure(subject, found.unit, each) for each in (found.low, found.high))
        if found.unit.startswith("hours"):
            low, high = words.number(found.low), words.number(found.high)
        # Translators: a figure and, in brackets, its range.
        figure = words.gettext("{figure} ({low} to {high})").format(figure=figure, low=low, high=high)
    return Basis(_label(subject, use), figure, grade_name(subject, found.grade), _source(subject, found))


def _source(subject: Subject, found: Assumption) -> str:
    """Return where a figure comes from, in short; what a reader cannot look up is marked as our own estimate."""
    words, estimated = subject.words, found.grade == "estimated"
    # Translators: {source} is a publication or a survey, {year} the year that the figure belongs to.
    own = words.gettext("our own estimate, {year}") if estimated else words.gettext("our own records, {year}")
    if not found.cited:
        return f"{found.source}, {found.year}" if found.url else own.format(year=found.year)
    source = subject.pick(found.cited)
    if found.url:
        return source
    own = words.gettext("{source} (our own estimate)") if estimated else words.gettext("{source} (our own records)")
    return own.format(source=source)


def _label(subject: Subject, use: _Use) -> str:
    words = subject.words
    labels = {
        # Translators: assumptions, in a table; {what} is an activity or a policy win.
        "hours_saved": words.gettext("Time that one use saves: {what}"),
        "hourly_value": words.gettext("An hour of your time"),
        "nonmember_price": words.gettext("Price for non-members: {what}"),
        "member_price": words.gettext("Price for members: {what}"),
        "sale": words.gettext("An average sale"),
        "margin": words.gettext("What is left of a sale after its costs"),
        "close_rate": words.gettext("Referrals that become a sale"),
        "unit_saving": words.gettext("Saved each time: {what}"),
        "worth": words.gettext("A year’s worth: {what}"),
        "drop_off": words.gettext("Worn off from year to year: {what}"),
        "deadweight": words.gettext("Would have happened anyway: {what}"),
        "displacement": words.gettext("At the cost of another benefit: {what}"),
        "attribution": words.gettext("Owed to others: {what}"),
    }
    if use.line.benefit == "policy":
        what = subject.pick(subject.win(use.line.activity).title)
    else:
        what = subject.label(use.line.activity)
    return labels[use.factor.role].format(what=what)


def _figure(subject: Subject, unit: str, figure: float) -> str:
    """Return an assumption's figure in its own unit: a share, money in the organisation's currency, hours."""
    words, base = subject.words, subject.settings.workspace.organisation.currency
    head = unit.partition(" ")[0]
    if unit == "share":
        return words.percent(figure)
    if head == base:
        return words.money(figure, base)
    if head == "hours":
        return words.hours(figure)
    return words.number(figure, 2)
