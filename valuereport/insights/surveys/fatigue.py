"""Whom not to ask: members who were asked more often within a year than they should be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.surveys.answers import Answers
from valuereport.model.insight import Cell, MemberList
from valuereport.model.listening import Fatigue

Flags = NDArray[np.bool_]

NOT_TO_ASK: Final = "not-to-ask"
COLUMNS: Final = ("member_id", "name", "email", "asked", "answered", "last_asked")
_YEAR: Final = timedelta(days=365)


def fatigue(
    found: Answers, everybody: Mapping[int, Flags], members: pd.DataFrame, as_at: date, most: int
) -> tuple[Fatigue, MemberList | None]:
    """Return how many of today's members were asked more than `most` times in the year before `as_at`, and who.

    Somebody was asked where they have answered, or where the wave went to every member and they were one. Where a wave
    went to some and nobody says to whom, those who did not answer are not counted: they may have been asked more often.
    """
    asked, answered = np.zeros(len(members), np.int64), np.zeros(len(members), np.int64)
    newest = np.full(len(members), np.datetime64("NaT", "D"))
    waves = 0
    for at, wave in enumerate(found.waves):
        if wave.kind != "members" or wave.day is None or not as_at - _YEAR <= wave.day < as_at:
            continue
        replied = np.zeros(len(members), np.bool_)
        own = found.members(at)
        replied[own[own >= 0]] = True
        knew = replied | everybody.get(at, np.zeros(len(members), np.bool_))
        waves += bool(knew.any())
        asked += knew
        answered += replied
        newest[knew] = np.datetime64(wave.day)  # the waves are in the order of time
    chosen = np.flatnonzero((asked > most) & members["current"].to_numpy(dtype=np.bool_))
    chosen = chosen[np.argsort(-asked[chosen], kind="stable")]
    columns: list[list[Cell]] = [members[name].to_numpy(dtype=object)[chosen].tolist() for name in COLUMNS[:3]]
    columns += [one[chosen].tolist() for one in (asked, answered, newest)]
    rows = tuple(zip(*columns, strict=True))
    return Fatigue(most, len(chosen), waves), MemberList(NOT_TO_ASK, COLUMNS, rows) if rows else None
