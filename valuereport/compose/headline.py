"""The title, the greeting and the two figures that everybody reads."""

from __future__ import annotations

from valuereport.compose.subject import Subject
from valuereport.model.statement import Headline


def title(subject: Subject) -> str:
    """Return the document's title."""
    words = subject.words
    # Translators: the PDF's title; {name} is the member, {organisation} who sends it.
    message = words.gettext("Your membership value statement: {name}, {organisation}")
    return message.format(name=subject.member.name, organisation=subject.settings.workspace.organisation.name)


def greeting(subject: Subject) -> str:
    """Return the greeting."""
    # Translators: the greeting of the letter, with its comma.
    message = subject.words.gettext("Dear {name},")
    return message.format(name=subject.member.salutation or subject.member.name)


def headline(subject: Subject) -> Headline:
    """Return the headline: at least the low estimate, most likely the central one."""
    words, figures = subject.words, subject.valuation.total
    low, central = subject.money(figures.low), subject.money(figures.central)
    if subject.nothing(figures.central):
        return Headline(_without_figures(subject), "", "", "")
    if low == central:
        return Headline(_one(subject), central, "", "")
    # Translators: stands between two sums of money; before it "... was worth at least (sum)".
    return Headline(_at_least(subject), low, words.gettext("most likely"), central)


def _at_least(subject: Subject) -> str:
    words, edition = subject.words, subject.valuation.edition
    # Translators: a sum of money in large type follows each of these three.
    if edition == "first-year":
        return words.gettext("What you have used so far was worth at least")
    if edition == "light-use":
        return words.gettext("What your membership gave you was worth at least")
    return words.gettext("Your membership was worth to you at least")


def _one(subject: Subject) -> str:
    words, edition = subject.words, subject.valuation.edition
    # Translators: a sum of money in large type follows each of these three.
    if edition == "first-year":
        return words.gettext("What you have used so far was worth")
    if edition == "light-use":
        return words.gettext("What your membership gave you was worth")
    return words.gettext("Your membership was worth to you")


def _without_figures(subject: Subject) -> str:
    if subject.valuation.edition == "first-year":
        return subject.words.gettext("Your first year with us, and what is yours to use")
    return subject.words.gettext("Your membership year, and what is yours to use")
