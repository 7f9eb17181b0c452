"""Careers -> the terms of membership: from joining, or from the day of renewal, to the next day of renewal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from valuereport.sample.activity import Flags, Ints, Times
from valuereport.sample.careers import Careers
from valuereport.sample.chance import stream
from valuereport.sample.truth import EARLY, LAST_DUE, LATE

_RUNNING: Final = LAST_DUE + 1
"""The year in which the terms of today's members are due."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One position a term, in the order of career and time.

    It is for the days from `begins` up to `due`, which is the day after its last one. `starts` is the day from which it
    is recorded: some pay early, some late.
    """

    career: Ints
    year: Ints  # in which it is due
    begins: Times
    starts: Times
    due: Times
    first: Flags  # since the member joined
    returned: Flags  # the first one since the member came back
    ended: Flags  # not renewed

    def __len__(self) -> int:
        return len(self.career)


def terms_of(careers: Careers, seed: int) -> Terms:
    """Return all terms, without those of honorary members, which have no end."""
    rng = stream(seed, "terms")
    first, again = careers.first_due, careers.due_again
    last = np.where(careers.left > 0, careers.left, _RUNNING)
    until = np.where(careers.gap > 0, careers.gap, last)
    spells = [
        _years(np.flatnonzero(~careers.honorary), first, until),
        _years(np.flatnonzero(~careers.honorary & (careers.gap > 0)), again, last),
    ]
    career, year = (np.concatenate(part) for part in zip(*spells, strict=True))
    order = np.lexsort((year, career))
    career, year = career[order], year[order]
    member = careers.take(career)
    is_first, returned = year == first[career], year == again[career]
    due = member.due(year)
    begins = np.where(is_first, member.joined, np.where(returned, member.back, member.due(year - 1)))
    way = rng.random(len(year))
    days = np.where(way < EARLY, -rng.integers(1, 26, size=len(year)), rng.integers(14, 51, size=len(year)))
    on_time = is_first | returned | (way >= EARLY + LATE)
    return Terms(
        career=career,
        year=year,
        begins=begins,
        starts=begins + np.where(on_time, 0, days),
        due=due,
        first=is_first,
        returned=returned,
        ended=(year == member.left) | (year == member.gap),
    )


def _years(who: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Return each of `who` once a year from `first` to `last`, and the years."""
    counts = np.maximum(last[who] - first[who] + 1, 0)
    career = np.repeat(who, counts)
    nth = np.arange(len(career)) - np.repeat(np.cumsum(counts) - counts, counts)
    return career, first[career] + nth
