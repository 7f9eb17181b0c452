"""The peers of each member, and suggestions: what its peers use most and the member does not use yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.valuation import Suggestion

_GROUPINGS = (("grade", "sector", "region"), ("grade", "sector"), ("grade",), ())
_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Peers:
    """For each member: the columns that it shares with its peers, their number, and what they and the member use."""

    shared: tuple[tuple[str, ...], ...]
    number: NDArray[np.int64]
    users: NDArray[np.int64]  # members x activities: how many peers use each
    used: NDArray[np.bool_]  # members x activities: whether the member uses each

    def suggestions(self, row: int, activities: Sequence[str]) -> tuple[Suggestion, ...]:
        """Return up to three activities that the peers use most and the member does not yet."""
        candidates: list[int] = np.flatnonzero(~self.used[row] & (self.users[row] > 0)).tolist()
        best = sorted(candidates, key=lambda activity: (-self.users[row, activity], activity))[:_SUGGESTIONS]
        peers = int(self.number[row])
        return tuple(Suggestion(activities[found], int(self.users[row, found]), peers) for found in best)


def peers_of(members: pd.DataFrame, engagements: pd.DataFrame, activities: int, least: int) -> Peers:
    """Return every member's peers: the smallest group of at least `least` others, or nobody.

    `activities` is their number in the taxonomy.
    """
    uses = np.zeros((len(members), activities), dtype=bool)
    uses[engagements["member"].to_numpy(), engagements["activity"].to_numpy()] = True
    shared: list[tuple[str, ...]] = [()] * len(members)
    number = np.zeros(len(members), dtype=np.int64)
    users = np.zeros(uses.shape, dtype=np.int64)
    without_peers = np.ones(len(members), dtype=bool)
    user, activity = np.nonzero(uses)
    for columns in _GROUPINGS:
        group = _codes(members, columns)
        size = np.bincount(group)[group] - 1
        groups = int(group.max(initial=0)) + 1
        users_of = np.bincount(group[user] * activities + activity, minlength=groups * activities)
        users_of = users_of.reshape(groups, activities)
        enough = without_peers & (size >= least)
        number[enough] = size[enough]
        users[enough] = users_of[group[enough]] - uses[enough]
        for row in np.flatnonzero(enough):
            shared[row] = columns
        without_peers &= ~enough
    return Peers(tuple(shared), number, users, uses)


def _codes(members: pd.DataFrame, columns: tuple[str, ...]) -> NDArray[np.int64]:
    if not columns:
        return np.zeros(len(members), dtype=np.int64)
    return members.groupby(list(columns), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
