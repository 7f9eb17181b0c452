"""The answers of a frame of responses -> what they mean, question by question."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.answers import meanings
from valuereport.combine.response_problems import MOST_SHOWN
from valuereport.combine.row_outcomes import RowOutcomes
from valuereport.errors import Problem
from valuereport.settings.surveys import Question, Surveys

Codes = NDArray[np.intp]


def read_answers(
    outcomes: RowOutcomes, question: Codes, surveys: Surveys, whose: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return what each answer means; what cannot be read is "" and a problem for each word of a file.

    `question`: the place of each row's question in surveys.toml. `whose`: the id of each row's member, "" for nobody's;
    a word of one member alone is a problem of this member, so that it can be forgotten.
    """
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
        reasons = np.concatenate([reasons for _, reasons in unread])
        outcomes.problems += _unread(frame.assign(whose=whose), rows, reasons)
    return found


def _of_question(question: Question, values: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return what each answer to one question means, and why it cannot be read."""
    codes, words = pd.factorize(values)
    found = meanings(question, [str(one) for one in words])
    answers, reasons = (np.array([one[part] for one in found], dtype=object) for part in (0, 1))
    return answers[codes], reasons[codes]


def _unread(frame: pd.DataFrame, rows: Codes, reasons: NDArray[np.object_]) -> Iterator[Problem]:
    """Yield a problem for each word, by file and question, that cannot be read; the others are counted together."""
    some = frame[["file", "row", "question", "value", "whose"]].iloc[rows].assign(reason=reasons)
    groups = some.groupby(["file", "question", "reason", "value"], sort=False).agg(
        first=("row", "first"), count=("row", "size"), whose=("whose", "first"), members=("whose", "nunique")
    )
    action = "left empty; words of the question in surveys.toml says what a word means"
    shown: dict[tuple[str, str], int] = {}
    rest: dict[tuple[str, str, str], list[int]] = {}
    columns = (groups[name].tolist() for name in ("first", "count", "whose", "members"))
    for (file, heading, reason, value), first, count, member_id, members in zip(groups.index, *columns, strict=True):
        shown[file, heading] = shown.get((file, heading), 0) + 1
        if shown[file, heading] > MOST_SHOWN:
            rest.setdefault((file, heading, reason), [first, 0])[1] += count
        else:
            only = member_id if members == 1 else ""
            yield Problem("combine", "error", reason, action, file, first, heading, value, only, rows=count)
    for (file, heading, reason), (first, count) in rest.items():
        yield Problem("combine", "error", reason, action, file, first, heading, "further answers", rows=count)
