"""Words for activities that the taxonomy does not have: one problem for each, with how often, and what is near it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.settings import Taxonomy

_LISTED: Final = 20  # words that are told in a line of their own where problems are counted
_MOST: Final = 200  # more different words are rather a column of another kind, which may hold names
_NEAR: Final = 0.5

_REASON: Final = "the taxonomy has no activity of this name"


def unknown_activities(frame: pd.DataFrame, rows: NDArray[np.bool_], taxonomy: Taxonomy) -> Iterator[Problem]:
    """Yield a problem for each word among these rows of engagements, the most frequent first, with its first row.

    A word is the same in any case.
    """
    found = frame.loc[rows, ["activity", "file", "row"]].astype({"activity": "str", "file": "str"})
    groups = found.groupby(found["activity"].str.casefold(), sort=False)
    words = groups.first().assign(number=groups.size()).sort_values("number", ascending=False, kind="stable")
    labels = {label.casefold(): one.id for one in taxonomy.activity for label in (one.id, *one.matches)}
    for at, (word, file, row, number) in enumerate(words.itertuples(index=False)):
        reason, action = _REASON, "not counted; add the name to an activity's matches"
        if not word:
            reason, action = "the activity is empty", "not counted"
        elif len(words) <= _MOST:
            reason += f': "{word}"' if at < _LISTED else ""
            near = _nearest(word, labels)
            action += f"; the nearest: {', '.join(near)}" if near else ""
        yield Problem("combine", "error", reason, action, file, int(row), "activity", word, rows=int(number))


def _nearest(word: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return the activities whose id or whose words in exports are like a word, the nearest first."""
    near = difflib.get_close_matches(word.casefold(), labels, 3, _NEAR)
    return tuple(dict.fromkeys(labels[label] for label in near))
