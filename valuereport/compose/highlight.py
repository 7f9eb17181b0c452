"""What the letter dwells on: first steps, suggestions, or the moments that were worth most."""

from __future__ import annotations

from datetime import date

from valuereport.compose.subject import Subject
from valuereport.model.statement import Highlight, Item

_STEPS = 4
_ITEMS = 3


def highlight(subject: Subject) -> Highlight | None:
    """Return the highlight of the edition; None where there is nothing to tell."""
    edition = subject.valuation.edition
    if edition == "first-year":
        return _steps(subject)
    if edition == "light-use":
        return _suggestions(subject)
    return _moments(subject)


def _steps(subject: Subject) -> Highlight | None:
    """Return what a new member did for the first time, in the order of the days."""
    joined, words = subject.member.joined, subject.words
    firsts: dict[str, date] = {}
    for line in subject.used:
        first = min(found.date for found in line.evidence)
        firsts[line.activity] = min(first, firsts.get(line.activity, first))
    found = sorted((day, subject.voice.labels[name]) for name, day in firsts.items())
    if joined:
        found.insert(0, (joined, words.gettext("You joined")))
    items = tuple(Item(words.short_date(day), label, "") for day, label in found[:_STEPS])
    return Highlight("steps", words.gettext("Your first steps with us"), items, "") if items else None


def _suggestions(subject: Subject) -> Highlight | None:
    """Return up to three parts of the membership that members like this one use, as the calculator ranked them."""
    words, items = subject.words, []
    for suggestion in subject.valuation.suggestions[:_ITEMS]:
        # Translators: how many of them use it; the heading says that they do.
        message = words.gettext("{n} of {peers} members like you")
        reason = message.format(n=words.number(suggestion.users), peers=words.number(suggestion.peers))
        items.append(Item("", subject.voice.labels[suggestion.activity], reason))
    if not items:
        return None
    return Highlight("suggestions", words.gettext("What members like you use"), tuple(items), _shared(subject))


def _shared(subject: Subject) -> str:
    """Return in what those members are alike; empty where nothing is shared."""
    words, group = subject.words, subject.valuation.peer_group
    if not group:
        return ""
    shared = {
        # Translators: what members have in common, in the list of the next message.
        "grade": words.pgettext("in common", "grade"),
        "sector": words.pgettext("in common", "sector"),
        "region": words.pgettext("in common", "region"),
    }
    # Translators: {shared} is a list such as "grade and sector".
    message = words.gettext("Members like you share your {shared}.")
    return message.format(shared=words.list([shared[name] for name in group]))


def _moments(subject: Subject) -> Highlight | None:
    """Return the three dated engagements that were worth most."""
    words = subject.words
    found = [(one, line.activity) for line in subject.used for one in line.evidence if one.value > 0]
    found.sort(key=lambda each: (-each[0].value, each[0].date, each[0].title))
    items = []
    for one, activity in found[:_ITEMS]:
        worth = words.gettext("worth {value}").format(value=subject.money(one.value))
        items.append(Item(words.short_date(one.date), one.title or subject.voice.labels[activity], worth))
    if not items:
        return None
    return Highlight("moments", words.gettext("What was worth most"), tuple(items), "")
