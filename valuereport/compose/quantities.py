"""How much of a benefit was used, and what that counts: 7.8 hours saved."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from valuereport.model.benefits import DISCOUNTS, Benefit
from valuereport.model.valuation import BenefitLine
from valuereport.wording import Wording, rounded_decimal


def quantity(words: Wording, name: Benefit, lines: Sequence[BenefitLine]) -> tuple[str, str]:
    """Return a number, and what it counts in the plural form that the number needs."""
    counted = sum(line.counted for line in lines)
    if name == "time_saved":
        hours = rounded_decimal(sum(_hours_after_discounts(line) for line in lines), 1)
        return words.number(hours), words.ngettext("hour saved", "hours saved", hours)
    if name == "cpd":
        return _learning(words, lines)
    if name == "leads":
        number = rounded_decimal(counted, 1)
        return words.number(number), words.ngettext("referral to you", "referrals to you", number)
    if name == "policy":
        number = rounded_decimal(len(lines), 0)
        return words.number(number), words.ngettext("policy win in force", "policy wins in force", number)
    number = rounded_decimal(sum(len(line.evidence) for line in lines), 0)
    return words.number(number), words.ngettext("use of a member price", "uses of member prices", number)


def community_quantity(words: Wording, engagements: int) -> tuple[str, str]:
    """Return the same of what is given to the community."""
    label = words.ngettext("part taken in our community", "parts taken in our community", engagements)
    return words.number(engagements), label


def _learning(words: Wording, lines: Sequence[BenefitLine]) -> tuple[str, str]:
    hours = rounded_decimal(sum(line.counted for line in lines if line.unit == "hours"), 1)
    if hours:
        label = words.ngettext("hour of professional development", "hours of professional development", hours)
        return words.number(hours), label
    times = rounded_decimal(sum(line.counted for line in lines), 1)
    return words.number(times), words.ngettext("course or event", "courses and events", times)


def _hours_after_discounts(line: BenefitLine) -> float:
    """Return the hours that a line saved, after the discounts that its value has, too."""
    saved = next((factor.mean for factor in line.factors if factor.role == "hours_saved"), 0.0)
    return line.counted * saved * prod(1 - factor.mean for factor in line.factors if factor.role in DISCOUNTS)
