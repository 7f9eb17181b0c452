"""How satisfied members are: an anonymous wave of 2025, a wave of 2026 that names them, and what new members say."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import Floats, Ints, addresses, texts
from valuereport.sample.exports.expectations import FOLDER
from valuereport.sample.exports.mentoring_scheme import draw_meetings
from valuereport.sample.opinions import draw_recommendation, draw_removal, draw_satisfaction
from valuereport.sample.questionnaires import launch_of, questions, round_of
from valuereport.sample.respondents import completed_after, draw_respondents
from valuereport.sample.scene import Scene, Written
from valuereport.sample.truth import PILOT, PROMOTERS, SATISFIED, SHORT_PAIRS, SMALLEST_WAVE
from valuereport.sample.words import FEELINGS, LANGUAGES, SHORT_FEELINGS, word_list

FILES: Final = ("satisfaction-2025.csv", "satisfaction-2026.csv")
CODES: Final = "text_codes.csv"
_SURVEY: Final = "satisfaction"
_KNOWN_BY: Final = {"keynotes": 0.6}
"""What not everybody has used: the others leave the answer empty. Of all else one in twenty does; what is on trial is
rated by those who have used it."""
_MOST: Final = 0.95
_WRITES: Final = 0.35  # of those who answer, something in own words


def write(scene: Scene, folder: Path) -> Written:
    """Write both files, and what two raters made of the texts of 2026; they hold no engagements."""
    (folder / FOLDER).mkdir(exist_ok=True)
    _write_2025(scene, folder / FOLDER / FILES[0])
    _write_codes(folder / CODES, _write_2026(scene, folder / FOLDER / FILES[1]))
    return Written(0, files=len(FILES) + 1)


def _write_2025(scene: Scene, path: Path) -> None:
    """Write what Microsoft Forms exports of a form that asks nobody who they are."""
    rng = scene.stream("satisfaction-2025")
    found = draw_respondents(rng, scene, round_of(_SURVEY, "2025", len(scene.organisation.memberships)), named=False)
    headings, rows = _answers(rng, scene, found.actor, 0)
    ends = texts(completed_after(found, rng))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        form = csv.writer(stream, lineterminator="\r\n")
        form.writerow(["Id", "Start time", "Completion time", "Email", "Name", *headings])
        for at, (start, end, row) in enumerate(zip(texts(found.time), ends, rows, strict=True)):
            form.writerow([at + 1, start, end, "anonymous", "", *row])


def _write_2026(scene: Scene, path: Path) -> Collection[str]:
    """Write what Google Forms exports, with the address of each member, typed by hand; return the texts in it."""
    rng = scene.stream("satisfaction-2026")
    found = draw_respondents(rng, scene, round_of(_SURVEY, "2026", len(scene.organisation.memberships)), named=True)
    headings, rows = _answers(rng, scene, found.actor, 1)
    emails = np.where(found.actor < 0, "visitor@guests.example", addresses(rng, scene.actors, found.actor))
    if len(rows) >= SMALLEST_WAVE:
        rows[SMALLEST_WAVE // 2][0] = "good"
    with path.open("w", encoding="utf-8", newline="") as stream:
        form = csv.writer(stream, lineterminator="\n")
        form.writerow(["Timestamp", "Email Address", *headings])
        for when, email, row in zip(found.time, emails, rows, strict=True):
            form.writerow([_british(when), email, *row])
    return {row[-1] for row in rows}


def _write_codes(path: Path, texts: Collection[str]) -> None:
    """Write what each of two raters takes each text for, in every language; they agree but for one."""
    (question,) = questions(_SURVEY, "text")
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["survey", "wave", "question", "text", "rater_1", "rater_2"])
        for text in word_list("opinions")["better"]:
            said = [text[language] for language in LANGUAGES if text[language] in texts]
            table.writerows([_SURVEY, "2026", question.id, each, *text["codes"]] for each in said)


def _answers(rng: np.random.Generator, scene: Scene, who: Ints, year: int) -> tuple[list[str], list[list[str]]]:
    """Return the headings, and a row of answers for each one; `year`: 0 is 2025, 1 is 2026."""
    count, language = len(who), np.where(who < 0, 0, scene.actors.language[who])
    sent = round_of(_SURVEY, f"{2025 + year}", len(scene.organisation.memberships)).sent
    feelings = FEELINGS[language] if year else np.tile(SHORT_FEELINGS, (count, 1))
    headings, columns = [], []
    for each in questions(_SURVEY, "csat", "satisfaction", "removal", "nps", "text"):
        if each.asks == "csat":
            known = _knowing(scene, who, each.feature, sent)
            said = _some(rng, draw_satisfaction(rng, SATISFIED[each.feature][year], count), known)
        elif each.asks == "satisfaction":
            said = _some(rng, draw_satisfaction(rng, SHORT_PAIRS[each.feature][0], count), _MOST)
        elif each.asks == "removal":
            removal = draw_removal(rng, SHORT_PAIRS[each.feature][1], count)
            said = feelings[np.arange(count), removal].tolist()
        elif each.asks == "nps":
            said = draw_recommendation(rng, PROMOTERS[year], _levels(scene, who)).tolist()
        else:
            said = _sentences(rng, language, word_list("opinions")["better"])
        if each.feature and (begun := launch_of(each.feature)) and begun > sent:
            continue  # nobody is asked how satisfied they are with what is not there yet
        headings.append(each.headings[0])
        columns.append(said)
    return headings, [list(row) for row in zip(*columns, strict=True)]


def _levels(scene: Scene, who: Ints) -> Floats:
    return np.where(who < 0, 1.0, scene.actors.level[who])


def _knowing(scene: Scene, who: Ints, feature: str, sent: date) -> Floats | float:
    """Return how likely each one is to rate a feature."""
    if feature != PILOT:
        return _KNOWN_BY.get(feature, _MOST)
    met = draw_meetings(scene)
    return np.isin(who, met.actor[met.time < np.datetime64(sent)]).astype(np.float64)


def _some(rng: np.random.Generator, said: Ints, share: Floats | float) -> list[str]:
    """Return what is said by those who say something."""
    known = rng.random(len(said)) < share
    return [str(one) if knows else "" for one, knows in zip(said.tolist(), known.tolist(), strict=True)]


def _sentences(rng: np.random.Generator, language: Ints, texts: Sequence[dict[str, str]]) -> list[str]:
    """Return what some write, each in the own language; the first texts are the most frequent ones."""
    which = np.minimum(rng.geometric(0.35, len(language)) - 1, len(texts) - 1)
    writes = rng.random(len(language)) < _WRITES
    return [
        texts[at][LANGUAGES[spoken]] if some else ""
        for at, spoken, some in zip(which.tolist(), language.tolist(), writes.tolist(), strict=True)
    ]


def _british(time: np.datetime64) -> str:
    day, clock = str(time).split("T")
    year, month, number = day.split("-")
    return f"{number}/{month}/{year} {clock}"
