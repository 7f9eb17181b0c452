"""The large figures of the story page: the hero figure, the sentences that may be quoted, and the cards."""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.compose.assumptions import with_range
from valuereport.compose.story.context import HIDDEN, StoryContext
from valuereport.compose.story.measures import measure_name
from valuereport.model.statement import Detail
from valuereport.model.story import Published
from valuereport.model.story_page import Figure, Mark, Picture, Section

_HEROES = ("hours_saved", "value", "cpd_hours", "savings", "leads", "members")
_CARDS = (
    ("hours_saved", "time_value"),
    ("leads", "lead_value"),
    ("cpd_hours", "cpd_value"),
    ("savings", ""),
    ("policy_members", "policy_value"),
)


def hero(context: StoryContext) -> Figure:
    """Return the first figure of the list that is not hidden, with the sentence that may be quoted."""
    words = context.words
    cell = next((cell for measure in _HEROES if (cell := context.shown(measure))), None)
    if cell is None:
        return Figure(HIDDEN, words.gettext("hidden to protect members"), ())
    large = words.hours(cell.value or 0) if cell.unit == "hours" else context.figure(cell)
    return Figure(large, _sentence(context, cell), tuple(context.facts(cell)))


def hero_picture(context: StoryContext, figure: Figure) -> Picture | None:
    """Return the hero figure as a picture; None if every figure is hidden."""
    if figure.figure == HIDDEN:
        return None
    text = context.words.sentences([figure.label, context.source])
    return Picture("hero", "hero", figure.label, (Mark("", figure.figure),), context.source, text)


def sentences(context: StoryContext) -> Section | None:
    """Return the figures in whole sentences, for advertisements."""
    found = tuple(_sentence(context, cell) for measure in _HEROES if (cell := context.shown(measure)))
    # Translators: a heading; below it are sentences about what members received.
    return Section("sentences", context.words.gettext("In whole sentences"), sentences=found) if found else None


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


def cards(context: StoryContext) -> Section:
    """Return a card for each benefit that has a figure."""
    return Section(
        "received",
        context.words.gettext("What our members received"),
        figures=tuple(_card(context, measure, worth) for measure, worth in _CARDS if context.cell(measure)),
    )


def _card(context: StoryContext, measure: str, worth: str) -> Figure:
    words, cell = context.words, context.cell(measure)
    label = words.gettext("Saved on member prices") if measure == "savings" else measure_name(context.words, measure)
    if cell is None or cell.value is None:
        return Figure(HIDDEN, label, (Detail(words.gettext("Not shown"), words.gettext("hidden to protect members")),))
    if measure == "policy_members":
        facts = [Detail(words.gettext("Policy wins"), words.number(len(context.stories.wins), 0))]
    else:
        facts = list(context.facts(cell))
    return Figure(context.figure(cell), label, (*facts, *_worth(context, worth)))


def _worth(context: StoryContext, measure: str) -> Iterator[Detail]:
    """Yield the value of a benefit, with its range."""
    words, cell = context.words, context.cell(measure)
    if cell is None:
        return
    figure = context.figure(cell)
    if cell.low is not None and cell.high is not None and context.low_to_high(cell):
        low, high = (context.amount(end, cell.unit) for end in (cell.low, cell.high))
        figure = with_range(words, figure, low, high)
    yield Detail(words.gettext("Estimated value"), figure)
