"""An assumption in words: what it is, its figure, and on what it rests. The same to every member."""

from __future__ import annotations

from functools import lru_cache

from valuereport.compose.voice import Voice
from valuereport.model.statement import Basis
from valuereport.settings import Assumption
from valuereport.wording import Wording


@lru_cache(maxsize=4096)
def basis(voice: Voice, name: str, role: str, used: str, *, win: bool) -> Basis:
    """Return an assumption in words: in which role, and of which activity or policy win."""
    words, found = voice.words, voice.settings.judgement.assumptions[name]
    figure = _figure(voice, found.unit, found.central)
    if not found.exact:
        low, high = (_figure(voice, found.unit, each) for each in (found.low, found.high))
        if found.unit.startswith("hours"):
            low, high = words.number(found.low), words.number(found.high)
        # Translators: a figure and, in brackets, its range.
        figure = words.gettext("{figure} ({low} to {high})").format(figure=figure, low=low, high=high)
    what = voice.pick(voice.wins[used].title) if win else voice.labels[used]
    label = _label(words, role).format(what=what)
    return Basis(label, figure, voice.grades[found.grade], _source(voice, found))


def _source(voice: Voice, found: Assumption) -> str:
    """Return where a figure comes from, in short; what a reader cannot look up is marked as our own estimate."""
    words, estimated = voice.words, found.grade == "estimated"
    # Translators: {source} is a publication or a survey, {year} the year that the figure belongs to.
    own = words.gettext("our own estimate, {year}") if estimated else words.gettext("our own records, {year}")
    if not found.cited:
        return f"{found.source}, {found.year}" if found.url else own.format(year=found.year)
    source = voice.pick(found.cited)
    if found.url:
        return source
    own = words.gettext("{source} (our own estimate)") if estimated else words.gettext("{source} (our own records)")
    return own.format(source=source)


def _label(words: Wording, role: str) -> str:
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


def _figure(voice: Voice, unit: str, figure: float) -> str:
    """Return an assumption's figure in its own unit: a share, money in the organisation's currency, hours."""
    words, base = voice.words, voice.settings.workspace.organisation.currency
    head = unit.partition(" ")[0]
    if unit == "share":
        return words.percent(figure)
    if head == base:
        return words.money(figure, base)
    if head == "hours":
        return words.hours(figure)
    return words.number(figure, 2)
