"""Which members a run may be for: those who are due, those who get no statement whatever their year is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from valuereport.model.due import DueDays
from valuereport.model.history import History
from valuereport.settings import Settings


def are_due(history: History, due: DueDays) -> NDArray[np.bool_]:
    """Return the members whose renewal date is one of these days."""
    renewal = history.members["renewal"].to_numpy().astype("datetime64[D]")
    return (renewal >= np.datetime64(due.first)) & (renewal <= np.datetime64(due.last))


def are_skipped(history: History, settings: Settings) -> NDArray[np.bool_]:
    """Return the members who get no statement because of their status."""
    words = [status.casefold() for status in settings.workspace.eligibility.skip_status]
    return history.members["status"].str.casefold().isin(words).to_numpy(dtype=np.bool_)
