"""surveys.toml as a beginning: the surveys, their rounds, and a question for each column, read as text until somebody
says what it asks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE
from valuereport.mapping.questions.surveys import survey_id, usual_wave, wave_id
from valuereport.mapping.sources.responses import questions_of
from valuereport.mapping.surveys import scale_of
from valuereport.settings.toml_values import value

_HEAD: Final = """# Your surveys, their rounds, and what each column of their exports asks.
# Every question is read as text until you say what it asks, and about which feature: docs/settings.md.
"""
_LONGEST: Final = 40  # of a question's id


def surveys_text(found: Sequence[Proposal], answers: Mapping[str, str]) -> str:
    """Return the text of surveys.toml, "" where no file holds responses."""
    files = [one for one in found if one.table == "responses" and answers.get(survey_id(one), "") != NONE]
    by_survey: dict[str, list[Proposal]] = {}
    for one in files:
        by_survey.setdefault(answers.get(survey_id(one), one.name), []).append(one)
    language = answers.get("organisation.locale", "en").partition("-")[0] or "en"
    taken: set[str] = set()  # by the questions of all surveys
    parts = [line for survey, each in by_survey.items() for line in _survey(survey, each, answers, language, taken)]
    return "\n".join([_HEAD, *parts]) if parts else ""


def _survey(
    survey: str, files: Sequence[Proposal], answers: Mapping[str, str], language: str, taken: set[str]
) -> Iterator[str]:
    label = survey.replace("-", " ").capitalize()
    yield from ("[[survey]]", f"id = {value(survey)}", f"label = {value({language: label})}", "")
    for wave in dict.fromkeys(answers.get(wave_id(one)) or usual_wave(one) for one in files):
        yield from ("[[wave]]", f"survey = {value(survey)}", f"id = {value(wave)}", "")
    asked: dict[str, Proposal] = {}
    for one in files:
        for heading in questions_of(one):
            asked.setdefault(heading, one)
    for heading, one in asked.items():
        name = _id(heading, taken)
        taken.add(name)
        if heading in one.profiles and (scale := scale_of(one.profiles[heading])):
            yield f"# its answers are those of {scale}"
        yield from ("[[question]]", f"id = {value(name)}", f"survey = {value(survey)}", 'asks = "text"')
        yield from (f"headings = {value([heading])}", "")


def _id(heading: str, taken: set[str]) -> str:
    letters = unicodedata.normalize("NFKD", heading.casefold()).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST].strip("-") or "question"
    name, number = short, 1
    while name in taken:
        number += 1
        name = f"{short}-{number}"
    return name
