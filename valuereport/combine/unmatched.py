"""Rows that are counted for nobody, by source and key: what a person can settle with one alias."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from valuereport.combine.identity import AMBIGUOUS, Identity
from valuereport.combine.row_outcomes import UNMATCHED, RowOutcomes
from valuereport.model.directory import Unmatched
from valuereport.model.tables import KEY_SEPARATOR


def unmatched_rows(outcomes: RowOutcomes, identity: Identity) -> Iterator[Unmatched]:
    """Yield the unmatched rows of a frame, grouped by source and key, in the order of their first rows."""
    unmatched = np.equal(outcomes.of_row, UNMATCHED)
    if not unmatched.any():
        return
    rows = outcomes.frame[["source", "member", "file", "row"]].iloc[unmatched].astype(str)
    groups = rows.groupby(["source", "member"], sort=False)
    first = groups.first().assign(number=groups.size()).reset_index()
    several = (identity.match(first["member"]).member == AMBIGUOUS).tolist()
    for one, ambiguous in zip(first.itertuples(index=False), several, strict=True):
        keys = tuple(filter(None, str(one.member).split(KEY_SEPARATOR)))
        number, row = int(str(one.number)), int(str(one.row))
        yield Unmatched(outcomes.table, str(one.source), keys, number, str(one.file), row, ambiguous)
