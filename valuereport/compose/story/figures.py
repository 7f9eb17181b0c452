"""The large figures of the story page: the hero figure, the cards, and the sentences that may be quoted."""

from __future__ import annotations

from collections.abc import Iterable

from valuereport.compose.story.context import HIDDEN, QUANTITIES, StoryContext, benefit_of
from valuereport.compose.story.measures import measure_name
from valuereport.model.statement import Detail
from valuereport.model.statement_order import Place
from valuereport.model.story import BENEFIT_MEASURES, Published
from valuereport.model.story_page import Figure, Mark, Picture, Section

_HEROES = ("hours_saved", "value", "cpd_hours", "savings", "leads", "members")


def hero_cell(context: StoryContext) -> Published | None:
    """Return the figure at the top: the first in their order that is not hidden.

    A benefit's sum of money is not put first: it stands in the table of benefits, and no figure stands twice.
    """
    offered = _shown_off(context, _HEROES)
    in_order = sorted(offered, key=lambda each: Place.NEUTRAL if each in BENEFIT_MEASURES else context.place(each))
    return next((cell for measure in in_order if (cell := context.shown(measure))), None)


def hero(context: StoryContext) -> Figure:
    """Return the figure at the top, what it is, its range, and how many members the page is about."""
    words, cell = context.words, hero_cell(context)
    if cell is None:
        return Figure(HIDDEN, words.gettext("hidden to protect members"), ())
    large = words.hours(cell.value or 0) if cell.unit == "hours" else context.figure(cell)
    # Translators: beside it stands a number: how many members are behind a figure.
    everybody = () if cell.measure == "members" else (Detail(words.gettext("Members"), context.members(cell)),)
    return Figure(large, _caption(context, cell), (*context.range_fact(cell), *everybody))


def _caption(context: StoryContext, cell: Published) -> str:
    """Return what a large figure above it is; the figure is not repeated."""
    words, count = context.words, cell.value or 0
    # Translators: captions under a large figure such as "1,400 hours" or "£420,000"; {years} is a year such as 2026
    # or 2025/26. They must not promise anything: of the past, and estimated.
    messages = {
        "hours_saved": words.gettext("saved by our members in {years}, by our estimate"),
        "value": words.gettext("the worth of membership to our members in {years}, by our estimate"),
        "cpd_hours": words.gettext("of professional development with us in {years}"),
        "savings": words.gettext("saved by our members on member prices in {years}, by our estimate"),
        "leads": words.ngettext(
            "referral passed on to our members in {years}", "referrals passed on to our members in {years}", count
        ),
        "members": words.ngettext(
            "member with a value statement for {years}", "members with a value statement for {years}", count
        ),
    }
    return messages[cell.measure].format(years=context.years)


def hero_picture(context: StoryContext, figure: Figure) -> Picture | None:
    """Return the hero figure as a picture; None if every figure is hidden."""
    cell = hero_cell(context)
    if cell is None:
        return None
    text = context.words.sentences([_sentence(context, cell), context.source])
    return Picture("hero", "hero", figure.label, (Mark("", figure.figure),), context.source, text)


def sentences(context: StoryContext) -> tuple[str, ...]:
    """Return the figures of everybody in whole sentences, for advertisements."""
    measures = sorted(_shown_off(context, _HEROES), key=context.place)
    return tuple(_sentence(context, cell) for measure in measures if (cell := context.shown(measure)))


def _sentence(context: StoryContext, cell: Published) -> str:
    """Return a figure in a sentence that claims no more: an estimate, of the past, of these members."""
    words, figure, count = context.words, context.figure(cell), cell.value or 0
    hours = words.hours(count) if cell.unit == "hours" else ""
    # Translators: sentences for advertising, which must not promise anything: of the past, and estimated.
    # {hours} is "12,400 hours", {value} a sum of money, {years} a year such as 2026 or 2025/26.
    messages = {
        "hours_saved": words.gettext("Our members saved an estimated {hours} in {years}."),
        "value": words.gettext("In {years} membership was worth an estimated {value} to our members."),
        "cpd_hours": words.gettext("Our members spent {hours} on professional development with us in {years}."),
        "savings": words.gettext("Our members saved an estimated {value} on member prices in {years}."),
        "leads": words.ngettext(
            "We passed on {n} referral to our members in {years}.",
            "We passed on {n} referrals to our members in {years}.",
            count,
        ),
        "members": words.ngettext(
            "{n} member received a value statement for {years}.",
            "{n} members received a value statement for {years}.",
            count,
        ),
    }
    return messages[cell.measure].format(hours=hours, value=figure, n=figure, years=context.years)


def cards(context: StoryContext) -> Section | None:
    """Return a card for each quantity that is shown and does not stand at the top already."""
    top = hero_cell(context)
    measures = sorted(_shown_off(context, QUANTITIES), key=context.place)
    shown = (cell for measure in measures if (cell := context.shown(measure)))
    found = tuple(
        Figure(context.figure(cell), measure_name(context.words, cell.measure), context.range_fact(cell))
        for cell in shown
        if cell != top
    )
    return Section("received", context.words.gettext("What our members received"), figures=found) if found else None


def _shown_off(context: StoryContext, measures: Iterable[str]) -> list[str]:
    """Return the measures that may be shown off: of no single benefit, or of one that is offered and not basic."""
    offered = (each for each in measures if (benefit := benefit_of(each)) is None or benefit in context.offered)
    return [each for each in offered if context.place(each) <= Place.NEUTRAL]
