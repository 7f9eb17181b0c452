"""Which answers one person gave at one time, and which of them two exports hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]


def coded(*columns: pd.Series) -> Codes:
    """Return a number for each row, the same for the same cells, from 0 in the order of first rows."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, words = pd.factorize(column)  # -1 is a missing one
        found = pd.factorize(found * (len(words) + 1) + codes + 1)[0].astype(np.int64)
    return found.astype(np.intp)


def questionnaires(frame: pd.DataFrame, question: Codes, on_scale: Mask, wide: frozenset[str]) -> tuple[Codes, Mask]:
    """Return the number of each answer's questionnaire, and which answers repeat a question of their row.

    Of the sources `wide` each row is a questionnaire. Elsewhere an answer is with others of the same person, survey,
    wave and moment; who answers a question of a scale again there, answers another questionnaire. An answer of which
    nobody knows whose it is stands alone.
    """
    whole = frame["source"].isin(wide).to_numpy()
    of_row = coded(frame["source"], frame["file"], frame["row"])
    named = (frame["respondent"] != "").to_numpy()
    by_member = (frame["member"] != "").to_numpy() & ~named
    moment = frame["date"].where(pd.Series(by_member, index=frame.index))
    member = frame["member"].where(pd.Series(by_member, index=frame.index), "")
    person = coded(*(frame[name] for name in ("source", "file", "survey", "wave", "respondent")), member, moment)
    again = _times(person, question)
    again[~on_scale] = 0
    together = coded(pd.Series(person), pd.Series(again))
    alone = ~named & ~by_member
    key = np.where(whole | alone, of_row, together + of_row.max(initial=0) + 1)
    repeated = whole & on_scale & (_times(of_row, question) > 0)
    return pd.factorize(key)[0].astype(np.intp), repeated


def exported_again(frame: pd.DataFrame, respondent: Codes, usable: Mask) -> Mask:
    """Return which answers are of a questionnaire that an earlier file of the source holds with the same answers.

    A questionnaire without an id, a member and a time of day may be that of two people, and is never one of these.
    """
    count = int(respondent.max(initial=-1)) + 1
    first = np.full(count, -1, dtype=np.intp)
    first[respondent[::-1]] = np.arange(len(frame))[::-1]
    hashes = pd.util.hash_pandas_object(frame[["question", "value"]].astype("str"), index=False).to_numpy()
    content = np.zeros(count, dtype=np.uint64)
    np.add.at(content, respondent[usable], hashes[usable])
    columns = ["source", "survey", "wave", "respondent", "member", "date", "file"]
    whole = frame[columns].iloc[first].assign(content=content).reset_index(drop=True)
    days = whole["date"].to_numpy()
    timed = ~np.isnat(days) & (days != days.astype("datetime64[D]"))
    known = (whole["respondent"] != "").to_numpy() | (whole["member"] != "").to_numpy() | timed
    same = [name for name in whole.columns if name != "file"]
    earliest = whole.groupby(same, sort=False, dropna=False)["file"].transform("first").to_numpy()
    return np.asarray((known & (whole["file"].to_numpy() != earliest))[respondent])


def _times(person: Codes, question: Codes) -> Codes:
    """Return how often before its row a person answered the same question."""
    pairs = pd.DataFrame({"person": person, "question": question})
    return pairs.groupby(["person", "question"], sort=False).cumcount().to_numpy().astype(np.intp)
