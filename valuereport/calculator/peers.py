"""What members like this one use most, and this one does not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.valuation import Suggestion

_WIDENING = (("grade", "sector", "region"), ("grade", "sector"), ("grade",), ())
_MOST = 3


@dataclass(frozen=True, slots=True)
class Peers:
    """For each member: which columns its peers share, how many they are, and what they and it use."""

    shared: tuple[tuple[str, ...], ...]
    number: NDArray[np.int64]
    users: NDArray[np.int64]  # members x activities: how many peers use each
    own: NDArray[np.bool_]  # members x activities: whether the member does

    def suggestions(self, row: int, activities: Sequence[str]) -> tuple[Suggestion, ...]:
        """Return up to three activities that the peers use most and the member does not yet."""
        candidates: list[int] = np.flatnonzero(~self.own[row] & (self.users[row] > 0)).tolist()
        best = sorted(candidates, key=lambda activity: (-self.users[row, activity], activity))[:_MOST]
        peers = int(self.number[row])
        return tuple(Suggestion(activities[found], int(self.users[row, found]), peers) for found in best)


def peers_of(members: pd.DataFrame, engagements: pd.DataFrame, activities: int, least: int) -> Peers:
    """Return every member's peers: the smallest group of at least `least` others, or nobody.

    `activities` is their number in the taxonomy.
    """
    own = np.zeros((len(members), activities), dtype=bool)
    own[engagements["member"].to_numpy(), engagements["activity"].to_numpy()] = True
    shared: list[tuple[str, ...]] = [()] * len(members)
    number = np.zeros(len(members), dtype=np.int64)
    users = np.zeros(own.shape, dtype=np.int64)
    waiting = np.ones(len(members), dtype=bool)
    user, used = np.nonzero(own)
    for columns in _WIDENING:
        group = _codes(members, columns)
        size = np.bincount(group)[group] - 1
        groups = int(group.max(initial=0)) + 1
        together = np.bincount(group[user] * activities + used, minlength=groups * activities)
        together = together.reshape(groups, activities)
        enough = waiting & (size >= least)
        number[enough] = size[enough]
        users[enough] = together[group[enough]] - own[enough]
        for row in np.flatnonzero(enough):
            shared[row] = columns
        waiting &= ~enough
    return Peers(tuple(shared), number, users, own)


def _codes(members: pd.DataFrame, columns: tuple[str, ...]) -> NDArray[np.int64]:
    if not columns:
        return np.zeros(len(members), dtype=np.int64)
    return members.groupby(list(columns), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
