"""The member's year: how often the membership was used in each month."""

from __future__ import annotations

from datetime import date
from typing import Final

from valuereport.compose.context import StatementContext
from valuereport.model.statement import Month, Year

_MONTHS: Final = 13  # a longer period is no year; one that begins within a month touches 13


def year(context: StatementContext) -> Year | None:
    """Return the year; None where nothing was used in it."""
    words, monthly = context.words, context.valuation.monthly
    if not any(monthly):
        return None
    period = context.settings.workspace.period
    if len(monthly) > _MONTHS:
        return None
    labels = words.short_months(period.start, period.end)
    months = tuple(Month(label, uses, words.number(uses, 0)) for label, uses in zip(labels, monthly, strict=True))
    told = []
    for place, month in enumerate(months):
        if month.uses:
            year, at = divmod(period.start.month - 1 + place, 12)
            name = words.month(date(period.start.year + year, at + 1, 1))
            # Translators: one of a list of months: "October 2025: 3 times".
            told.append(words.gettext("{month}: {n}").format(month=name, n=words.times(month.uses)))
    # Translators: the description of a picture for people who do not see it; {months} is a list such as "March: 2".
    message = words.gettext("How often you used your membership in each month. {months}.")
    return Year(_uses(context), months, message.format(months=words.list(told)))


def _uses(context: StatementContext) -> str:
    number = context.valuation.engagements
    message = context.words.ngettext("You used your membership once.", "You used your membership {n} times.", number)
    return message.format(n=context.words.number(number, 0))
