"""surveys.toml held together, and against the taxonomy and the sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from valuereport.errors import SettingsError
from valuereport.model.tables import KANO_ANSWERS
from valuereport.notation.headings import heading_key
from valuereport.settings.known_keys import did_you_mean
from valuereport.settings.surveys import (
    FEELINGS,
    NUMBERS,
    OF_FEATURES,
    YES_NO,
    Feature,
    Question,
    Surveys,
    Wave,
    numbers_of,
)
from valuereport.settings.workspace import Source

_SHOWN: Final = 12  # ids of a longer list are not of use


def check_surveys(path: str, surveys: Surveys, activities: Collection[str]) -> None:
    """Check what surveys.toml names. Raises SettingsError. `activities`: ids of the taxonomy."""
    for kind in ("feature", "survey", "question"):
        _check_ids(path, kind, [one.id for one in getattr(surveys, kind)])
    _check_features(path, surveys.feature, activities)
    known = [one.id for one in surveys.survey]
    _check_waves(path, surveys.wave, known)
    features = [one.id for one in surveys.feature]
    for question in surveys.question:
        _check_question(path, question, known, features)
    _check_headings(path, surveys.question)


def check_survey_sources(path: str, sources: Iterable[Source], surveys: Surveys) -> None:
    """Check that sources name surveys that there are. Raises SettingsError. `path`: of the workspace's settings."""
    known = [one.id for one in surveys.survey]
    for source in sources:
        survey = source.columns.get("survey")
        if source.table != "responses" or survey is None:
            continue
        words = [survey.value] if survey.value is not None else (survey.map or {}).values()
        for word in words:
            _check(path, f"source.{source.name}.columns.survey", word, known, "a survey of surveys.toml")


def _check_features(path: str, features: Iterable[Feature], activities: Collection[str]) -> None:
    by_id = {one.id: one for one in features}
    for one in by_id.values():
        if one.part_of:
            _check(path, f"feature.{one.id}.part_of", one.part_of, by_id, "another feature")
        for activity in one.activities:
            _check(path, f"feature.{one.id}.activities", activity, activities, "an id from the taxonomy")
    for one in by_id.values():
        way = [one.id]
        while (above := by_id[way[-1]].part_of) and above not in way:
            way.append(above)
        if above:
            found = " -> ".join((*way, above))
            raise SettingsError(path, f"feature.{one.id}.part_of", found, "a feature that is no part of this one")


def _check_waves(path: str, waves: Iterable[Wave], surveys: Collection[str]) -> None:
    seen: set[tuple[str, str]] = set()
    for one in waves:
        _check(path, f"wave.{one.id}.survey", one.survey, surveys, "a survey")
        if (one.survey, one.id) in seen:
            raise SettingsError(path, "wave.id", one.id, f"an id of its own for each wave of {one.survey}")
        seen.add((one.survey, one.id))


def _check_question(path: str, one: Question, surveys: Collection[str], features: Collection[str]) -> None:
    key = f"question.{one.id}"
    _check(path, f"{key}.survey", one.survey, surveys, "a survey")
    if one.asks in OF_FEATURES or one.feature:
        _check(path, f"{key}.feature", one.feature, features, "a feature")
    if one.points is not None and (one.asks not in NUMBERS or (one.asks == "nps" and one.points != 11)):
        allowed = (
            "11, or no points: it is asked from 0 to 10" if one.asks == "nps" else "no points: no scale of numbers"
        )
        raise SettingsError(path, f"{key}.points", one.points, allowed)
    meanings = _meanings(one)
    for word, meaning in one.words.items():
        if meanings and meaning and meaning not in meanings:
            allowed = f'{", ".join(meanings)}, or "" for no answer{did_you_mean(meaning, meanings)}'
            raise SettingsError(path, f"{key}.words.{word}", meaning, allowed)


def _meanings(one: Question) -> tuple[str, ...]:
    """Return what a word of a question may mean; none where it may be anything."""
    if one.asks in FEELINGS:
        return KANO_ANSWERS
    if one.asks == YES_NO:
        return ("yes", "no")
    return tuple(map(str, numbers_of(one))) if one.asks in NUMBERS else ()


def _check_headings(path: str, questions: Iterable[Question]) -> None:
    """Raise SettingsError where two questions of a survey have one heading."""
    taken: dict[tuple[str, str], str] = {}
    for one in questions:
        for heading in one.headings or (one.id,):
            other = taken.setdefault((one.survey, heading_key(heading)), one.id)
            if other != one.id:
                allowed = f"a heading that {other} has not taken"
                raise SettingsError(path, f"question.{one.id}.headings", heading, allowed)


def _check_ids(path: str, kind: str, ids: Collection[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise SettingsError(path, f"{kind}.id", one, "an id of its own for each")
        seen.add(one)


def _check(path: str, key: str, found: str, known: Collection[str] | Mapping[str, object], what: str) -> None:
    if found in known and found:
        return
    listed = [*known]
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    there = f"{what}: {', '.join(listed[:_SHOWN])}{more}" if listed else f"{what}, and there is none"
    raise SettingsError(path, key, found or "nothing", f"{there}{did_you_mean(found, listed)}")
