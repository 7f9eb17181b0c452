"""Answers to surveys: whose they are, which question each answers, what it means, and which questionnaire it is in."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.former import Everyone
from valuereport.combine.questionnaires import coded, exported_again, questionnaires
from valuereport.combine.read_answers import read_answers
from valuereport.combine.reply_tokens import members_of_tokens
from valuereport.combine.response_problems import (
    asked_twice,
    unknown_members,
    unknown_questions,
    unknown_surveys,
    without_date,
)
from valuereport.combine.row_outcomes import DUPLICATE, Mask, RowOutcomes
from valuereport.model.histories import RESPONSES, no_responses
from valuereport.notation.headings import heading_key
from valuereport.settings import Settings
from valuereport.settings.surveys import FEELINGS, NUMBERS, YES_NO, Surveys

Codes = NDArray[np.intp]

NOT_KNOWN: Final = -1


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
    outcomes.problems += unknown_surveys(outcomes, surveys)
    date = _dates(frame, surveys)
    keys = members_of_tokens(outcomes, date, everyone.every_key, settings)
    question = _questions(frame, surveys)
    outcomes.problems += unknown_questions(outcomes, question < 0, surveys)
    again, several, respondent = _of_questionnaires(frame, question, surveys, outcomes.counted, wide)
    outcomes.assign(again, DUPLICATE)
    outcomes.problems += asked_twice(outcomes, several)
    anonymous, guessed = _anonymous(frame, surveys), _guessed(frame, surveys)
    member = np.maximum(everyone.match(keys), NOT_KNOWN)
    member = np.where(anonymous | guessed, NOT_KNOWN, member).astype(np.int32)
    named = (keys != "").to_numpy() & ~anonymous & ~guessed
    outcomes.problems += unknown_members(outcomes, named & (member < 0), respondent)
    whose = np.append(everyone.ids, "")[member]
    answer = read_answers(outcomes, question, surveys, whose)
    outcomes.problems += without_date(outcomes, np.isnat(date))
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


def _of_questionnaires(
    frame: pd.DataFrame, question: Codes, surveys: Surveys, usable: Mask, wide: frozenset[str]
) -> tuple[Mask, Mask, Codes]:
    """Return which rows an earlier file has, which answer a question again, and the questionnaire of each row.

    `wide`: the sources whose rows hold a whole questionnaire.
    """
    on_scale = np.array([one.asks in {*FEELINGS, *NUMBERS, YES_NO} for one in surveys.question] + [False])
    respondent, several = questionnaires(frame, question, on_scale[question], wide)
    return exported_again(frame, respondent, usable), several & usable, respondent


def _anonymous(frame: pd.DataFrame, surveys: Surveys) -> Mask:
    """Return which rows are of a survey or a wave in which nobody is to be known."""
    codes, pairs = _distinct(frame, "survey", "wave")
    return np.array([surveys.is_anonymous(*one) for one in pairs], dtype=np.bool_)[codes]


def _guessed(frame: pd.DataFrame, surveys: Surveys) -> Mask:
    """Return which rows are what staff expect of members: they are answers of no member."""
    return _of_waves(frame, {(one.survey, one.id) for one in surveys.wave if one.kind == "staff-guess"})


def _of_waves(frame: pd.DataFrame, waves: set[tuple[str, str]]) -> Mask:
    codes, pairs = _distinct(frame, "survey", "wave")
    return np.array([one in waves for one in pairs], dtype=np.bool_)[codes]


def _dates(frame: pd.DataFrame, surveys: Surveys) -> NDArray[np.datetime64]:
    """Return the moment of each answer: as recorded, else the day on which its wave was sent; NaT for neither."""
    sent = {(one.survey, one.id): np.datetime64(one.sent, "s") for one in surveys.wave if one.sent}
    codes, pairs = _distinct(frame, "survey", "wave")
    unknown = np.datetime64("NaT", "s")
    of_wave = np.array([sent.get((survey, wave), unknown) for survey, wave in pairs])[codes]
    recorded = frame["date"].to_numpy().astype("datetime64[s]")
    return np.where(np.isnat(recorded), of_wave, recorded)
