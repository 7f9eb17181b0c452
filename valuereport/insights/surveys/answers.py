"""Responses -> answers: waves in the order of time, one questionnaire a member and wave, what each answer means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.model.histories import KANO_ANSWERS, Histories
from valuereport.model.listening import WaveKind
from valuereport.settings.surveys import Asks, Question, Surveys, Wave

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Key = tuple[str, str]
"""A survey and a wave of it."""

FEELINGS: Final[tuple[Asks, ...]] = ("functional", "dysfunctional", "removal")
"""Questions that are answered with KANO_ANSWERS."""

_POINTS: Final[dict[Asks, int]] = {"importance": 9, "satisfaction": 5, "csat": 5}
_NO_DAY: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class AskedWave:
    """A wave as the settings and its responses have it. `day`: on which it was sent, or of the first response."""

    survey: str
    id: str
    kind: WaveKind
    anonymous: bool
    invited: int | None
    day: date | None
    last: date | None
    doubles: int = 0


@dataclass(frozen=True)
class Answers:
    """The answers that count.

    `rows`: wave (its place in `waves`), person (the questionnaire, from 0 on over all waves), member (-1: not known),
    question (its place in `questions`), meaning (float64: the place in KANO_ANSWERS, or the number; NaN where nobody
    knows, or the question has none), value (as it was answered), date (datetime64[D]); in the order of wave and person.
    """

    waves: tuple[AskedWave, ...]
    questions: tuple[Question, ...]
    rows: pd.DataFrame

    def persons(self, wave: int) -> tuple[Whole, Whole]:
        """Return the questionnaires of a wave, and the member of each."""
        own = self.rows[self.rows["wave"] == wave].drop_duplicates("person")
        return own["person"].to_numpy(), own["member"].to_numpy()

    def asking(self, asks: Asks) -> pd.DataFrame:
        """Return the answers of one kind that can be read: wave, person, member, feature, meaning, question.

        `feature`: its id, "" for none. Of two answers of a person about one feature the first question's counts.
        """
        which = np.array([one.asks == asks for one in self.questions], dtype=np.bool_)
        own = self.rows[which[self.rows["question"].to_numpy()] & self.rows["meaning"].notna().to_numpy()]
        features = np.array([one.feature for one in self.questions], dtype=object)
        found = own.assign(feature=features[own["question"].to_numpy()])
        return found.drop_duplicates(["wave", "person", "feature"])


def answers(histories: Histories, wanted: Surveys) -> tuple[Answers, tuple[Problem, ...]]:
    """Return the answers of all waves until the day up to which something is known, and what was wrong with them."""
    responses = histories.responses
    place = pd.Index([one.id for one in wanted.question]).get_indexer(responses["question"])
    problems = list(_unknown(responses[place < 0]))
    rows = responses.assign(question=place, day=responses["date"].to_numpy().astype("datetime64[D]"))[place >= 0]
    listed = {(one.survey, one.id): one for one in wanted.wave}
    sent = {key: one.sent for key, one in listed.items()}
    keys, codes = _keys(rows)
    days = np.array([sent.get(key) or _NO_DAY for key in keys], dtype="datetime64[D]")
    day = np.where(np.isnat(rows["day"].to_numpy()), days[codes], rows["day"].to_numpy())
    rows = rows.assign(wave=codes)[~(day >= np.datetime64(histories.as_at, "D"))]
    found, order, more = _waves(rows, keys, listed, wanted, histories.as_at)
    problems += more
    rows = rows.assign(wave=order[rows["wave"].to_numpy()])
    rows.loc[np.array([one.anonymous for one in found], dtype=np.bool_)[rows["wave"].to_numpy()], "member"] = -1
    rows, left_out, more = _single(rows, found)
    problems += more
    waves = tuple(
        AskedWave(
            survey=one.survey,
            id=one.id,
            kind=one.kind,
            anonymous=one.anonymous,
            invited=one.invited,
            day=one.day,
            last=one.last,
            doubles=int(doubles),
        )
        for one, doubles in zip(found, left_out, strict=True)
    )
    meaning = _meaning(rows, wanted.question)
    kept = pd.DataFrame(
        {
            "wave": rows["wave"].to_numpy().astype(np.int64),
            "person": rows["person"].to_numpy().astype(np.int64),
            "member": rows["member"].to_numpy().astype(np.int64),
            "question": rows["question"].to_numpy().astype(np.int64),
            "meaning": meaning,
            "value": rows["value"].to_numpy(dtype=object),
            "date": rows["day"].to_numpy().astype("datetime64[s]"),
        }
    )
    return Answers(waves, wanted.question, kept), tuple(problems)


def _keys(rows: pd.DataFrame) -> tuple[list[Key], Whole]:
    """Return the waves that have responses, as (survey, wave), and the place of each row's."""
    codes, keys = pd.factorize(pd.MultiIndex.from_frame(rows[["survey", "wave"]]))
    return [(str(survey), str(wave)) for survey, wave in keys], np.asarray(codes, dtype=np.int64)


def _waves(
    rows: pd.DataFrame,
    keys: Sequence[Key],
    listed: Mapping[Key, Wave],
    wanted: Surveys,
    as_at: date,
) -> tuple[list[AskedWave], Whole, list[Problem]]:
    """Return the waves in the order of time, the place there of each of `keys`, and which have no date.

    A wave without a date goes before the others: nothing says that it is newer than any of them.
    """
    hidden = {one.id for one in wanted.survey if one.anonymous}
    spans = rows.groupby("wave")["day"].agg(["min", "max"]) if len(rows) else None
    found: list[tuple[AskedWave, int]] = []
    for code, key in enumerate(keys):
        first, last = (spans.at[code, name] for name in ("min", "max")) if _has(spans, code) else (pd.NaT, pd.NaT)
        if _has(spans, code):
            found.append((_asked(key, listed.get(key), key[0] in hidden, first, last), code))
    there = {(one.survey, one.id) for one, _ in found}
    silent = [one for key, one in listed.items() if key not in there and one.sent and one.sent < as_at]
    found += [(_asked((one.survey, one.id), one, one.survey in hidden, pd.NaT, pd.NaT), -1) for one in silent]
    found.sort(key=lambda one: (one[0].day or date.min, one[0].survey, one[0].id))
    order = np.full(len(keys), -1, dtype=np.int64)
    for at, (_, code) in enumerate(found):
        if code >= 0:
            order[code] = at
    waves = [one for one, _ in found]
    reason = "a wave without a date: no response has one, and surveys.toml does not say when it was sent"
    problems = [
        Problem(
            "insights", "warning", reason, "not compared with other waves", "surveys.toml", None, "sent", _name(one)
        )
        for one in waves
        if not one.day
    ]
    return waves, order, problems


def _has(spans: pd.DataFrame | None, code: int) -> bool:
    return spans is not None and code in spans.index


def _asked(key: Key, listed: Wave | None, hidden: bool, first: pd.Timestamp, last: pd.Timestamp) -> AskedWave:
    sent = listed.sent if listed else None
    return AskedWave(
        survey=key[0],
        id=key[1],
        kind=listed.kind if listed else "members",
        anonymous=hidden or bool(listed and listed.anonymous),
        invited=listed.invited if listed else None,
        day=sent or (None if pd.isna(first) else first.date()),
        last=None if pd.isna(last) else last.date(),
    )


def _name(wave: AskedWave) -> str:
    return f"{wave.survey} / {wave.id}" if wave.id else wave.survey


def _single(rows: pd.DataFrame, waves: Sequence[AskedWave]) -> tuple[pd.DataFrame, Whole, list[Problem]]:
    """Return the rows with `person`, without the earlier ones of a member's questionnaires and of a question's answers.

    Of several questionnaires of a member in one wave the newest counts, of the same day the last one in the export.
    Also: how many questionnaires of each wave were left out.
    """
    person = rows.groupby(["wave", "respondent"], sort=True).ngroup().to_numpy()
    rows = rows.assign(person=person)
    whose = rows.groupby("person", sort=True).agg(
        wave=("wave", "first"),
        member=("member", "max"),
        day=("day", "max"),
        file=("file", "first"),
        row=("row", "first"),
    )
    newest = whose.sort_values(["day", "row"], kind="stable", na_position="first")
    again = newest[newest.duplicated(["wave", "member"], keep="last") & (newest["member"] >= 0)].sort_index()
    left_out = np.bincount(again["wave"].to_numpy().astype(np.int64), minlength=len(waves))
    problems = [
        Problem(
            *("insights", "warning", "a member answered a survey more than once", "the newest response counts"),
            file=str(part["file"].iloc[0]),
            row=int(part["row"].iloc[0]),
            value=_name(waves[int(at)]),
            rows=len(part),
        )
        for at, part in again.groupby("wave", sort=True)
    ]
    rows = rows[~np.isin(rows["person"].to_numpy(), again.index.to_numpy())]
    twice = rows.duplicated(["person", "question"], keep="last").to_numpy()
    problems += [
        Problem(
            *("insights", "warning", "one response answers a question more than once", "the last answer counts"),
            file=str(part["file"].iloc[0]),
            row=int(part["row"].iloc[0]),
            value=_name(waves[int(at)]),
            rows=len(part),
        )
        for at, part in rows[twice].groupby("wave", sort=True)
    ]
    rows = rows[~twice]
    codes, _ = pd.factorize(rows["person"], sort=True)
    return rows.assign(person=codes).sort_values(["wave", "person"], kind="stable"), left_out, problems


def _meaning(rows: pd.DataFrame, questions: Sequence[Question]) -> Numbers:
    """Return what each answer means; importance is brought to 1 to 9 where another scale asks for it."""
    question, answer = rows["question"].to_numpy(), rows["answer"]
    feels = np.array([one.asks in FEELINGS for one in questions], dtype=np.bool_)
    feeling = pd.Index(KANO_ANSWERS).get_indexer(answer).astype(float)
    number = pd.to_numeric(answer, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    lowest = np.array([0.0 if one.asks == "nps" else 1.0 for one in questions])
    highest = np.array([10.0 if one.asks == "nps" else float(points_of(one)) for one in questions])
    counts = np.array([one.asks == "nps" or one.asks in _POINTS for one in questions], dtype=np.bool_)
    fits = counts[question] & (number >= lowest[question]) & (number <= highest[question])
    rated = np.array([one.asks == "importance" for one in questions], dtype=np.bool_)
    scale = np.array([max(1.0, points_of(one) - 1.0) for one in questions])
    number = np.where(rated[question], 1 + (number - 1) * 8 / scale[question], number)
    return np.where(feels[question], np.where(feeling >= 0, feeling, np.nan), np.where(fits, number, np.nan))


def points_of(question: Question) -> int:
    """Return of how many points the scale of a question is."""
    return question.points or _POINTS.get(question.asks, 5)


def unread(found: Answers) -> Flags:
    """Return which rows were answered, ought to have a meaning, and have none that is known."""
    needs = np.array(
        [one.asks in FEELINGS or one.asks == "nps" or one.asks in _POINTS for one in found.questions], dtype=np.bool_
    )
    given = found.rows["value"].to_numpy(dtype=object) != ""
    return np.asarray(needs[found.rows["question"].to_numpy()] & given & found.rows["meaning"].isna().to_numpy())


def _unknown(rows: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each question that the settings do not have any more."""
    for name, part in rows.groupby("question", sort=True):
        yield Problem(
            *("insights", "warning", "no question of surveys.toml has this id", "its answers are not counted"),
            file=str(part["file"].iloc[0]),
            row=int(part["row"].iloc[0]),
            column="question",
            value=str(name),
            rows=len(part),
        )
