"""Two waves of the survey of what members expect, from two survey tools, and what a workshop of staff has guessed.

In 2025 the form was in English alone and asked fewer questions; in 2026 everybody answered in the own language, in a
tool that writes two rows of headings. One question was asked in other words.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from valuereport.sample.activity import Ints, Words, addresses, texts
from valuereport.sample.opinions import draw_importance, draw_letters, draw_pairs, shares_of
from valuereport.sample.questionnaires import label_of, questions, round_of
from valuereport.sample.respondents import (
    Respondents,
    completed_after,
    draw_respondents,
    grades,
    member_numbers,
    straight_liners,
)
from valuereport.sample.scene import Scene, Written
from valuereport.sample.truth import BY_GRADE, CONTRADICTIONS, KANO, SMALLEST_WAVE, STRAIGHT_LINERS
from valuereport.sample.words import FEELINGS, SHORT_FEELINGS

FOLDER: Final = "surveys"
FILES: Final = ("expectations-2025.csv", "expectations-2026.csv", "expectations-staff.csv")
_SURVEY: Final = "benefits"
NOT_ASKED_IN_2025: Final = ("job-matching", "office", "compulsory-events", "endorsements")
_STAFF: Final = 12
_NEUTRAL: Final = 2  # what straight-liners answer to each question of a pair
_MIDDLE: Final = 5  # ... and how important everything is to them
_HOW_IMPORTANT: Final = "How important is each of these to you, from 1 to 9?"
_TYPEFORM: Final = ("#",)
_TYPEFORM_END: Final = ("member", "Start Date (UTC)", "Submit Date (UTC)", "Network ID")
_SURVEYMONKEY: Final = (
    *("Respondent ID", "Collector ID", "Date Created", "Date Modified", "IP Address", "Email Address"),
    *("First Name", "Last Name", "Custom Data 1"),
)
_SCATTER: Final = 2_654_435_761  # odd, so it spreads numbers over 32 bits without a clash


@dataclass(frozen=True, slots=True)
class _Answers:
    """What a wave answers: a row a questionnaire, a column a feature; positions in KANO_ANSWERS, and 1 to 9."""

    functional: Ints
    dysfunctional: Ints
    importance: Ints


def write(scene: Scene, folder: Path) -> Written:
    """Write the three files; they hold no engagements."""
    (folder / FOLDER).mkdir(exist_ok=True)
    paths = [folder / FOLDER / name for name in FILES]
    _write_2025(scene, paths[0])
    _write_2026(scene, paths[1])
    _write_staff(scene, paths[2])
    return Written(0, files=len(FILES))


def _write_2025(scene: Scene, path: Path) -> None:
    """Write what a form of Typeform exports; the member's number came with the link, where it was not cut off."""
    rng = scene.stream("expectations-2025")
    features = [name for name in KANO if name not in NOT_ASKED_IN_2025]
    found = draw_respondents(rng, scene, round_of(_SURVEY, "2025", _members(scene)), named=True)
    answers = _answers(rng, scene, features, "2025", found)
    words, pairs = _words(_short(len(found)), answers), _headings(features, -1)
    ends, numbers = texts(completed_after(found, rng)), member_numbers(scene, found)
    with path.open("w", encoding="utf-8", newline="") as stream:
        form = csv.writer(stream, lineterminator="\n")
        form.writerow([*_TYPEFORM, *pairs, *_TYPEFORM_END])
        for at, (start, end) in enumerate(zip(texts(found.time), ends, strict=True)):
            code = f"{(at + 1) * _SCATTER % 2**32:08x}"
            form.writerow([code, *words[at], numbers[at], start, end, code[::-1]])


def _write_2026(scene: Scene, path: Path) -> None:
    """Write what SurveyMonkey exports: two rows of headings, American dates, an address or the member's number."""
    rng, actors, features = scene.stream("expectations-2026"), scene.actors, list(KANO)
    found = draw_respondents(rng, scene, round_of(_SURVEY, "2026", _members(scene)), named=True)
    answers = _answers(rng, scene, features, "2026", found)
    language = np.where(found.actor < 0, 0, actors.language[found.actor])
    words, pairs = _words(FEELINGS[language], answers), _headings(features, 0)
    emails = np.where(found.actor < 0, "reader@guests.example", addresses(rng, actors, found.actor))
    numbers = np.where(rng.random(len(found)) < 0.7, np.array(member_numbers(scene, found), dtype=np.object_), "")
    important = answers.importance.astype(str).astype(np.object_)
    if len(found) >= SMALLEST_WAVE:
        important[SMALLEST_WAVE // 2, 3] = "very"
    ends = completed_after(found, rng)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream, lineterminator="\r\n")
        table.writerow([*_SURVEYMONKEY, *pairs, _HOW_IMPORTANT, *[""] * (len(features) - 1)])
        table.writerow([*[""] * len(_SURVEYMONKEY), *["Response"] * len(pairs), *map(label_of, features)])
        for at, who in enumerate(found.actor.tolist()):
            name = ("", "") if who < 0 else (actors.first[who], actors.last[who])
            days = _american(found.time[at]), _american(ends[at])
            about = [11_840_000_000 + at * 7919, 441_200_773, *days, "", emails[at], *name, numbers[at]]
            table.writerow([*about, *words[at], *important[at]])


def _write_staff(scene: Scene, path: Path) -> None:
    """Write what the staff's workshop took down by hand: no day, no importance."""
    rng, features = scene.stream("expectations-staff"), list(KANO)
    found = Respondents(np.full(_STAFF, -1), np.full(_STAFF, np.datetime64("2026-04-21T10:00:00")))
    words = _words(_short(_STAFF), _answers(rng, scene, features, "staff-2026", found))
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["Participant", *_headings(features, 0)])
        table.writerows([f"S{at + 1}", *row] for at, row in enumerate(words))


def _members(scene: Scene) -> int:
    return len(scene.organisation.memberships)


def _answers(
    rng: np.random.Generator, scene: Scene, features: Sequence[str], wave: str, found: Respondents
) -> _Answers:
    """Draw what they answer, with the straight-liners and the contradictions that are planted."""
    letters = np.stack([draw_letters(rng, shares_of(name, wave), len(found)) for name in features], axis=1)
    grade = grades(scene, found)
    for at, name in enumerate(features):
        for group, shares in BY_GRADE.get(name, {}).items():
            letters[grade == group, at] = draw_letters(rng, shares, int((grade == group).sum()))
    functional, dysfunctional = (side.reshape(letters.shape) for side in draw_pairs(rng, letters.ravel()))
    importance = draw_importance(rng, letters)
    same = straight_liners(rng, found, STRAIGHT_LINERS)
    functional[same], dysfunctional[same], importance[same] = _NEUTRAL, _NEUTRAL, _MIDDLE
    others = np.setdiff1d(np.flatnonzero(found.actor >= 0), same)
    if len(same):
        cell = rng.choice(len(others) * len(features), size=CONTRADICTIONS, replace=False)
        who, what = others[cell // len(features)], cell % len(features)
        functional[who, what] = dysfunctional[who, what] = 0
    return _Answers(functional, dysfunctional, importance)


def _headings(features: Sequence[str], which: int) -> list[str]:
    """Return the two questions about each feature; `which` of the headings that a question has had."""
    asked = {(each.feature, each.asks): each for each in questions(_SURVEY, "functional", "dysfunctional")}
    return [asked[name, asks].headings[which] for name in features for asks in ("functional", "dysfunctional")]


def _short(count: int) -> Words:
    return np.tile(SHORT_FEELINGS, (count, 1))


def _words(feelings: Words, answers: _Answers) -> list[list[str]]:
    """Return a row of words for each questionnaire, in the order of the headings; `feelings`: its words, a row each."""
    pairs = np.stack([answers.functional, answers.dysfunctional], axis=2).reshape(
        len(feelings), 2 * answers.functional.shape[1]
    )
    rows: list[list[str]] = np.take_along_axis(feelings, pairs, axis=1).tolist()
    return rows


def _american(time: np.datetime64) -> str:
    day, clock = str(time).split("T")
    year, month, number = day.split("-")
    return f"{month}/{number}/{year} {clock}"
