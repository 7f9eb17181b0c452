"""Answers to surveys: whose they are, which question each answers, what it means, and which questionnaire it is in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.answers import meanings
from valuereport.combine.former import Everyone
from valuereport.combine.questionnaires import coded, exported_again, questionnaires
from valuereport.combine.row_outcomes import DUPLICATE, REJECTED, Mask, RowOutcomes
from valuereport.errors import Problem, Severity
from valuereport.model.histories import RESPONSES, no_responses
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.headings import heading_key
from valuereport.settings import Settings
from valuereport.settings.known_keys import nearest
from valuereport.settings.surveys import FEELINGS, NUMBERS, YES_NO, Question, Surveys

Codes = NDArray[np.intp]

NOT_KNOWN: Final = -1
_MOST_SHOWN: Final = 100
"""So many unknown columns, or words of a question, of one file are named one by one: a wrong file has thousands."""


def combine_responses(frame: pd.DataFrame, everyone: Everyone, settings: Settings) -> tuple[pd.DataFrame, RowOutcomes]:
    """Return the answers as Histories describes them, and the outcome of each row of the canonical frame.

    Of an anonymous wave nothing is kept by which a row could be found again: neither member nor row nor time of day.
    """
    outcomes = RowOutcomes("responses", frame)
    if frame.empty:
        return no_responses(), outcomes
    surveys = settings.surveys
    wide = frozenset(one.name for one in settings.workspace.source if one.has_a_column_a_question)
    texts = {name: frame[name].to_numpy(dtype=object) for name in ("survey", "wave", "question", "value", "file")}
    outcomes.problems += _unknown_surveys(outcomes, surveys)
    question = _questions(frame, surveys)
    outcomes.problems += _unknown_questions(outcomes, question < 0, surveys)
    again, several, respondent = _of_questionnaires(frame, question, surveys, outcomes.counted, wide)
    outcomes.assign(again, DUPLICATE)
    outcomes.problems += _asked_twice(outcomes, several)
    anonymous = _anonymous(frame, surveys)
    member = np.where(anonymous, NOT_KNOWN, np.maximum(everyone.match(frame["member"]), NOT_KNOWN)).astype(np.int32)
    outcomes.problems += _unknown_members(outcomes, (member < 0) & ~anonymous & (frame["member"] != "").to_numpy())
    answer = _answers(outcomes, question, surveys)
    date = _dates(frame, surveys)
    outcomes.problems += _without_date(outcomes, np.isnat(date))
    date = np.where(anonymous, date.astype("datetime64[D]").astype("datetime64[s]"), date)
    ids = np.array([one.id for one in surveys.question] + [""], dtype=object)[question]
    found = pd.DataFrame(
        {
            "member": member,
            "respondent": respondent,
            "survey": texts["survey"],
            "wave": texts["wave"],
            "question": ids,
            "value": texts["value"],
            "answer": answer,
            "date": date,
            "file": texts["file"],
            "row": np.where(anonymous, 0, frame["row"].to_numpy(dtype=np.int64)),
        }
    )[outcomes.counted]
    return in_order(found), outcomes


def in_order(found: pd.DataFrame) -> pd.DataFrame:
    """Return answers with the columns of RESPONSES, in the order of Histories, their questionnaires numbered from 0."""
    sorts = [found[name].astype("category") for name in ("survey", "wave", "question")]
    survey, wave, question = (one.cat.codes.to_numpy() for one in sorts)
    order = np.lexsort((question, found["respondent"].to_numpy(), wave, survey))
    rows = found.iloc[order].reset_index(drop=True)
    rows = rows.assign(respondent=pd.factorize(rows["respondent"])[0])
    return rows[[*RESPONSES]].astype(dict(RESPONSES))


def _questions(frame: pd.DataFrame, surveys: Surveys) -> Codes:
    """Return the place of each row's question in surveys.toml; NOT_KNOWN where none has its heading."""
    known = {
        (one.survey, heading_key(heading)): at
        for at, one in enumerate(surveys.question)
        for heading in one.headings or (one.id,)
    }
    codes, pairs = _distinct(frame, "survey", "question")
    found = [known.get((survey, heading_key(heading)), NOT_KNOWN) for survey, heading in pairs]
    return np.array(found, dtype=np.intp)[codes]


def _distinct(frame: pd.DataFrame, *names: str) -> tuple[Codes, list[tuple[str, ...]]]:
    """Return the different rows of some columns, and which of them each row is; in the order of first rows."""
    codes = coded(*(frame[name] for name in names))
    first = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())
    rows = frame[list(names)].iloc[first].astype("str")
    return codes, list(rows.itertuples(index=False, name=None))


def _unknown_surveys(outcomes: RowOutcomes, surveys: Surveys) -> Iterator[Problem]:
    known = [one.id for one in surveys.survey]
    changed = outcomes.assign(~outcomes.frame["survey"].isin(known).to_numpy(), REJECTED)
    for _, survey, row, count in _groups(outcomes.frame, changed, "survey"):
        near = nearest(survey, known)
        action = "its answers are not read; name the survey in surveys.toml" + (f", or is it {near}?" if near else "")
        yield _problem(outcomes.frame, row, "a survey that surveys.toml does not have", action, "survey", survey, count)


def _unknown_questions(outcomes: RowOutcomes, unknown: Mask, surveys: Surveys) -> Iterator[Problem]:
    """Yield a problem for each heading of a file that no question of its survey has."""
    frame = outcomes.frame
    changed = outcomes.assign(unknown, REJECTED)
    reason = "no question of the survey has this heading"
    rest = 0
    for shown, (_, heading, row, count) in enumerate(_groups(frame, changed, "question")):
        if shown >= _MOST_SHOWN:
            rest += count
            continue
        survey = frame["survey"].iloc[row]
        headings = [one for each in surveys.question if each.survey == survey for one in each.headings or (each.id,)]
        near = nearest(heading, headings)
        action = "its answers are not read; name it in headings of a question, or in not_questions of the source"
        yield _problem(frame, row, reason, action + (f'; near it is "{near}"' if near else ""), heading, "", count)
    if rest:
        row = int(np.flatnonzero(changed)[0])
        action = "their answers are not read; is it the right file?"
        yield _problem(frame, row, "further headings that no question of the survey has", action, "", "", rest)


def _of_questionnaires(
    frame: pd.DataFrame, question: Codes, surveys: Surveys, usable: Mask, wide: frozenset[str]
) -> tuple[Mask, Mask, Codes]:
    """Return which rows an earlier file has, which answer a question again, and the questionnaire of each row.

    `wide`: the sources whose rows hold a whole questionnaire.
    """
    on_scale = np.array([one.asks in {*FEELINGS, *NUMBERS, YES_NO} for one in surveys.question] + [False])
    respondent, several = questionnaires(frame, question, on_scale[question], wide)
    return exported_again(frame, respondent, usable), several & usable, respondent


def _asked_twice(outcomes: RowOutcomes, several: Mask) -> Iterator[Problem]:
    """Yield a problem for each column that is a question which an earlier column of the file is already."""
    changed = outcomes.assign(several, REJECTED)
    reason, action = "another column of the file is the same question", "the first of them counts"
    for _, heading, row, count in _groups(outcomes.frame, changed, "question"):
        yield _problem(outcomes.frame, row, reason, action, heading, "", count)


def _anonymous(frame: pd.DataFrame, surveys: Surveys) -> Mask:
    """Return which rows are of a survey or a wave in which nobody is to be known."""
    whole = {one.id for one in surveys.survey if one.anonymous}
    waves = {(one.survey, one.id) for one in surveys.wave if one.anonymous}
    codes, pairs = _distinct(frame, "survey", "wave")
    return np.array([one[0] in whole or one in waves for one in pairs], dtype=np.bool_)[codes]


def _unknown_members(outcomes: RowOutcomes, unknown: Mask) -> Iterator[Problem]:
    frame = outcomes.frame
    reason, action = "no one member has this id or address", "the answers count as those of somebody unknown"
    for _, keys, row, count in _groups(frame, unknown & outcomes.counted, "member"):
        shown = "; ".join(filter(None, keys.split(KEY_SEPARATOR)))
        yield _problem(frame, row, reason, action, "member", shown, count, "warning")


def _dates(frame: pd.DataFrame, surveys: Surveys) -> NDArray[np.datetime64]:
    """Return the moment of each answer: as recorded, else the day on which its wave was sent; NaT for neither."""
    sent = {(one.survey, one.id): np.datetime64(one.sent, "s") for one in surveys.wave if one.sent}
    codes, pairs = _distinct(frame, "survey", "wave")
    unknown = np.datetime64("NaT", "s")
    of_wave = np.array([sent.get((survey, wave), unknown) for survey, wave in pairs])[codes]
    recorded = frame["date"].to_numpy().astype("datetime64[s]")
    return np.where(np.isnat(recorded), of_wave, recorded)


def _without_date(outcomes: RowOutcomes, unknown: Mask) -> Iterator[Problem]:
    """Yield a warning for each wave of a file of which some answers have no day."""
    reason, action = "answers without a day", "they count in the wave alone; say in sent of [[wave]] when it was sent"
    for _, wave, row, count in _groups(outcomes.frame, unknown & outcomes.counted, "wave"):
        yield _problem(outcomes.frame, row, reason, action, "wave", wave, count, "warning")


def _answers(outcomes: RowOutcomes, question: Codes, surveys: Surveys) -> NDArray[np.object_]:
    """Return what each answer means; what cannot be read is "" and a problem for each word of a file."""
    frame = outcomes.frame
    found = np.full(len(frame), "", dtype=object)
    unread: list[tuple[NDArray[np.intp], NDArray[np.object_]]] = []
    order = np.argsort(question, kind="stable")
    starts = np.searchsorted(question[order], np.arange(len(surveys.question) + 1))
    values = frame["value"].to_numpy(dtype=object)
    for at, one in enumerate(surveys.question):
        rows = order[starts[at] : starts[at + 1]]
        rows = rows[outcomes.counted[rows]]
        if len(rows):
            found[rows], reasons = _of_question(one, values[rows])
            bad = reasons != ""
            unread.append((rows[bad], reasons[bad]))
    rows = np.concatenate([rows for rows, _ in unread]) if unread else np.empty(0, np.intp)
    if len(rows):
        outcomes.problems += _unread(frame, rows, np.concatenate([reasons for _, reasons in unread]))
    return found


def _of_question(question: Question, values: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return what each answer to one question means, and why it cannot be read."""
    codes, words = pd.factorize(values)
    found = meanings(question, [str(one) for one in words])
    answers, reasons = (np.array([one[part] for one in found], dtype=object) for part in (0, 1))
    return answers[codes], reasons[codes]


def _unread(frame: pd.DataFrame, rows: Codes, reasons: NDArray[np.object_]) -> Iterator[Problem]:
    """Yield a problem for each word, by file and question, that cannot be read; the others are counted together."""
    some = frame[["file", "row", "question", "value"]].iloc[rows].assign(reason=reasons).astype({"row": np.int64})
    groups = some.groupby(["file", "question", "reason", "value"], sort=False)["row"].agg(["first", "size"])
    action = "left empty; words of the question in surveys.toml says what a word means"
    shown: dict[tuple[str, str], int] = {}
    rest: dict[tuple[str, str, str], list[int]] = {}
    for (file, heading, reason, value), first, count in zip(groups.index, *groups.to_numpy().T.tolist(), strict=True):
        shown[file, heading] = shown.get((file, heading), 0) + 1
        if shown[file, heading] > _MOST_SHOWN:
            rest.setdefault((file, heading, reason), [first, 0])[1] += count
        else:
            yield Problem("combine", "error", reason, action, file, first, heading, value, rows=count)
    for (file, heading, reason), (first, count) in rest.items():
        yield Problem("combine", "error", reason, action, file, first, heading, "further answers", rows=count)


def _groups(frame: pd.DataFrame, rows: Mask, name: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the file, the text, the first place and the number of rows of each text of a column in a file."""
    where = np.flatnonzero(rows)
    if not len(where):
        return
    some = frame[["file", name]].iloc[where].astype("str").assign(at=where)
    groups = some.groupby(["file", name], sort=False)["at"].agg(["first", "size"])
    for (file, text), first, count in zip(groups.index, *groups.to_numpy().T.tolist(), strict=True):
        yield str(file), str(text), int(first), int(count)


def _problem(
    frame: pd.DataFrame,
    at: int,
    reason: str,
    action: str,
    column: str,
    value: str,
    count: int,
    severity: Severity = "error",
) -> Problem:
    file, row = str(frame["file"].iloc[at]), int(frame["row"].iloc[at])
    return Problem("combine", severity, reason, action, file, row, column, value, rows=count)
