"""What members like this one use, for a member who used little."""

from __future__ import annotations

from valuereport.compose.subject import Subject
from valuereport.model.statement import Suggestion

_SUGGESTIONS = 3


def suggestions(subject: Subject) -> tuple[Suggestion, ...]:
    """Return up to three suggestions, as the calculator ranked them."""
    words = subject.words
    found = []
    for suggestion in subject.valuation.suggestions[:_SUGGESTIONS]:
        # Translators: how many of them use it; the heading says that they do.
        message = words.gettext("{n} of {peers} members like you")
        reason = message.format(n=words.number(suggestion.users), peers=words.number(suggestion.peers))
        found.append(Suggestion(subject.label(suggestion.activity), reason))
    return tuple(found)


def suggestions_note(subject: Subject) -> str:
    """Return in what those members are alike; empty where there is no suggestion or nothing is shared."""
    words, valuation = subject.words, subject.valuation
    if not valuation.suggestions or not valuation.peer_group:
        return ""
    shared = {
        # Translators: what members have in common, in the list of the next message.
        "grade": words.pgettext("in common", "grade"),
        "sector": words.pgettext("in common", "sector"),
        "region": words.pgettext("in common", "region"),
    }
    # Translators: {shared} is a list such as "grade and sector".
    message = words.gettext("Members like you share your {shared}.")
    return message.format(shared=words.list([shared[name] for name in valuation.peer_group]))
