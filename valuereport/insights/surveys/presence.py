"""Who was a member on a day, and who was asked in a wave."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from valuereport.insights.facts import Facts, Year
from valuereport.insights.renewals import Renewals
from valuereport.insights.surveys.answers import AskedWave
from valuereport.insights.windows import Window
from valuereport.model.histories import Histories
from valuereport.settings.insights import InsightRules

Flags = NDArray[np.bool_]

EVERYBODY = 0.9
"""A wave has asked every member where it was sent to so many of those who were members: a few have no address."""


def members_on(histories: Histories, terms: Renewals, rules: InsightRules, day: date) -> Flags:
    """Return by member who was one on a day, the grace after a term included.

    Without memberships: today's members who had joined by then, or of whom nothing says when.
    """
    at = np.datetime64(day, "D")
    if terms.terms.empty:
        joined = histories.members["joined"].to_numpy().astype("datetime64[D]")
        return np.asarray(histories.members["current"].to_numpy(dtype=np.bool_) & ~(joined > at))
    known = np.datetime64(histories.as_at, "D")
    year = Year(Facts(histories, terms, rules), Window(at, at + np.timedelta64(1, "D"), known))
    return np.asarray(year.covering >= 0)


def asked_everybody(wave: AskedWave, members: int) -> bool:
    """Return whether a wave went to all who were members then, as far as anybody says how many it went to."""
    return wave.kind == "members" and wave.invited is not None and wave.invited >= EVERYBODY * members
