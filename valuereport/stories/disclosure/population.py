"""The population: everybody who was ever in a figure of the period, the members of the run and those who left since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.story import Published
from valuereport.stories.disclosure.groups import Floats, Groups, Snapshot, group_members

NUMBER: Final = "number"
_HAS_AMOUNTS: Final = "members"  # 1 for every member whose amounts are known


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """An earlier output of the same period, and the members in its figures.

    `members`: a row a member, by number: the dimensions and the sums as they were then. The sums of members who were
    forgotten since are missing (NaN).
    """

    cells: tuple[Published, ...]
    members: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Population:
    """The members of the run as they are in it, then those who left with their last amounts, 0 if unknown."""

    frame: pd.DataFrame
    groups: Groups
    forgotten: NDArray[np.bool_]  # groups: whether their amounts are unknown
    earlier_frames: tuple[pd.DataFrame, ...]  # the same members at each earlier release

    def earlier_amounts(self, release: int, column: str) -> Floats:
        """Return the known amount of each group at an earlier release; 0 for forgotten members."""
        amounts = self.earlier_frames[release][column].to_numpy(dtype=np.float64)
        number = len(self.groups.labels)
        return np.bincount(self.groups.group_of, np.nan_to_num(amounts), number).astype(np.float64)


def population(frame: pd.DataFrame, dimensions: Iterable[str], earlier: Sequence[EarlierRelease]) -> Population:
    """Return everybody. `frame`: the members of the run, with their `number` if anything was published before."""
    everybody = _with_former_members(frame, earlier) if earlier else frame
    earlier_frames = tuple(release.members.reindex(everybody[NUMBER]) for release in earlier)
    present = np.arange(len(everybody)) < len(frame)
    unknown = ~present & everybody[_HAS_AMOUNTS].isna().to_numpy()
    snapshots = [
        Snapshot(members, everybody[NUMBER].isin(release.members.index).to_numpy())
        for release, members in zip(earlier, earlier_frames, strict=True)
    ]
    groups = group_members(Snapshot(everybody, present), dimensions, snapshots, unknown)
    forgotten = np.zeros(len(groups.labels), dtype=np.bool_)
    forgotten[groups.group_of[unknown]] = True
    numbers = everybody.select_dtypes("number").columns
    return Population(everybody.fillna(dict.fromkeys(numbers, 0.0)), groups, forgotten, earlier_frames)


def _with_former_members(frame: pd.DataFrame, earlier: Sequence[EarlierRelease]) -> pd.DataFrame:
    last = pd.concat([release.members for release in earlier])
    last = last[~last.index.duplicated(keep="last")]
    former = last[~last.index.isin(frame[NUMBER])].reset_index(names=NUMBER)
    return pd.concat([frame, former[[name for name in frame if name in former]]], ignore_index=True)
