"""What became of each row: exactly one outcome for a row, so that the tallies add up by construction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem, Severity
from valuereport.model.history import Tally
from valuereport.model.tables import KEY_SEPARATOR, Table

COUNTED, DUPLICATE, MERGED, REJECTED, UNMATCHED, OUTSIDE = OUTCOMES = range(6)

Mask = NDArray[np.bool_]


class RowOutcomes:
    """The outcome of each row of a frame; the first outcome that is assigned to a row stays."""

    def __init__(self, table: Table, frame: pd.DataFrame) -> None:
        self.table, self.frame = table, frame
        self.of_row = np.zeros(len(frame), dtype=np.int8)
        self.problems: list[Problem] = []

    @property
    def counted(self) -> Mask:
        """Return which rows are still counted."""
        return np.equal(self.of_row, COUNTED)

    def assign(self, rows: Mask, outcome: int) -> Mask:
        """Assign an outcome to those of `rows` that are still counted, and return which they were."""
        changed = rows & self.counted
        self.of_row[changed] = outcome
        return changed

    def refuse(
        self,
        rows: Mask,
        outcome: int,
        reason: str,
        action: str,
        column: str = "",
        values: pd.Series[str] | None = None,
        severity: Severity = "error",
        members: pd.Series[str] | None = None,
    ) -> None:
        """Assign an outcome to `rows`, and add a problem for each of them that was still counted.

        `values` and `members` (member ids) are aligned with the frame.
        """
        changed = np.flatnonzero(self.assign(rows, outcome))
        if not len(changed):
            return
        origin = self.frame[["file", "row"]].iloc[changed]
        texts = _texts(values.iloc[changed]) if values is not None else [""] * len(changed)
        ids = members.iloc[changed].tolist() if members is not None else [""] * len(changed)
        self.problems += [
            Problem("combine", severity, reason, action, file, row, column, value, member_id)
            for file, row, value, member_id in zip(origin["file"], origin["row"].tolist(), texts, ids, strict=True)
        ]

    def tally(self, tallies: Sequence[Tally]) -> tuple[Tally, ...]:
        """Return the tallies with this frame's rows counted by their source."""
        codes, sources = pd.factorize(self.frame["source"])
        number = {str(source): code for code, source in enumerate(sources)}
        return tuple(
            self._count(tally, self.of_row[codes == number[tally.source]])
            if tally.table == self.table and tally.source in number
            else tally
            for tally in tallies
        )

    def _count(self, tally: Tally, of_row: NDArray[np.int8]) -> Tally:
        counts = np.bincount(of_row, minlength=len(OUTCOMES)).tolist()
        return replace(
            tally,
            counted=counts[COUNTED],
            duplicate=counts[DUPLICATE],
            merged=counts[MERGED],
            rejected=tally.rejected + counts[REJECTED],
            unmatched=counts[UNMATCHED],
            outside=counts[OUTSIDE],
        )


def _texts(values: pd.Series) -> list[str]:
    """Return cells as a person reads them: days as ISO dates, several keys with semicolons."""
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    return [str(value).replace(KEY_SEPARATOR, "; ") for value in values]
