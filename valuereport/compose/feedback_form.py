"""The form behind the links of statements, in one language: the answer that a link stands for, and all questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from valuereport.compose.feedback import CORRECT, anchor
from valuereport.compose.organisation_texts import OrganisationTexts, organisation_texts_for
from valuereport.compose.questions import asked
from valuereport.model.feedback_form import ChosenAnswer, FeedbackForm, FormField
from valuereport.settings import Settings
from valuereport.settings.surveys import Asks, Question
from valuereport.wording import wording_for

_SHIPPED: Final[Sequence[tuple[str, Asks]]] = (
    (CORRECT, "correct"),
    ("correction", "correction"),
    ("useful", "useful"),
    ("nps", "nps"),
    ("suggestion", "suggestion"),
)
_BY_LINK: Final = ("correct", "nps")
"""Questions whose answers a link can hold."""


def feedback_questions(settings: Settings) -> tuple[Question, ...]:
    """Return the questions of the survey that statements ask; ours where surveys.toml has none of it."""
    survey = settings.workspace.feedback.survey
    own = tuple(one for one in settings.surveys.question if one.survey == survey and not one.feature)
    return own or tuple(Question(id=name, survey=survey, asks=asks) for name, asks in _SHIPPED)


def compose_feedback_form(settings: Settings, locale: str) -> FeedbackForm:
    """Return the form in a locale such as de-DE."""
    texts = organisation_texts_for(settings, wording_for(locale, settings.catalogues))
    words, name = texts.words, settings.workspace.organisation.name
    heading = words.gettext("What do you say?")
    fields = tuple(_field(one, texts) for one in feedback_questions(settings))
    return FeedbackForm(
        locale=words.tag,
        direction=words.direction,
        language=words.language,
        title=f"{heading} – {name}",
        organisation=name,
        heading=heading,
        introduction=words.gettext("About your membership statement. Every question may be left out."),
        # Translators: above the answer that somebody chose by following a link, and that is not sent yet.
        chosen_heading=words.gettext("Your answer, which is not sent yet"),
        chosen=tuple(_chosen(settings, fields)),
        all_questions=words.gettext("All questions"),
        fields=fields,
        # Translators: on a button.
        send=words.gettext("Send"),
        privacy=words.gettext(
            "Your answers are kept with your membership record, so that we can put right what is wrong."
        ),
        address=settings.workspace.feedback.post_to,
        token_label=words.gettext("Your code"),
        # Translators: {word} is what stands before the code in a web address.
        token_hint=words.gettext("It stands in the address of this page, after {word}").format(word="token="),
    )


def _field(question: Question, texts: OrganisationTexts) -> FormField:
    return FormField(question.headings[0] if question.headings else question.id, asked(question, None, texts))


def _chosen(settings: Settings, fields: Sequence[FormField]) -> Iterator[ChosenAnswer]:
    questions = feedback_questions(settings)
    words = next((field for field, one in zip(fields, questions, strict=True) if one.asks == "correction"), None)
    for field, question in zip(fields, questions, strict=True):
        if question.asks in _BY_LINK:
            for choice in field.asked.choices:
                text = choice.text if question.asks == "correct" else f"{field.asked.text} {choice.text}"
                more = words if (question.asks, choice.value) == ("correct", "no") else None
                yield ChosenAnswer(anchor(question.id, choice.value), field.name, choice.value, text, more)
