"""What is still the member's to use: entitlements of the grade, less what was used."""

from __future__ import annotations

from valuereport.compose.context import StatementContext
from valuereport.model.statement import Item, Left
from valuereport.model.valuation import EntitlementLeft

_ITEMS = 3


def left(context: StatementContext) -> Left | None:
    """Return what is left, in its order: a list for a light user, else one line; None where nothing is."""
    found = context.entitlements
    if not found:
        return None
    words = context.words
    heading = words.gettext("Still yours to use")
    if context.valuation.edition == "light-use":
        return Left(heading, tuple(_item(context, each) for each in found[:_ITEMS]), "")
    label = context.texts.labels[found[0].activity]
    # Translators: {activity} is a label, {amount} such as "2 of 4 times until 31 Dec 2026".
    line = words.gettext("{activity}: {amount}").format(activity=label, amount=_amount(context, found[0]))
    return Left(heading, (), line)


def _item(context: StatementContext, each: EntitlementLeft) -> Item:
    entry = context.settings.judgement.entitlements[each.entry]
    where = context.texts.text(entry.words) if entry.words else entry.address
    shown = where.removeprefix("https://").removeprefix("www.").rstrip("/")
    return Item(_amount(context, each), context.texts.labels[each.activity], shown)


def _amount(context: StatementContext, each: EntitlementLeft) -> str:
    words = context.words
    in_hours = context.texts.activities[each.activity].unit == "hours"
    part_of = words.part_of_hours if in_hours else words.part_of_times
    # Translators: {part} is such as "2 of 4 times", {date} a day.
    message = words.gettext("{part} until {date}")
    return message.format(part=part_of(each.left, each.quantity), date=words.short_date(each.until))
