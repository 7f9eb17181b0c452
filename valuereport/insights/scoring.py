"""Who may be scored: nobody before somebody answers for it, and nobody who objects.

Scoring is anything that ranks or grades a member: health, alerts about members, tiers, risk. Firms are treated as
persons are: behind a small one there is one person.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.histories import Histories
from valuereport.model.insight import Withheld
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.settings.insights import Scoring
from valuereport.settings.sample_leftovers import never_delivered

Mask: TypeAlias = NDArray[np.bool_]


def clear_objections(members: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids of members who clearly object, as the ledger keeps them.

    `members`: with member_id, no_scoring and unreadable. A cell that cannot be read counts only as long as the exports
    say so: somebody may find out that it means no.
    """
    unread = [
        any(cell.startswith("no_scoring: ") for cell in cells.split(KEY_SEPARATOR)) if cells else False
        for cells in members["unreadable"].tolist()
    ]
    chosen = members["no_scoring"].to_numpy(dtype=np.bool_) & ~np.array(unread, dtype=np.bool_)
    return tuple(members["member_id"].to_numpy(dtype=object)[chosen].tolist())


def not_scored(members: pd.DataFrame, objected: Collection[str]) -> frozenset[str]:
    """Return the ids of members who must not be scored: the exports say so, or did at some time.

    `members`: with member_id and no_scoring; `objected`: what the ledger knows (Ledger.objections).
    """
    return frozenset(members["member_id"].to_numpy(dtype=object)[_objecting(members, objected)].tolist())


def in_force(histories: Histories, scoring: Scoring) -> Scoring:
    """Return what allows scoring; an empty one where it is the sample's and members are real.

    The sample's assessor answers for the sample's members alone, who have no address that mail could arrive at.
    """
    real = scoring.fictional and not all(map(never_delivered, histories.members["email"].tolist()))
    return Scoring() if real else scoring


def who_is_scored(histories: Histories, scoring: Scoring, objected: Collection[str]) -> Mask | Withheld:
    """Return who of `members` may be scored; or why nobody is: nobody answers for it."""
    if not in_force(histories, scoring).allowed:
        return Withheld("no_scoring_basis")
    return ~_objecting(histories.members, objected)


def _objecting(members: pd.DataFrame, objected: Collection[str]) -> Mask:
    return np.asarray(members["no_scoring"].to_numpy(dtype=np.bool_) | members["member_id"].isin(set(objected)))
