"""The sentences under the headline, and the closing of the letter. Nothing personal is in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from valuereport.compose.context import StatementContext
from valuereport.model.statement import Phrase
from valuereport.wording import wording_for


def thanks(context: StatementContext) -> str:
    """Return the sentences under the headline: the organisation's own for the edition, else ours."""
    if own := context.texts.edition_text(context.valuation.edition, "thanks"):
        return own
    words, used = context.words, bool(context.valuation.engagements)
    if context.valuation.edition == "first-year":
        sentences = [words.gettext("Thank you for joining us.")]
        sentences.append(words.gettext("These were your first steps.") if used else _nothing_used(context))
    elif not used:
        sentences = [words.gettext("Thank you for being a member."), _nothing_used(context)]
        if context.policy_lines:
            sentences.append(words.gettext("Our policy work counts for you all the same."))
    else:
        start, end = _period(context)
        # Translators: {start} and {end} are dates.
        message = words.gettext("This is what you used from {start} to {end}.")
        if context.shows_money:
            message = words.gettext("This is what you used from {start} to {end}, and what it was worth.")
        sentences = [words.gettext("Thank you for being a member."), message.format(start=start, end=end)]
    if context.valuation.lines and context.shows_money:
        sentences.append(words.gettext("The other side shows what we counted and how we worked it out."))
    return words.sentences(sentences)


def _nothing_used(context: StatementContext) -> str:
    start, end = _period(context)
    message = context.words.gettext(
        "Our records hold nothing that you used from {start} to {end}; if something is missing, please tell us."
    )
    return message.format(start=start, end=end)


def _period(context: StatementContext) -> tuple[str, str]:
    """Return the first and the last day of the period."""
    period = context.settings.workspace.period
    return context.words.from_to(period.start, period.end - timedelta(days=1))


def other_languages(context: StatementContext, locales: Sequence[str]) -> tuple[Phrase, ...]:
    """Return which sheets of the document are in another language, each said in that language."""
    notes = []
    for number, locale in enumerate(locales, 1):
        if locale != context.words.tag:
            words = wording_for(locale, context.settings.catalogues)
            # Translators: {language} is this language's own name, such as Cymraeg; {number} is the sheet's, 1 or 2.
            message = words.gettext("{language}: sheet {number}")
            text = message.format(language=words.language_name, number=words.number(number))
            notes.append(Phrase(text, language=locale))
    return tuple(notes)


def closing(context: StatementContext) -> str:
    """Return the words above the signature."""
    # Translators: the complimentary close of the letter, with its comma where the language has one.
    return context.words.gettext("With best wishes,")
