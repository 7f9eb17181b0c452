"""How good each wave is: who answered, what is double, straight-lined or contradictory, and what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.insights.statistics.verdicts import judged, proportion
from valuereport.insights.surveys.answers import Answers, AskedWave, unread
from valuereport.insights.surveys.evaluation import Q
from valuereport.insights.surveys.pairs import straight_liners
from valuereport.insights.surveys.presence import asked_everybody
from valuereport.insights.surveys.segments import SEGMENTED, Segments
from valuereport.model.insight import Cell, Figure, Group, Label, MemberList, View
from valuereport.model.listening import WaveQuality
from valuereport.settings.surveys import Surveys

Flags = NDArray[np.bool_]

MOST_CONTRADICTIONS: Final = "<= 0.10"
"""The share of pairs that contradict themselves over which a question is badly worded."""
SILENT: Final = "no-response"
_COLUMNS: Final = ("member_id", "name", "email", "grade", "survey", "wave")


def waves(
    found: Answers, of_pairs: pd.DataFrame, wanted: Surveys, present: Mapping[int, Flags], segments: Segments
) -> Iterator[WaveQuality]:
    """Yield the quality of each wave, in the order of time. `present`: by wave, who was a member when it was sent."""
    labels = {one.id: one.label for one in wanted.survey}
    unreadable = np.bincount(found.rows["wave"].to_numpy()[unread(found)], minlength=len(found.waves))
    for at, wave in enumerate(found.waves):
        own = of_pairs[of_pairs["wave"].to_numpy() == at]
        member = found.members(at)
        contradictions = int(np.count_nonzero(own["letter"].to_numpy() == Q))
        yield WaveQuality(
            survey=wave.survey,
            wave=wave.id,
            kind=wave.kind,
            label=Label(wave.survey, labels.get(wave.survey, {})),
            anonymous=wave.anonymous,
            day=wave.day,
            last=wave.last,
            respondents=len(member),
            invited=wave.invited,
            response_rate=_rate(wave, len(member)),
            doubles=wave.doubles,
            straight_liners=straight_liners(own),
            pairs=len(own),
            contradictions=judged(proportion(contradictions, len(own)), MOST_CONTRADICTIONS if len(own) else ""),
            unread=int(unreadable[at]),
            joined=int(np.count_nonzero(member >= 0)),
            responded=tuple(_responded(wave, member, present.get(at), segments)),
        )


def _rate(wave: AskedWave, respondents: int) -> Figure:
    """Return the share of those asked who answered; without a value where nobody says how many were asked, or fewer
    were than have answered."""
    if wave.invited is None or wave.invited < respondents:
        return Figure(None)
    return proportion(respondents, wave.invited)


def _responded(wave: AskedWave, member: NDArray[np.int64], present: Flags | None, segments: Segments) -> Iterator[View]:
    """Yield by grade and tenure which share of those who were asked has answered."""
    if present is None or wave.anonymous or not (member >= 0).any():
        return
    asked = np.flatnonzero(present)
    answered = np.isin(asked, member)
    for by in SEGMENTED:
        groups = tuple(
            Group(name, proportion(int(answered[which].sum()), int(which.sum())), None)
            for _, name, which in segments.by(by, wave.day, asked)
        )
        if groups:
            yield View(by=by, groups=groups, contributions=(), message="")


def silent(found: Answers, present: Mapping[int, Flags], members: pd.DataFrame) -> MemberList | None:
    """Return who has not answered the newest wave that went to every member and is not anonymous."""
    asked = [
        at
        for at, wave in enumerate(found.waves)
        if at in present and not wave.anonymous and (found.members(at) >= 0).any()
    ]
    if not asked:
        return None
    wave = found.waves[asked[-1]]
    missing = present[asked[-1]] & members["current"].to_numpy(dtype=np.bool_)
    answered = found.members(asked[-1])
    missing[answered[answered >= 0]] = False
    own = members[missing]
    columns: list[list[Cell]] = [own[name].to_numpy(dtype=object).tolist() for name in _COLUMNS[:4]]
    rows = tuple((*row, wave.survey, wave.id) for row in zip(*columns, strict=True))
    return MemberList(SILENT, _COLUMNS, rows) if rows else None


def went_to_everybody(found: Answers, present: Mapping[int, Flags]) -> dict[int, Flags]:
    """Return by wave who was asked, of those waves that went to all who were members then."""
    return {at: there for at, there in present.items() if asked_everybody(found.waves[at], int(there.sum()))}
