"""UTC offsets behind a time of day, and intervals whose length is not known without them."""

from __future__ import annotations

import math
import re
from typing import Final

import numpy as np
import numpy.typing as npt

from valuereport.loaders.cells import Problematic

_UTC = re.compile(r"Z|UTC?|GMT", re.IGNORECASE)
_OFFSET = re.compile(
    r"(UTC?|GMT)?\s*([+\u2212-])(?:([0-9]{2})(?::?([0-9]{2}))?|([0-9])(?::([0-9]{2}))?)", re.IGNORECASE
)
ONE_OFFSET: Final = "of start and end only one has a UTC offset: nobody knows how long this was"
WHOLE_DAYS: Final = "start and end have no time of day: nobody knows how many hours this was"
_LARGEST: Final = 14 * 3600  # of Kiritimati


def offset_of(text: str) -> float | Problematic:
    """Return seconds east of UTC, NaN where the text is empty.

    Of the zones that letters name only UTC is read: BST, CST, IST are several zones each, and most change twice a year.
    """
    zone = text.strip()
    if not zone:
        return math.nan
    if _UTC.fullmatch(zone):
        return 0.0
    found = _OFFSET.fullmatch(zone)
    if found is None or (found[5] and not found[1]):
        return Problematic(f"not a time of day: {zone[:30]} is no UTC offset such as +01:00 or Z")
    hours, minutes = int(found[3] or found[5]), int(found[4] or found[6] or 0)
    seconds = hours * 3600 + minutes * 60
    if minutes > 59 or seconds > _LARGEST:
        return Problematic(f"no such UTC offset: {zone}")
    return float(seconds if found[2] == "+" else -seconds)


def unknown_durations(
    start: npt.NDArray[np.datetime64],
    start_offset: npt.NDArray[np.float64],
    end: npt.NDArray[np.datetime64],
    end_offset: npt.NDArray[np.float64],
) -> list[int]:
    """Return the positions of intervals of which one moment has a UTC offset and the other one has none."""
    both = ~np.isnat(start) & ~np.isnat(end)
    return np.flatnonzero(both & (np.isnan(start_offset) != np.isnan(end_offset))).tolist()


def whole_days(start: npt.NDArray[np.datetime64], end: npt.NDArray[np.datetime64]) -> list[int]:
    """Return the positions of intervals between two different days without times of day."""
    days = (start == start.astype("datetime64[D]")) & (end == end.astype("datetime64[D]")) & (start < end)
    return np.flatnonzero(days).tolist()
