"""The title, the greeting and the one sentence that everybody reads."""

from __future__ import annotations

from valuereport.compose.phrases import phrases
from valuereport.compose.subject import Subject
from valuereport.model.statement import Phrase


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


def headline(subject: Subject) -> tuple[Phrase, ...]:
    """Return the headline: at least the low estimate, most likely the central one."""
    words, valuation = subject.words, subject.valuation
    figures = valuation.total
    low, central = subject.money(figures.low), subject.money(figures.central)
    one = low == central
    if central == subject.money(0):
        message = _without_figures(subject)
    elif valuation.edition == "first-year":
        # Translators: {low} and {central} are sums of money.
        message = words.gettext("Your first year was worth at least {low} to\xa0you, most\xa0likely\xa0{central}.")
        if one:
            message = words.gettext("Your first year was worth {central} to you.")
    elif valuation.edition == "light-use":
        message = words.gettext("What your membership gave you was worth at least {low}, most\xa0likely\xa0{central}.")
        if one:
            message = words.gettext("What your membership gave you was worth {central}.")
    else:
        message = words.gettext("Your membership was worth at least {low} to\xa0you, most\xa0likely\xa0{central}.")
        if one:
            message = words.gettext("Your membership was worth {central} to you.")
    return phrases(message, low=Phrase(low, strong=True), central=Phrase(central, strong=True))


def _without_figures(subject: Subject) -> str:
    if subject.valuation.edition == "first-year":
        return subject.words.gettext("Your first year with us, and what is yours to use.")
    return subject.words.gettext("Your membership year, and what is yours to use.")
