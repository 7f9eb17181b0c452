"""What became of members' suggestions, on a statement and on the story page."""

from __future__ import annotations

from datetime import date
from typing import Final

from valuereport.compose.context import StatementContext
from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.model.statement import SaidAndDone, YouSaid
from valuereport.settings.feedback import MemberSuggestion, Place
from valuereport.wording import Wording

_MOST: Final = 3  # that a statement has room for


def you_said(context: StatementContext) -> YouSaid | None:
    """Return the newest answers; None where there are none, or statements are not to say them."""
    items = answered(context.texts, "statements")[:_MOST]
    return YouSaid(heading(context.words), items) if items else None


def heading(words: Wording) -> str:
    """Return the heading above what became of suggestions."""
    return words.gettext("You said, we did")


def answered(texts: OrganisationTexts, place: Place) -> tuple[SaidAndDone, ...]:
    """Return the suggestions that have an answer, the newest first; nothing where the settings do not ask for it."""
    if place not in texts.settings.workspace.feedback.suggestions:
        return ()
    known = [one for one in texts.settings.suggestions if one.answer and one.state != "open"]
    known.sort(key=lambda one: (-(one.on or date.min).toordinal(), one.id))
    return tuple(_said(one, texts) for one in known)


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
