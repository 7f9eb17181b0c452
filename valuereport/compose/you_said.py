"""What became of members' suggestions, on a statement and on the story page."""

from __future__ import annotations

from typing import Final

from valuereport.compose.context import StatementContext
from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.model.statement import SaidAndDone, YouSaid
from valuereport.settings.feedback import MemberSuggestion, Place, answered
from valuereport.wording import Wording

MOST: Final = 3  # that a statement has room for


def you_said(context: StatementContext) -> YouSaid | None:
    """Return the newest answers; None where there are none, or statements are not to say them."""
    items = suggestions(context.texts, "statements")[:MOST]
    return YouSaid(heading(context.words), items) if items else None


def heading(words: Wording) -> str:
    """Return the heading above what became of suggestions."""
    return words.gettext("You said, we did")


def suggestions(texts: OrganisationTexts, place: Place) -> tuple[SaidAndDone, ...]:
    """Return the suggestions that have an answer, the newest first; nothing where the settings do not ask for it."""
    settings = texts.settings
    return tuple(_said(one, texts) for one in answered(settings.suggestions, settings.workspace.feedback, place))


def _said(one: MemberSuggestion, texts: OrganisationTexts) -> SaidAndDone:
    words = texts.words
    states = {
        # Translators: what became of a member's suggestion.
        "planned": words.pgettext("suggestion", "Planned"),
        "done": words.pgettext("suggestion", "Done"),
        "declined": words.pgettext("suggestion", "Not done"),
    }
    # Translators: {state} is a word such as Done or Planned, {answer} a sentence.
    message = words.gettext("{state}: {answer}")
    answer = message.format(state=states[one.state], answer=texts.text(one.answer) if one.answer else "")
    return SaidAndDone(texts.text(one.said), answer)
