"""Segments of a wave, by grade and by tenure: through the member, never in an anonymous wave, small ones folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.insights.divisions import OTHER
from valuereport.insights.folding import folded
from valuereport.insights.surveys.answers import AskedWave
from valuereport.insights.tenure import BANDS, tenure_bands
from valuereport.model.histories import Histories

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

SEGMENTED: Final = ("grade", "tenure")
_YEAR: Final = 365.25  # days


@dataclass(frozen=True)
class Segments:
    """What is known of members that waves are divided by."""

    histories: Histories
    smallest: int

    def of(self, wave: AskedWave, member: Whole) -> Iterator[tuple[str, str, Flags]]:
        """Yield field, group, and which of these respondents belong to it. `member`: of each, -1: not known.

        A group under `smallest` is folded, and so is the group that could be worked out from the others. A field of
        which one group alone can be shown is left out: that group is everybody.
        """
        if wave.anonymous or not (member >= 0).any():
            return
        for by in SEGMENTED:
            yield from self.by(by, wave.day, member)

    def by(self, field: str, day: date | None, member: Whole) -> Iterator[tuple[str, str, Flags]]:
        """Yield the groups of one field; "" is the group of those of whom it is not known."""
        names, codes = self._grades(member) if field == "grade" else self._tenures(member, day)
        sizes = np.bincount(codes, minlength=len(names))
        small = folded(sizes, self.smallest) & (sizes > 0)
        shown = [(name, codes == at) for at, name in enumerate(names) if sizes[at] and not small[at]]
        if sizes[small].sum() >= self.smallest:
            shown.append((OTHER, small[codes]))
        if len(shown) > 1 and sum(int(which.sum()) for _, which in shown) == len(member):
            yield from ((field, name, which) for name, which in shown)

    def _grades(self, member: Whole) -> tuple[tuple[str, ...], Whole]:
        grades = self.histories.members["grade"].to_numpy(dtype=object)
        own = np.where(member >= 0, grades[member], "")
        names, codes = np.unique(own.astype(str), return_inverse=True)
        return tuple(map(str, names)), codes.astype(np.int64)

    def _tenures(self, member: Whole, day: date | None) -> tuple[tuple[str, ...], Whole]:
        """Return bands of the years since joining, the first one counted as 1, on the day of the wave."""
        joined = self.histories.members["joined"].to_numpy().astype("datetime64[D]")[member]
        days = (np.datetime64(day or "NaT", "D") - joined).astype(np.int64)
        known = (member >= 0) & ~np.isnat(joined) & (day is not None)
        whole = np.where(known, days / _YEAR, 0).astype(np.int64) + 1
        return (*BANDS, ""), tenure_bands(whole, known)
