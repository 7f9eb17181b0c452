"""The peers of each member, and suggestions: what its peers use most and the member does not use yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.valuation import Suggestion
from valuereport.notation.empty_words import means_nothing

_GROUPINGS = (("grade", "sector", "region"), ("grade", "sector"), ("grade",), ())
SUGGESTIONS = 3
_FEWEST_USERS = 3
_SMALLEST_SHARE = 0.2
"""Fewer users among the peers, or a smaller share of them, is no sign that members like this one use an activity."""


@dataclass(frozen=True, slots=True)
class Peers:
    """For each member: the columns that it shares with its peers, their number, and what they and the member use."""

    shared: tuple[tuple[str, ...], ...]
    number: NDArray[np.int64]
    users: NDArray[np.int64]  # members x activities: how many peers use each
    used: NDArray[np.bool_]  # members x activities: whether the member uses each

    def suggestions(
        self, row: int, activities: Sequence[str], most: int | None = SUGGESTIONS
    ) -> tuple[Suggestion, ...]:
        """Return the activities that the peers use most and the member does not yet: up to `most`, None for all."""
        peers = int(self.number[row])
        liked = (self.users[row] >= _FEWEST_USERS) & (self.users[row] >= _SMALLEST_SHARE * peers)
        candidates: list[int] = np.flatnonzero(~self.used[row] & liked).tolist()
        best = sorted(candidates, key=lambda activity: (-self.users[row, activity], activity))[:most]
        return tuple(Suggestion(activities[found], int(self.users[row, found]), peers) for found in best)


def peers_of(members: pd.DataFrame, engagements: pd.DataFrame, activities: int, least: int) -> Peers:
    """Return every member's peers: the smallest group of at least `least` others, or nobody.

    A member without a grade, or with a word in its place that means nothing, is not like others without one: it has
    peers by other columns only. `activities` is their number in the taxonomy.
    """
    uses = np.zeros((len(members), activities), dtype=bool)
    uses[engagements["member"].to_numpy(), engagements["activity"].to_numpy()] = True
    shared: list[tuple[str, ...]] = [()] * len(members)
    number = np.zeros(len(members), dtype=np.int64)
    users = np.zeros(uses.shape, dtype=np.int64)
    without_peers = np.ones(len(members), dtype=bool)
    known = {name: _recorded(members[name]) for name in _GROUPINGS[0]}
    user, activity = np.nonzero(uses)
    for columns in _GROUPINGS:
        group = _codes(members, columns)
        size = np.bincount(group)[group] - 1
        groups = int(group.max(initial=0)) + 1
        users_of = np.bincount(group[user] * activities + activity, minlength=groups * activities)
        users_of = users_of.reshape(groups, activities)
        recorded = np.logical_and.reduce([known[name] for name in columns], initial=True)
        enough = without_peers & recorded & (size >= least)
        number[enough] = size[enough]
        users[enough] = users_of[group[enough]] - uses[enough]
        for row in np.flatnonzero(enough):
            shared[row] = columns
        without_peers &= ~enough
    return Peers(tuple(shared), number, users, uses)


def _recorded(column: pd.Series) -> NDArray[np.bool_]:
    """Return where something is recorded; a word such as `n/a` says that nothing is."""
    found: list[str] = column.unique().tolist()
    return ~column.isin([word for word in found if not word.strip() or means_nothing(word)]).to_numpy(dtype=bool)


def _codes(members: pd.DataFrame, columns: tuple[str, ...]) -> NDArray[np.int64]:
    if not columns:
        return np.zeros(len(members), dtype=np.int64)
    return members.groupby(list(columns), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
