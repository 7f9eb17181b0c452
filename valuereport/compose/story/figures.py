"""The hero figure, the sentences that may be quoted, and a card for each benefit."""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.compose.story.measures import name
from valuereport.compose.story.teller import HIDDEN, Teller
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


def hero(teller: Teller) -> Figure:
    """Return the one figure that says most, as a sentence that may be quoted."""
    words = teller.words
    found = next((cell for measure in _HEROES if (cell := teller.shown(measure))), None)
    if found is None:
        return Figure(HIDDEN, words.gettext("hidden to protect members"), ())
    large = words.hours(found.value or 0) if found.unit == "hours" else teller.figure(found)
    return Figure(large, _sentence(teller, found), tuple(teller.facts(found)))


def hero_picture(teller: Teller, figure: Figure) -> Picture | None:
    """Return the hero figure as a picture, None where nothing may be shown."""
    if figure.figure == HIDDEN:
        return None
    words = teller.words
    told = words.sentences([figure.label, teller.source])
    return Picture("hero", "hero", figure.label, (Mark("", figure.figure),), teller.source, told)


def sentences(teller: Teller) -> Section | None:
    """Return the figures in whole sentences: what an advertisement may say."""
    found = tuple(_sentence(teller, cell) for measure in _HEROES if (cell := teller.shown(measure)))
    # Translators: a heading; below it are sentences about what members received.
    return Section("sentences", teller.words.gettext("In whole sentences"), sentences=found) if found else None


def _sentence(teller: Teller, cell: Published) -> str:
    """Return a figure in words that claim no more than it shows: an estimate, of the past, of the members."""
    words, figure, count = teller.words, teller.figure(cell), cell.value or 0
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
    return messages[cell.measure].format(hours=hours, value=figure, n=figure, years=teller.years)


def cards(teller: Teller) -> Section:
    """Return what members received, a card for each benefit that has a figure."""
    return Section(
        "received",
        teller.words.gettext("What our members received"),
        figures=tuple(_card(teller, measure, worth) for measure, worth in _CARDS if teller.cell(measure)),
    )


def _card(teller: Teller, measure: str, worth: str) -> Figure:
    words, found = teller.words, teller.cell(measure)
    label = words.gettext("Saved on member prices") if measure == "savings" else name(teller, measure)
    if found is None or found.value is None:
        return Figure(HIDDEN, label, (Detail(words.gettext("Not shown"), words.gettext("hidden to protect members")),))
    if measure == "policy_members":
        own = [Detail(words.gettext("Policy wins"), words.number(len(teller.stories.wins), 0))]
    else:
        own = list(teller.facts(found))
    return Figure(teller.figure(found), label, (*own, *_worth(teller, worth)))


def _worth(teller: Teller, measure: str) -> Iterator[Detail]:
    """Yield what a benefit was worth, with its range."""
    words, found = teller.words, teller.cell(measure)
    if found is None:
        return
    figure = teller.figure(found)
    if found.low is not None and found.high is not None and teller.range(found):
        low, high = (teller.amount(each, found.unit) for each in (found.low, found.high))
        figure = words.gettext("{figure} ({low} to {high})").format(figure=figure, low=low, high=high)
    yield Detail(words.gettext("Estimated value"), figure)
