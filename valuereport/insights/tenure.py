"""Whether the tenure of a spell is known, and bands of it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from valuereport.insights.statistics.proportions import newcombe

Flags = NDArray[np.bool_]
Days = NDArray[np.datetime64]

BANDS: Final = ("1", "2-3", "4-6", "7+")
"""Bands of tenure, in terms since joining."""

_FROM: Final = (2, 4, 7)
_EARLY: Final = 0.01
"""The share of spells that may be older than the data: of members whose old rows were kept by chance."""

_MISSING: Final = 0.05
"""The share of spells without a known beginning that does not matter, whoever they are."""


def tenure_bands(tenure: ArrayLike, known: ArrayLike) -> NDArray[np.int64]:
    """Return the place of each tenure in BANDS; len(BANDS) where it is not known."""
    return np.where(np.asarray(known, dtype=bool), np.digitize(np.asarray(tenure), _FROM), len(BANDS))


def tenure_known(recorded: Flags, starts: Days, lapsed: Flags, term: np.timedelta64) -> Flags:
    """Return of which members it is known when they joined. One entry a member's first spell.

    `recorded`: the day of joining is on record; `starts`: the spell's first day in the data; `lapsed`: whether it ended
    so. Without a record a member joined on that day where it is a term or more after the data begin: all who had been
    there before were seen until then. The data begin where one in a hundred of the unrecorded spells has begun: few
    early rows are no beginning.

    Often joining is on record for those alone who are still members. Where it is unknown of more than one in twenty of
    the spells of the beginning, and of those that lapsed above all, the others give no fair picture of their tenures,
    and none of these tenures counts as known.
    """
    if recorded.all():
        return recorded
    unrecorded = np.sort(starts[~recorded])
    begin = unrecorded[int(len(unrecorded) * _EARLY)]
    unknown = ~recorded & (starts < begin + term)
    early = starts <= starts[unknown].max()
    others = early & ~unknown
    _, low, _ = newcombe(lapsed[unknown].sum(), unknown.sum(), lapsed[others].sum(), others.sum())
    unfair = unknown.sum() > _MISSING * early.sum() and low > 0
    return np.asarray(~early if unfair else ~unknown)
