"""Everybody who was ever in a figure of the period: the members of the run, and those who have left since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.story import Published
from valuereport.stories.disclosure.groups import Floats, Groups, State, grouped

NUMBER: Final = "number"
_KNOWN: Final = "members"  # 1 for everybody whose amounts are known


@dataclass(frozen=True, slots=True)
class Earlier:
    """An output of the same period, and who was in its figures.

    `members`: a row a member, by number: the dimensions and the sums as they were then. The sums are missing (NaN)
    of those who were forgotten since.
    """

    cells: tuple[Published, ...]
    members: pd.DataFrame


@dataclass(frozen=True, slots=True)
class People:
    """Those of the run first, as they are in it, then those who left: with their last amounts, or none (0)."""

    frame: pd.DataFrame
    groups: Groups
    forgotten: NDArray[np.bool_]  # of each group: nobody knows its amounts any more
    then: tuple[pd.DataFrame, ...]  # the same members at each earlier output

    def amounts_then(self, at: int, column: str) -> Floats:
        """Return what is known of each group's amount at an earlier output; nothing of the forgotten."""
        amounts = self.then[at][column].to_numpy(dtype=np.float64)
        return np.bincount(self.groups.code, np.nan_to_num(amounts), len(self.groups.labels)).astype(np.float64)


def people(frame: pd.DataFrame, dimensions: Iterable[str], earlier: Sequence[Earlier]) -> People:
    """Return everybody; `frame` are the members of the run, with their `number` where anything was shown before."""
    whole = _with_those_who_left(frame, earlier) if earlier else frame
    then = tuple(each.members.reindex(whole[NUMBER]) for each in earlier)
    inside = np.arange(len(whole)) < len(frame)
    unknown = ~inside & whole[_KNOWN].isna().to_numpy()
    states = [
        State(words, whole[NUMBER].isin(output.members.index).to_numpy())
        for output, words in zip(earlier, then, strict=True)
    ]
    groups = grouped(State(whole, inside), dimensions, states, unknown)
    forgotten = np.zeros(len(groups.labels), dtype=np.bool_)
    forgotten[groups.code[unknown]] = True
    numbers = whole.select_dtypes("number").columns
    return People(whole.fillna(dict.fromkeys(numbers, 0.0)), groups, forgotten, then)


def _with_those_who_left(frame: pd.DataFrame, earlier: Sequence[Earlier]) -> pd.DataFrame:
    last = pd.concat([each.members for each in earlier])
    last = last[~last.index.duplicated(keep="last")]
    left = last[~last.index.isin(frame[NUMBER])].reset_index(names=NUMBER)
    return pd.concat([frame, left[[name for name in frame if name in left]]], ignore_index=True)
