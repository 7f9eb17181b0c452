"""Histories -> what alerts about members are judged by: one row a member of today."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.histories import Histories
from valuereport.settings.insights import Active


def member_measures(histories: Histories, active: Active, health: NDArray[np.float64] | None = None) -> pd.DataFrame:
    """Return member_id, no_scoring, health, days_since_use, ever_used, days_to_renewal, uses; NaN: not known.

    `health`: the score of each row of `members`, from 0 to 100. `uses`: of the activities that count as active, in the
    days that `active` names; `days_since_use`: since the last of them, or since the member joined where there is none.
    `days_to_renewal`: until the recorded date, else until the end of the last term; negative where that has passed.
    """
    members, count = histories.members, len(histories.members)
    as_at = np.datetime64(histories.as_at, "D")
    rows = histories.engagements
    if active.activities:
        counted = [at for at, name in enumerate(histories.activities) if name in active.activities]
        rows = rows[rows["activity"].isin(counted)]
    whose = rows["member"].to_numpy()
    ago = (as_at - rows["date"].to_numpy().astype("datetime64[D]")).astype(np.int64)
    uses = np.bincount(whose[ago <= active.days], minlength=count)
    since_use = np.full(count, np.inf)
    np.minimum.at(since_use, whose, ago)
    ever = np.isfinite(since_use)
    since_joining = -_days_until(members["joined"].to_numpy(), as_at)
    terms = histories.memberships.dropna(subset="ends").groupby("member")["ends"].max()
    term_end = terms.reindex(np.arange(count)).to_numpy()
    to_renewal = _days_until(members["renewal"].to_numpy(), as_at)
    frame = pd.DataFrame(
        {
            "member_id": members["member_id"].to_numpy(dtype=object),
            "no_scoring": members["no_scoring"].to_numpy(dtype=bool),
            "health": np.full(count, np.nan) if health is None else health,
            "days_since_use": np.where(ever, since_use, since_joining),
            "ever_used": ever,
            "days_to_renewal": np.where(np.isnan(to_renewal), _days_until(term_end, as_at), to_renewal),
            "uses": uses.astype(float),
        }
    )
    return frame[members["current"].to_numpy(dtype=bool)].reset_index(drop=True)


def _days_until(days: NDArray[np.datetime64], as_at: np.datetime64) -> NDArray[np.float64]:
    """Return how many days there are from `as_at` to each day; NaN where it is not known."""
    found = (days.astype("datetime64[D]") - as_at).astype(float)
    return np.where(np.isnat(days), np.nan, found)
