"""Drafts a survey: what is asked, in which order, in which languages, and how many responses are needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from valuereport.actions.locales import checked_locale
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.compose.organisation_texts import organisation_texts_for
from valuereport.compose.questionnaire import Topics, compose_questionnaire, untranslated
from valuereport.compose.questions import KANO
from valuereport.errors import Problem, RequestError
from valuereport.files import csv_table
from valuereport.insights.statistics.sample_size import responses_needed
from valuereport.model.questionnaire import Questionnaire, SurveyDraft
from valuereport.output_folder import check_replaceable, locked_folder, replace_folder
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.look import look_of
from valuereport.render.questionnaire import QuestionnaireRenderer
from valuereport.settings import Settings
from valuereport.settings.known_keys import did_you_mean
from valuereport.settings.surveys import OF_FEATURES, Feature, Question, Survey, Surveys
from valuereport.settings.toml_values import value
from valuereport.storage import require_local
from valuereport.wording import resolve_text, wording_for
from valuereport.wording.catalogues import languages

_FOLDER: Final = "surveys"
_STOPPED: Final = "stopped"
_POINTS: Final = (10, 5)
_ANSWERED_BY: Final = {"choice": "one answer", "scale": "one number", "text": "own words"}


@dataclass(frozen=True, slots=True)
class SurveyDraftRequest:
    """Which survey, about which features (all that are not stopped), in which languages, in the order of which seed."""

    survey: str
    features: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()  # those into which all labels are translated, where not given
    seed: int | None = None  # [calculation] seed, where not given


@needs("operator")
def draft(workspace: Workspace, request: SurveyDraftRequest) -> SurveyDraft:
    """Write a survey's draft in place of an earlier one. Raises RequestError, RunError, TemplateError."""
    settings = workspace.settings
    surveys, seed = settings.surveys, request.seed
    survey = _survey(surveys, request.survey)
    seed = settings.workspace.calculation.seed if seed is None else seed
    topics = _topics(surveys, survey, _features(surveys, request.features), seed)
    if not topics:
        allowed = "a survey with questions, or features that are not stopped: [[feature]] in the file of surveys"
        raise RequestError("survey", survey.id, allowed)
    locales = tuple(dict.fromkeys(map(checked_locale, request.locales))) or _languages(settings, survey, topics)
    folder = require_local(workspace.output, _FOLDER) / _FOLDER / survey.id
    check_replaceable(folder)
    renderer = QuestionnaireRenderer(template_folders(settings), partial(translations, settings), look_of(settings))
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    pages: list[Questionnaire] = []
    for locale in locales:
        problems += _untranslated(settings, survey, topics, locale)
        pages.append(compose_questionnaire(survey, topics, settings, locale))
        form = renderer.page(pages[-1])
        problems += form.problems
        files |= {f"form-{locale}.html": form.html, f"form-{locale}.pdf": form.pdf}
        files[f"questions-{locale}.csv"] = _table(pages[-1])
    needed = {points: responses_needed(points) for points in _POINTS}
    files["order.json"] = _order(survey, topics, locales, seed, needed)
    if new := _new_questions(surveys, topics, pages):
        files["questions.toml"] = new
    with locked_folder(folder):
        written = replace_folder(folder, files)
    features = tuple(feature.id for feature, _ in topics if feature)
    number = sum(len(questions) for _, questions in topics)
    return SurveyDraft(written, features, number, locales, seed, needed, tuple(problems))


def _survey(surveys: Surveys, name: str) -> Survey:
    known = {one.id: one for one in surveys.survey}
    if name not in known:
        allowed = f"a [[survey]] of the file of surveys: {', '.join(known) or 'there is none yet'}"
        raise RequestError("name", name, allowed + did_you_mean(name, known))
    return known[name]


def _features(surveys: Surveys, wanted: Sequence[str]) -> tuple[Feature, ...]:
    known = {one.id: one for one in surveys.feature if one.stage != _STOPPED}
    for name in wanted:
        if name not in known:
            allowed = f"features that are not stopped: {', '.join(known)}{did_you_mean(name, known)}"
            raise RequestError("feature", name, allowed)
    return tuple(known[name] for name in dict.fromkeys(wanted)) or tuple(known.values())


def _topics(surveys: Surveys, survey: Survey, features: Sequence[Feature], seed: int) -> Topics:
    """Return what is asked: each feature's pair in an order of chance, then the survey's other questions."""
    own = [one for one in surveys.question if one.survey == survey.id]
    pairs = tuple((feature, tuple(_of(feature, survey, own))) for feature in in_order_of_chance(features, seed))
    others = tuple((None, (one,)) for one in own if one.asks not in OF_FEATURES)
    return (*pairs, *others)


def in_order_of_chance(features: Iterable[Feature], seed: int) -> list[Feature]:
    """Return features in the order of a seed.

    A feature's place hangs on the seed and its id alone: one that is added moves no other before another.
    """
    return sorted(features, key=lambda one: hashlib.sha256(f"{seed}:{one.id}".encode()).digest())


def _of(feature: Feature, survey: Survey, own: Sequence[Question]) -> Iterator[Question]:
    """Yield the questions about a feature: those of the file, and what of the pair it lacks."""
    there = {one.asks: one for one in own if one.feature == feature.id}
    for asks in KANO:
        new = Question(id=f"{feature.id}-{asks}", survey=survey.id, asks=asks, feature=feature.id)
        yield there.pop(asks, new)
    yield from there.values()


def _languages(settings: Settings, survey: Survey, topics: Topics) -> tuple[str, ...]:
    """Return the organisation's locale, and the other languages into which every label is translated."""
    home = settings.workspace.organisation.locale
    labels = [survey.label, *(feature.label for feature, _ in topics if feature)]
    others = [
        one
        for one in sorted(languages())
        if one != home.partition("-")[0] and all(resolve_text(label, one, home)[1] for label in labels)
    ]
    return (home, *others)


def _untranslated(settings: Settings, survey: Survey, topics: Topics, locale: str) -> list[Problem]:
    texts = organisation_texts_for(settings, wording_for(locale, settings.catalogues))
    file, action = settings.workspace.files.surveys, "the draft shows the organisation's language there"
    reason = f"there is no text in the language of {locale}"
    return [
        Problem("compose", "warning", reason, action, file, column=key) for key in untranslated(survey, topics, texts)
    ]


def _table(page: Questionnaire) -> bytes:
    """Return the questions for a survey tool: a row a question, its answers in the columns behind it."""
    questions = [(topic, one) for topic in page.topics for one in topic.questions]
    answers = [f"answer {n}" for n in range(1, max(len(one.choices) for _, one in questions) + 1)]
    rows = (
        {
            "number": number,
            "id": one.id,
            "topic": topic.heading,
            "question": one.heading,
            "answered_by": _ANSWERED_BY[one.answering],
            **dict(zip(answers, (choice.text for choice in one.choices), strict=False)),
        }
        for number, (topic, one) in enumerate(questions, 1)
    )
    return csv_table(("number", "id", "topic", "question", "answered_by", *answers), rows)


def _order(survey: Survey, topics: Topics, locales: Sequence[str], seed: int, needed: Mapping[int, int]) -> bytes:
    """Return what was asked in which order, and by which seed it is: the record of the draft."""
    asked = [one.id for _, questions in topics for one in questions]
    data = {
        "survey": survey.id,
        "seed": seed,
        "features": [feature.id for feature, _ in topics if feature],
        "questions": asked,
        "locales": list(locales),
        "responses_needed": {f"{points} points": n for points, n in needed.items()},
    }
    return f"{json.dumps(data, indent=2, ensure_ascii=False)}\n".encode()


def _new_questions(surveys: Surveys, topics: Topics, pages: Sequence[Questionnaire]) -> bytes:
    """Return the questions that surveys.toml does not have yet, with what their columns will be called."""
    there = {one.id: one for one in surveys.question}
    headings: dict[str, list[str]] = {}
    for page in pages:
        for topic in page.topics:
            for asked in topic.questions:
                headings.setdefault(asked.id, []).append(asked.heading)
    blocks = []
    for _, questions in topics:
        for one in questions:
            named = f"headings = {value(list(dict.fromkeys(headings[one.id])))}\n"
            if one.id in there and not there[one.id].headings:
                blocks.append(f"# of the question {one.id}, which is there:\n# {named}")
            elif one.id not in there:
                cells = {"id": one.id, "survey": one.survey, "asks": one.asks, "feature": one.feature}
                said = "".join(f"{name} = {value(cell)}\n" for name, cell in cells.items())
                blocks.append(f"[[question]]\n{said}{named}")
    return "\n".join(blocks).encode()
