"""The year, quarter or month of a day: how cohorts are called."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["year", "quarter", "month"]

_MONTHS: Final[dict[Kind, int]] = {"year": 12, "quarter": 3, "month": 1}


def period_of(days: NDArray[np.datetime64], kind: Kind) -> NDArray[np.int64]:
    """Return in which year, quarter or month each day lies, counted from 1970."""
    return np.asarray(days.astype("datetime64[M]").astype(np.int64) // _MONTHS[kind])


def period_label(period: int, kind: Kind) -> str:
    """Return how a period is called: 2023, 2023-Q2, 2023-04."""
    year, place = divmod(period, 12 // _MONTHS[kind])
    return f"{1970 + year}" + {"year": "", "quarter": f"-Q{place + 1}", "month": f"-{place + 1:02}"}[kind]
