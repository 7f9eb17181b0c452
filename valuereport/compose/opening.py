"""The opening words of each edition, and the closing ones. Nothing in them is the member's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from valuereport.compose.subject import Subject
from valuereport.wording import wording_for


def opening(subject: Subject) -> str:
    """Return the sentences under the headline."""
    words, used = subject.words, bool(subject.valuation.engagements)
    if subject.valuation.edition == "first-year":
        sentences = [words.gettext("Thank you for joining us.")]
        sentences.append(words.gettext("These were your first steps.") if used else _nothing(subject))
    elif not used:
        sentences = [_nothing(subject)]
        if subject.policy:
            sentences.append(words.gettext("Our policy work counts for you all the same."))
    else:
        start, end = _period(subject)
        # Translators: {start} and {end} are dates.
        message = words.gettext("This is what you used from {start} to {end}, and what it was worth.")
        sentences = [message.format(start=start, end=end)]
    if subject.valuation.edition == "light-use" and subject.valuation.suggestions:
        sentences.append(words.gettext("Below are parts of your membership that members like you found useful."))
    if subject.valuation.lines:
        sentences.append(words.gettext("The other side shows what we counted and how we worked it out."))
    return words.sentences(sentences)


def _nothing(subject: Subject) -> str:
    start, end = _period(subject)
    message = subject.words.gettext(
        "Our records hold nothing that you used from {start} to {end}; if something is missing, please tell us."
    )
    return message.format(start=start, end=end)


def _period(subject: Subject) -> tuple[str, str]:
    """Return the first and the last day of the period."""
    period = subject.settings.workspace.period
    return subject.words.from_to(period.start, period.end - timedelta(days=1))


def also(subject: Subject, locales: Sequence[str]) -> str:
    """Return where the same stands in another language, in a document of two sheets; else nothing."""
    words = subject.words
    others = [(number, locale) for number, locale in enumerate(locales, 1) if locale != words.tag]
    said = []
    for number, locale in others:
        # Translators: {language} is its own name for itself, such as Cymraeg; {number} is the sheet's, 1 or 2.
        message = words.gettext("{language}: sheet {number}")
        said.append(message.format(language=wording_for(locale).own_name, number=words.number(number)))
    return " · ".join(said)


def closing(subject: Subject) -> str:
    """Return the words above the signature."""
    # Translators: the complimentary close of the letter, with its comma where the language has one.
    return subject.words.gettext("With best wishes,")
