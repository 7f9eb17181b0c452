"""What is said about responses that are not read, or read with less than they should have: once for each word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from valuereport.combine.questionnaires import Codes
from valuereport.combine.row_outcomes import REJECTED, Mask, RowOutcomes
from valuereport.errors import Problem, Severity
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.settings.known_keys import nearest
from valuereport.settings.surveys import Surveys

MOST_SHOWN: Final = 100
"""So many unknown columns, or words of a question, of one file are named one by one: a wrong file has thousands."""


def unknown_surveys(outcomes: RowOutcomes, surveys: Surveys) -> Iterator[Problem]:
    known = [one.id for one in surveys.survey]
    changed = outcomes.assign(~outcomes.frame["survey"].isin(known).to_numpy(), REJECTED)
    for _, survey, row, count in _groups(outcomes.frame, changed, "survey"):
        near = nearest(survey, known)
        action = "its answers are not read; name the survey in surveys.toml" + (f", or is it {near}?" if near else "")
        yield _problem(outcomes.frame, row, "a survey that surveys.toml does not have", action, "survey", survey, count)


def unknown_questions(outcomes: RowOutcomes, unknown: Mask, surveys: Surveys) -> Iterator[Problem]:
    """Yield a problem for each heading of a file that no question of its survey has."""
    frame = outcomes.frame
    changed = outcomes.assign(unknown, REJECTED)
    reason = "no question of the survey has this heading"
    rest = 0
    for shown, (_, heading, row, count) in enumerate(_groups(frame, changed, "question")):
        if shown >= MOST_SHOWN:
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


def asked_twice(outcomes: RowOutcomes, several: Mask) -> Iterator[Problem]:
    """Yield a problem for each column that is a question which an earlier column of the file is already."""
    changed = outcomes.assign(several, REJECTED)
    reason, action = "another column of the file is the same question", "the first of them counts"
    for _, heading, row, count in _groups(outcomes.frame, changed, "question"):
        yield _problem(outcomes.frame, row, reason, action, heading, "", count)


def unknown_members(outcomes: RowOutcomes, unknown: Mask, respondent: Codes) -> Iterator[Problem]:
    """Yield a warning for each id or address that is no member's, with its number of questionnaires (`respondent`)."""
    frame = outcomes.frame
    reason = "a questionnaire with an id or address that no one member has"
    action = "its answers count as those of somebody unknown"
    rows = np.flatnonzero(unknown & outcomes.counted)
    whole = np.zeros(len(frame), dtype=np.bool_)  # the first answer of each questionnaire
    whole[rows[~pd.Series(respondent[rows]).duplicated().to_numpy()]] = True
    for _, keys, row, count in _groups(frame, whole, "member"):
        shown = "; ".join(filter(None, keys.split(KEY_SEPARATOR)))
        yield _problem(frame, row, reason, action, "member", shown, count, "warning")


def without_date(outcomes: RowOutcomes, unknown: Mask) -> Iterator[Problem]:
    """Yield a warning for each wave of a file of which some answers have no day."""
    reason, action = "answers without a day", "they count in the wave alone; say in sent of [[wave]] when it was sent"
    for _, wave, row, count in _groups(outcomes.frame, unknown & outcomes.counted, "wave"):
        yield _problem(outcomes.frame, row, reason, action, "wave", wave, count, "warning")


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
