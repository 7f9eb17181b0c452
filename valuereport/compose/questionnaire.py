"""A questionnaire in one language: pairs of questions about features, then the survey's other questions."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.compose.organisation_texts import OrganisationTexts, organisation_texts_for
from valuereport.compose.questions import asked
from valuereport.model.questionnaire import Questionnaire, Topic
from valuereport.settings import Settings
from valuereport.settings.surveys import Feature, Question, Survey
from valuereport.wording import wording_for

Topics = Sequence[tuple[Feature | None, Sequence[Question]]]
"""What is asked about each feature, or about nothing in particular, in its order."""


def compose_questionnaire(survey: Survey, topics: Topics, settings: Settings, locale: str) -> Questionnaire:
    """Return the questionnaire in a locale such as de-DE."""
    texts = organisation_texts_for(settings, wording_for(locale, settings.catalogues))
    words, name, heading = texts.words, settings.workspace.organisation.name, texts.text(survey.label)
    return Questionnaire(
        locale=words.tag,
        direction=words.direction,
        title=f"{heading} – {name}",
        organisation=name,
        heading=heading,
        introduction=words.gettext("Please choose one answer to each question. There is no right or wrong answer."),
        topics=tuple(_topic(feature, questions, texts) for feature, questions in topics),
    )


def untranslated(
    survey: Survey, topics: Sequence[tuple[Feature | None, Sequence[Question]]], texts: OrganisationTexts
) -> tuple[str, ...]:
    """Return what of the settings has no translation into the language of `texts`, by the key that holds it."""
    found = [(f"survey {survey.id}: label", survey.label)]
    found += [(f"feature {feature.id}: label", feature.label) for feature, _ in topics if feature]
    found += [(f"question {one.id}: text", one.text) for _, questions in topics for one in questions if one.text]
    return tuple(key for key, text in found if not texts.translated(text)[1])


def _topic(feature: Feature | None, questions: Sequence[Question], texts: OrganisationTexts) -> Topic:
    found = tuple(asked(one, feature, texts) for one in questions)
    if feature:
        return Topic(feature.id, texts.text(feature.label), found)
    return Topic(found[0].id, found[0].text, found)
