"""What members like this one use most, and this one does not yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.valuation import Suggestion

_WIDENING = (("grade", "sector", "region"), ("grade", "sector"), ("grade",), ())
_MOST = 3


def peer_groups(
    members: pd.DataFrame, engagements: pd.DataFrame, activities: Sequence[str], least: int
) -> tuple[list[tuple[str, ...]], list[tuple[Suggestion, ...]]]:
    """Return for each member which columns its peers share, and up to three suggestions.

    The group is widened until at least `least` other members are in it; a smaller one names nobody and suggests
    nothing. `activities` are the taxonomy's ids in order.
    """
    uses = np.zeros((len(members), len(activities)), dtype=bool)
    uses[engagements["member"].to_numpy(), engagements["activity"].to_numpy()] = True
    shared: list[tuple[str, ...]] = [()] * len(members)
    peers = np.zeros(len(members), dtype=np.int64)
    users = np.zeros(uses.shape, dtype=np.int64)
    waiting = np.ones(len(members), dtype=bool)
    for columns in _WIDENING:
        group = _codes(members, columns)
        size = np.bincount(group)[group] - 1
        together = np.zeros((group.max(initial=0) + 1, len(activities)), dtype=np.int64)
        np.add.at(together, group, uses)
        enough = waiting & (size >= least)
        peers[enough] = size[enough]
        users[enough] = together[group[enough]] - uses[enough]
        for row in np.flatnonzero(enough):
            shared[row] = columns
        waiting &= ~enough
    suggestions = [_suggest(activities, uses[row], users[row], int(peers[row])) for row in range(len(members))]
    return shared, suggestions


def _codes(members: pd.DataFrame, columns: tuple[str, ...]) -> NDArray[np.int64]:
    if not columns:
        return np.zeros(len(members), dtype=np.int64)
    return members.groupby(list(columns), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)


def _suggest(
    activities: Sequence[str], own: NDArray[np.bool_], users: NDArray[np.int64], peers: int
) -> tuple[Suggestion, ...]:
    candidates: list[int] = np.flatnonzero(~own & (users > 0)).tolist()
    best = sorted(candidates, key=lambda row: (-users[row], row))[:_MOST]
    return tuple(Suggestion(activities[row], int(users[row]), peers) for row in best)
