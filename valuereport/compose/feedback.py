"""How a member answers what the statement asks: the code, and a link for each answer about its figures."""

from __future__ import annotations

from typing import Final

from valuereport.compose.context import StatementContext
from valuereport.compose.questions import answers
from valuereport.model.statement import Code, Feedback, ReplyLink

CORRECT: Final = "correct"
"""The id of the question whether the statement is right, where surveys.toml gives it no other."""


def anchor(question: str, answer: str) -> str:
    """Return the part of the form that shows an answer as chosen."""
    return f"{question}-{answer}"


def feedback(context: StatementContext) -> Feedback | None:
    """Return the links of this statement's member; None where the settings say of no page to answer at."""
    rules, token, words = context.settings.workspace.feedback, context.feedback_token, context.words
    if not rules.page or not token:
        return None
    asked = context.settings.surveys.question_of(rules.survey, "correct")
    question = asked.id if asked else CORRECT
    page = rules.address_of(token, words.language)
    site = rules.page.removeprefix("https://").removeprefix("www.").partition("/")[0]
    links = (
        ReplyLink(one.text, rules.address_of(token, words.language, anchor(question, one.value)))
        for one in answers("correct", words)
    )
    return Feedback(
        # Translators: the heading of the part of a statement where members can answer.
        heading=words.gettext("What do you say?"),
        text=words.gettext(
            "Is this statement right, what was most useful, and what should we do better? It takes a minute."
        ),
        links=(*links, ReplyLink(words.gettext("Answer all questions"), page)),
        code=Code(page, words.gettext("QR code that leads to {address}").format(address=site), ""),
    )
