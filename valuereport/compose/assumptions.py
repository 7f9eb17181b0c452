"""Assumptions in words: the figure, its range and its source, for the statement and for the story page."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.model.statement import Basis
from valuereport.settings import Assumption
from valuereport.wording import Wording

FormatMoney = Callable[[float, str], str]
"""How an amount in a currency is written."""


@lru_cache(maxsize=4096)
def statement_assumption(texts: OrganisationTexts, name: str, role: str, item: str, *, win: bool) -> Basis:
    """Return an assumption as a statement shows it: the same to every member.

    `item`: the id of the activity, or with `win` of the policy win, in whose formula it has the `role`.
    """
    words, assumption = texts.words, texts.settings.judgement.assumptions[name]
    unit, currency = assumption.unit, texts.settings.workspace.organisation.currency
    figure = in_unit(words, assumption.mean, unit, currency, words.money)  # the figure that was multiplied by
    if not assumption.exact:
        ends = (assumption.low, assumption.high)
        if unit.startswith("hours"):  # the column is narrow, and the unit stands before the range
            low, high = (words.number(end) for end in ends)
        else:
            low, high = (in_unit(words, end, unit, currency, words.money) for end in ends)
        figure = with_range(words, figure, low, high)
    title = texts.text(texts.wins[item].title) if win else texts.labels[item]
    label = role_label(words, role).format(what=title)
    return Basis(label, figure, texts.grades[assumption.grade], source(texts, assumption))


def with_range(words: Wording, figure: str, low: str, high: str) -> str:
    """Return a figure with its range in brackets."""
    # Translators: a figure and, in brackets, its range.
    return words.gettext("{figure} ({low} to {high})").format(figure=figure, low=low, high=high)


def in_unit(words: Wording, value: float, unit: str, currency: str, money: FormatMoney) -> str:
    """Return a figure in its unit: a share, money where the unit begins with `currency`, hours, or a number."""
    if unit == "share":
        return words.percent(value)
    first_word = unit.partition(" ")[0]
    if first_word == currency:
        return money(value, currency)
    if first_word == "hours":
        return words.hours(value)
    return words.number(value, 2)


def source(texts: OrganisationTexts, assumption: Assumption) -> str:
    """Return the source of an assumption; without a public address it is named as the organisation's estimate."""
    words, estimated = texts.words, assumption.grade == "estimated"
    if not assumption.cited:
        if assumption.url:
            return f"{assumption.source}, {assumption.year}"
        # Translators: {year} is the year that the figure belongs to.
        message = words.gettext("our own estimate, {year}") if estimated else words.gettext("our own records, {year}")
        return message.format(year=assumption.year)
    cited = texts.text(assumption.cited)
    if assumption.url:
        return cited
    # Translators: {source} is a publication or a survey.
    message = words.gettext("{source} (our own estimate)") if estimated else words.gettext("{source} (our own records)")
    return message.format(source=cited)


def role_label(words: Wording, role: str) -> str:
    """Return what an assumption is in a formula; {what} stands for the activity or the policy win."""
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
    return labels[role]
