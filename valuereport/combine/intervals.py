"""Rejoins: several intervals of one person at one occasion count once, for the time that they cover together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def hours_covered(
    occasion: NDArray[np.int64], start: pd.Series, end: pd.Series
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the hours that an occasion's intervals cover together, and which row is kept for the occasion.

    All arguments are aligned; an occasion is a code. The hours are in the row that is kept (the earliest), 0 elsewhere.
    """
    seconds = pd.DataFrame(
        {
            "occasion": occasion,
            "start": start.to_numpy().astype("datetime64[s]").astype(np.int64),
            "end": end.to_numpy().astype("datetime64[s]").astype(np.int64),
        }
    )
    order = np.lexsort((seconds["end"], seconds["start"], seconds["occasion"]))
    ordered = seconds.iloc[order]
    first = ~ordered["occasion"].duplicated().to_numpy()
    reached = ordered.groupby("occasion")["end"].cummax().groupby(ordered["occasion"]).shift(fill_value=-(2**62))
    fresh = np.maximum(0, ordered["end"].to_numpy() - np.maximum(ordered["start"].to_numpy(), reached.to_numpy()))
    totals = pd.Series(fresh).groupby(ordered["occasion"].to_numpy()).transform("sum").to_numpy() / 3600
    hours = np.zeros(len(seconds))
    kept = np.zeros(len(seconds), dtype=bool)
    hours[order] = np.where(first, totals, 0.0)
    kept[order] = first
    return hours, kept
