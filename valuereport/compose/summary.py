"""The few facts beside the headline: how often, the largest part, the fee, the year before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from valuereport.compose.subject import Subject
from valuereport.model.money import rounded_ratio
from valuereport.model.statement import Detail
from valuereport.model.valuation import PRICED, Benefit


def summary(subject: Subject) -> tuple[Detail, ...]:
    """Return the facts that fit the edition: a light user's leave out every comparison."""
    words, valuation = subject.words, subject.valuation
    found = []
    if valuation.engagements:  # a nought beside a name would read as a reproach
        found.append(Detail(words.gettext("You used your membership"), words.times(valuation.engagements)))
    found += _largest(subject)
    ratio = valuation.benefit_cost_ratio
    if ratio is not None and subject.shows_ratio:
        found += against_the_fee(subject, rounded_ratio(ratio))
    if valuation.edition == "standard":
        found += _earlier(subject)
    return tuple(found)


def against_the_fee(subject: Subject, ratio: Decimal) -> tuple[Detail, ...]:
    """Return the fee, and how many times the low estimate is of it."""
    words = subject.words
    return (
        Detail(words.gettext("Fee that you paid"), subject.money(subject.fee_paid)),
        # Translators: a number such as 3.53 with a multiplication sign follows: at least so many times the fee.
        Detail(words.gettext("Times the fee, at least"), words.multiple(ratio)),
    )


def _largest(subject: Subject) -> list[Detail]:
    """Return the most valuable benefit, where several make up the value."""
    worth = [(figures.central, name) for name in PRICED if (figures := subject.valuation.benefits.get(name))]
    worth = [(central, name) for central, name in worth if not subject.nothing(central)]
    if len(worth) < 2:
        return []
    central, name = max(worth, key=lambda each: (each[0], -PRICED.index(each[1])))
    return [Detail(_label(subject, name), subject.money(central))]


def _label(subject: Subject, benefit: Benefit) -> str:
    words = subject.words
    labels: dict[Benefit, str] = {
        # Translators: a sum of money stands beside it, in a narrow column.
        "time_saved": words.gettext("Largest part: time saved"),
        "leads": words.gettext("Largest part: new business"),
        "cpd": words.gettext("Largest part: development"),
        "policy": words.gettext("Largest part: policy wins"),
        "savings": words.gettext("Largest part: member prices"),
    }
    return labels[benefit]


def _earlier(subject: Subject) -> list[Detail]:
    """Return what the statement of the year before said, and the change, where it was in the same currency."""
    earlier, words = subject.earlier, subject.words
    if earlier is None or earlier.currency != subject.valuation.currency:
        return []
    last = earlier.end - timedelta(days=1)
    years = words.years(earlier.start, last)
    # Translators: {years} is a year such as 2025, or two such as 2025/26; "most likely" is the middle estimate.
    said = Detail(words.gettext("Most likely in {years}").format(years=years), subject.money(earlier.central))
    change = subject.change(earlier.central, subject.valuation.total.central)
    return [said, Detail(words.gettext("Change since then"), change)]
