"""Writes the form that members' links lead to, a file a language, for the organisation's own site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from valuereport.actions.locales import checked_locale
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.compose.feedback_form import compose_feedback_form, feedback_questions
from valuereport.errors import Problem, SettingsError
from valuereport.output_folder import check_replaceable, locked_folder, replace_folder
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.feedback_form import FeedbackFormRenderer
from valuereport.render.look import look_of
from valuereport.settings import Settings
from valuereport.settings.toml_values import value
from valuereport.storage import require_local
from valuereport.wording.catalogues import languages

_FOLDER: Final = "feedback"
_SNIPPET: Final = "surveys.toml"


@dataclass(frozen=True, slots=True)
class FeedbackForms:
    """The files, one of them what the file of surveys lacks; and what a person should look at."""

    files: tuple[Path, ...]
    lacking: Path | None
    problems: tuple[Problem, ...]


@needs("operator")
def write_forms(workspace: Workspace, locales: tuple[str, ...] = ()) -> FeedbackForms:
    """Write the form in each language, in place of earlier ones. Raises RunError, SettingsError, TemplateError."""
    settings = workspace.settings
    feedback, home = settings.workspace.feedback, settings.workspace.organisation.locale
    if not feedback.page:
        raise SettingsError(str(settings.path), "feedback.page", "nothing", "where on your site the form will lie")
    folder = require_local(workspace.output, _FOLDER) / _FOLDER
    check_replaceable(folder)
    renderer = FeedbackFormRenderer(template_folders(settings), partial(translations, settings), look_of(settings))
    asked = tuple(dict.fromkeys(map(checked_locale, locales)))
    others = [one for one in sorted(languages()) if one != home.partition("-")[0]]
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for locale in asked or (home, *others):
        page = compose_feedback_form(settings, locale)
        files[f"{page.language}.html"], found = renderer.html(page)
        problems += found
    if snippet := _snippet(settings):
        files[_SNIPPET] = snippet
    with locked_folder(folder):
        written = replace_folder(folder, files)
    lacking = folder / _SNIPPET if snippet else None
    return FeedbackForms(written, lacking, tuple(dict.fromkeys(problems)))


def _snippet(settings: Settings) -> bytes:
    """Return what the file of surveys lacks, so that replies can be read back."""
    survey = settings.workspace.feedback.survey
    blocks = []
    if survey not in [one.id for one in settings.surveys.survey]:
        blocks.append(_block("survey", {"id": survey, "label": {"en": "What members say of their statement"}}))
    there = {one.id for one in settings.surveys.question}
    lacking = [one for one in feedback_questions(settings) if one.id not in there]
    blocks += [_block("question", {"id": one.id, "survey": survey, "asks": one.asks}) for one in lacking]
    return "\n".join(blocks).encode()


def _block(kind: str, cells: Mapping[str, object]) -> str:
    return f"[[{kind}]]\n" + "".join(f"{name} = {value(cell)}\n" for name, cell in cells.items())
