"""Responses -> answers: waves in the order of time, one response a member and wave, what each answer means."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.model.histories import KANO_ANSWERS, Histories
from valuereport.model.listening import WaveKind
from valuereport.notation.headings import plain
from valuereport.presets.scales import no_answers
from valuereport.settings.surveys import FEELINGS, NUMBERS, Asks, Question, Surveys, Wave, numbers_of

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Key = tuple[str, str]
"""A survey and a wave of it."""

_IMPORTANCE: Final = (1, 9)
"""The scale to which others of importance are brought."""


@dataclass(frozen=True, slots=True)
class AskedWave:
    """A wave as the settings and its responses have it. `day`: on which it was sent, or of the first response.

    `doubles`: responses of it that were left out, because their member answered again.
    """

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
    """The answers that count, and the waves in the order of time.

    `rows`: wave (its place in `waves`), person (the response as a whole, from 0 on over all waves), member (-1: not
    known), question (its place in `questions`), meaning (float64: the place in KANO_ANSWERS, or the number; NaN where
    nobody knows, or the question has none), value (as it was answered), date (datetime64[s], NaT where unknown); in the
    order of wave and person.
    """

    waves: tuple[AskedWave, ...]
    questions: tuple[Question, ...]
    rows: pd.DataFrame

    def members(self, wave: int) -> Whole:
        """Return the member of each response of a wave, -1 where nobody knows."""
        own = self.rows[self.rows["wave"] == wave].drop_duplicates("person")
        return own["member"].to_numpy(dtype=np.int64)

    def asking(self, asks: Asks) -> pd.DataFrame:
        """Return the answers to one kind of question that can be read, with `feature` (its id, "" for none) besides.

        Where two questions ask the same about a feature, the one that stands first in the export counts.
        """
        which = np.array([one.asks == asks for one in self.questions], dtype=np.bool_)
        features = np.array([one.feature for one in self.questions], dtype=object)
        own = self.rows[which[self.rows["question"].to_numpy()] & self.rows["meaning"].notna().to_numpy()]
        found: pd.DataFrame = own.assign(feature=features[own["question"].to_numpy()])
        return found.drop_duplicates(["wave", "person", "feature"])


def by_wave_and_feature(rows: pd.DataFrame) -> dict[tuple[int, str], pd.DataFrame]:
    """Return the rows about each feature of each wave, in the order of both."""
    return {cast(tuple[int, str], key): own for key, own in rows.groupby(["wave", "feature"], sort=True)}


def by_wave(rows: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return the rows of each wave, in the order of time."""
    return {cast(int, key): own for key, own in rows.groupby("wave", sort=True)}


def answers(histories: Histories, wanted: Surveys) -> tuple[Answers, tuple[Problem, ...]]:
    """Return the answers of all waves until the day up to which something is known, and what was wrong with them."""
    place = _places(histories.responses["question"], [one.id for one in wanted.question])
    unknown = histories.responses[place < 0]
    rows = histories.responses.assign(question=place)[place >= 0]
    waves, rows = _waves(rows, wanted, histories.as_at)
    rows["member"] = np.where(_of_each(waves, "anonymous")[rows["wave"].to_numpy()], -1, rows["member"].to_numpy())
    rows, doubled, twice = _single(rows)
    again = np.bincount(doubled["wave"].to_numpy(dtype=np.int64), minlength=len(waves))
    counted = tuple(replace(one, doubles=int(doubles)) for one, doubles in zip(waves, again, strict=True))
    kept = pd.DataFrame(
        {
            **{name: rows[name].to_numpy(dtype=np.int64) for name in ("wave", "person", "member", "question")},
            "meaning": _meaning(rows, wanted.question),
            "value": rows["value"].to_numpy(dtype=object),
            "date": rows["day"].to_numpy(),
        }
    )
    problems = (
        *_unknown(unknown),
        *_undated(waves),
        *_left_out(doubled, waves, "a member answered a survey more than once", "the newest response counts"),
        *_left_out(twice, waves, "one response answers a question more than once", "the last answer counts"),
    )
    return Answers(counted, wanted.question, kept), problems


def unread(found: Answers) -> Flags:
    """Return which rows were answered, ought to have a meaning, and have none that is known.

    "No opinion" and whatever the settings call no answer are none that could be read.
    """
    needs = np.array([one.asks in FEELINGS or one.asks in NUMBERS for one in found.questions], dtype=np.bool_)
    question = found.rows["question"].to_numpy()
    flags: Flags = np.asarray(needs[question] & found.rows["meaning"].isna().to_numpy())
    rows = np.flatnonzero(flags)
    codes, pairs = pd.factorize(pd.MultiIndex.from_frame(found.rows[["question", "value"]].iloc[rows]))
    flags[rows] = np.array([not _says_nothing(found.questions[at], value) for at, value in pairs], np.bool_)[codes]
    return flags


def _says_nothing(question: Question, value: str) -> bool:
    word = plain(value)
    return (
        not word or word in no_answers() or any(plain(one) == word for one, says in question.words.items() if not says)
    )


def _places(words: pd.Series, known: Sequence[str]) -> Whole:
    """Return the place of each word among those known, -1 for none."""
    places = {word: place for place, word in enumerate(known)}
    return words.map(places).fillna(-1).to_numpy().astype(np.int64)


def _waves(rows: pd.DataFrame, wanted: Surveys, as_at: date) -> tuple[list[AskedWave], pd.DataFrame]:
    """Return the waves in the order of time, and the rows up to `as_at` with their day and the place of their wave.

    A wave without a date goes before the others: nothing says that it is newer than any of them. One that was sent and
    has no response stands among them, too.
    """
    listed = {(one.survey, one.id): one for one in wanted.wave}
    codes, found = pd.factorize(pd.MultiIndex.from_frame(rows[["survey", "wave"]]))
    keys: list[Key] = [(str(survey), str(wave)) for survey, wave in found]
    sent = np.array([_sent(listed.get(key)) for key in keys], dtype="datetime64[D]")
    day = rows["date"].to_numpy().astype("datetime64[D]")
    day = np.where(np.isnat(day), sent[codes], day)
    known = ~(day >= np.datetime64(as_at, "D"))
    rows, codes, day = rows[known], codes[known], day[known]
    waves = {}
    for code in np.unique(codes).tolist():
        days = day[codes == code]
        days = days[~np.isnat(days)]
        span = (days.min().item(), days.max().item()) if len(days) else (None, None)
        waves[keys[code]] = _asked(keys[code], listed.get(keys[code]), wanted, *span)
    for key, one in listed.items():
        if key not in waves and one.sent and one.sent < as_at:
            waves[key] = _asked(key, one, wanted, None, None)
    order = sorted(waves, key=lambda key: (waves[key].day or date.min, key))
    at = {key: place for place, key in enumerate(order)}
    places = np.array([at.get(key, -1) for key in keys], dtype=np.int64)
    return [waves[key] for key in order], rows.assign(day=day.astype("datetime64[s]"), wave=places[codes])


def _sent(listed: Wave | None) -> date | str:
    return listed.sent if listed and listed.sent else "NaT"


def _asked(key: Key, listed: Wave | None, wanted: Surveys, first: date | None, last: date | None) -> AskedWave:
    return AskedWave(
        survey=key[0],
        id=key[1],
        kind=listed.kind if listed else "members",
        anonymous=wanted.is_anonymous(*key),
        invited=listed.invited if listed else None,
        day=listed.sent if listed and listed.sent else first,
        last=last,
    )


def _of_each(waves: Sequence[AskedWave], name: str) -> Flags:
    return np.array([getattr(one, name) for one in waves], dtype=np.bool_)


def _single(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the rows with `person`, without two kinds of rows that are returned besides.

    The first row of each response whose member answered the same wave again: the newest counts, of one time the last
    one in the export. And answers to a question that the same response answers again further down.
    """
    rows = rows.assign(person=rows.groupby(["wave", "respondent"], sort=True).ngroup())
    each = rows.groupby("person", sort=True)
    ends = {name: each[name].max() for name in ("member", "day", "date")}
    whose = rows.drop_duplicates("person").set_index("person").assign(**ends)
    whose = whose.sort_values(["day", "date", "row"], kind="stable", na_position="first")
    doubled = whose[whose.duplicated(["wave", "member"], keep="last") & (whose["member"] >= 0)].sort_index()
    rows = rows[~rows["person"].isin(doubled.index)]
    twice = rows.duplicated(["person", "question"], keep="last")
    left = rows[~twice].sort_values(["wave", "person"], kind="stable")
    return left.assign(person=pd.factorize(left["person"])[0]), doubled, rows[twice]


def _meaning(rows: pd.DataFrame, questions: Sequence[Question]) -> Numbers:
    """Return what each answer means; importance is brought to 1 to 9 where another scale asks for it."""
    question = rows["question"].to_numpy(dtype=np.int64)
    feeling = _places(rows["answer"], KANO_ANSWERS).astype(float)
    number = pd.to_numeric(rows["answer"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    low, high = np.array([span_of(one) for one in questions]).reshape(-1, 2)[question].T
    number = np.where((number >= low) & (number <= high), number, np.nan)
    feels, counts, important = (
        np.array(flags, dtype=np.bool_)[question]
        for flags in (
            [one.asks in FEELINGS for one in questions],
            [one.asks in NUMBERS for one in questions],
            [one.asks == "importance" for one in questions],
        )
    )
    least, most = _IMPORTANCE
    number = np.where(important, least + (number - low) * (most - least) / (high - low), number)
    return np.where(feels & (feeling >= 0), feeling, np.where(counts, number, np.nan))


def span_of(question: Question) -> tuple[float, float]:
    """Return the lowest and the highest number that answers a question; 0 and 1 where words do."""
    numbers = numbers_of(question)
    return (float(numbers[0]), float(numbers[-1])) if numbers else (0.0, 1.0)


def _unknown(rows: pd.DataFrame) -> Iterator[Problem]:
    """Yield a problem for each question that the settings do not have."""
    for name, part in rows.groupby("question", sort=True):
        yield _problem(part, "no question of surveys.toml has this id", "its answers are not counted", name)


def _left_out(rows: pd.DataFrame, waves: Sequence[AskedWave], reason: str, action: str) -> Iterator[Problem]:
    for at, part in by_wave(rows).items():
        yield _problem(part, reason, action, name_of(waves[at]))


def _undated(waves: Sequence[AskedWave]) -> Iterator[Problem]:
    reason = "a wave without a date: no response has one, and surveys.toml does not say when it was sent"
    action = "not compared with other waves"
    for one in waves:
        if not one.day:
            yield Problem("insights", "warning", reason, action, "surveys.toml", None, "sent", name_of(one))


def name_of(wave: AskedWave) -> str:
    """Return what a wave is called in a problem."""
    return f"{wave.survey} / {wave.id}" if wave.id else wave.survey


def _problem(rows: pd.DataFrame, reason: str, action: str, value: Hashable) -> Problem:
    file, row = str(rows["file"].iloc[0]), int(rows["row"].iloc[0])
    place = row if row > 0 else None  # of an anonymous wave no row is known
    return Problem("insights", "warning", reason, action, file, place, value=str(value), rows=len(rows))
