"""Rejoins count the time that they cover together, once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from valuereport.combine.intervals import hours_covered

INTERVALS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=25)


@given(INTERVALS)
def test_the_union_of_minutes(found: list[tuple[int, int, int]]) -> None:
    occasion = np.array([one for one, _, _ in found], dtype=np.int64)
    base = pd.Timestamp("2026-03-01 09:00")
    start = pd.Series([base + pd.Timedelta(minutes=minute) for _, minute, _ in found])
    end = pd.Series([base + pd.Timedelta(minutes=minute + length) for _, minute, length in found])
    hours, stands = hours_covered(occasion, start, end)
    for one in set(occasion.tolist()):
        minutes = {m for which, first, length in found if which == one for m in range(first, first + length)}
        mine = occasion == one
        assert stands[mine].sum() == 1
        assert round(hours[mine].sum() * 60) == len(minutes)
        assert (hours[mine][~stands[mine]] == 0).all()
