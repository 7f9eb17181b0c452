"""Replies to statements: the member is whose token the reply came with; one that was made up or came late is refused.

A form on a public page can be filled in by anybody, with any id in it: of the survey that statements ask, nothing but
a token says who it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.row_outcomes import REJECTED, RowOutcomes
from valuereport.errors import Problem
from valuereport.settings import Settings
from valuereport.tokens import NoToken, key_of, member_of

_MOST_SHOWN: Final = 100  # of a file and a reason: anybody may post as many as they like
_LENGTH: Final = 12  # of a token, as a problem shows it: whose it is, is nobody's business


def members_of_tokens(
    outcomes: RowOutcomes, dates: NDArray[np.datetime64], ids: Iterable[str], settings: Settings
) -> pd.Series:
    """Return the keys of each row's member, an id where a token stands; rows of tokens that do not count are rejected.

    `ids`: everybody's, former ones too. Raises SettingsError where tokens are to be read and there is no key.
    """
    frame, feedback = outcomes.frame, settings.workspace.feedback
    of_statements = (frame["survey"] == feedback.survey).to_numpy() & bool(feedback.page)
    if not of_statements.any():
        return frame["member"]
    whose = member_of(key_of(), "feedback", ids)
    replies = pd.DataFrame({"token": frame["member"].astype("str"), "day": dates.astype("datetime64[D]")})[
        of_statements
    ]
    groups = replies.groupby(["token", "day"], sort=False, dropna=False).ngroup().to_numpy()
    distinct = replies.iloc[np.flatnonzero(~pd.Series(groups).duplicated().to_numpy())]
    days = (None if pd.isna(day) else day.date() for day in distinct["day"])
    found = [whose(token, day) for token, day in zip(distinct["token"], days, strict=True)]
    members = np.array([one if isinstance(one, str) else "" for one in found], dtype=object)
    reasons = np.array([one.reason if isinstance(one, NoToken) else "" for one in found], dtype=object)
    keys = frame["member"].to_numpy(dtype=object).copy()
    keys[of_statements] = members[groups]
    why = np.full(len(frame), "", dtype=object)
    why[of_statements] = reasons[groups]
    _refuse(outcomes, why)
    return pd.Series(keys, index=frame.index, dtype="str")


def _refuse(outcomes: RowOutcomes, why: NDArray[np.object_]) -> None:
    """Reject the rows that have a reason; a problem for each token of a file, and one for those beyond a hundred."""
    frame = outcomes.frame
    changed = outcomes.assign(why != "", REJECTED)
    if not changed.any():
        return
    rows = frame.loc[changed, ["file", "row", "member"]].astype({"member": "str"}).assign(why=why[changed])
    groups = rows.groupby(["file", "why", "member"], sort=False)["row"].agg(["first", "size"]).reset_index()
    shown = groups.groupby(["file", "why"], sort=False).cumcount() < _MOST_SHOWN
    for one in groups[shown].itertuples(index=False):
        token = str(one.member)
        short = f"{token[:_LENGTH]}..." if len(token) > _LENGTH else token
        outcomes.problems.append(_problem(one.file, one.why, one.first, one.size, short))
    rest = groups[~shown].groupby(["file", "why"], sort=False).agg(first=("first", "min"), size=("size", "sum"))
    for one in rest.reset_index().itertuples(index=False):
        outcomes.problems.append(_problem(one.file, one.why, one.first, one.size, "further tokens"))


def _problem(file: object, reason: object, row: Any, rows: Any, value: str) -> Problem:  # noqa: ANN401 - cells of a frame
    where = (str(file), int(row), "member", value)
    return Problem("combine", "error", str(reason), "the reply is not counted", *where, rows=int(rows))
