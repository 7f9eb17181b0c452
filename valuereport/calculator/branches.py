"""Branches: what the firms that belong to another member used, and what that was worth, for the parent's statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import isfinite

import numpy as np

from valuereport.calculator.valuations import Valuations
from valuereport.model.valuation import Branch


def branches_of(valuations: Valuations) -> Mapping[int, tuple[Branch, ...]]:
    """Return the branches of each parent, by its row: the most valuable first. Those of a branch are its own.

    A branch whose status gets no statement is left out: it is a member no more.
    """
    members = valuations.history.members
    parents = members["parent"].tolist()
    rows = [row for row, parent in enumerate(parents) if parent]
    if not rows:
        return {}
    row_of = {member_id: row for row, member_id in enumerate(members["member_id"].tolist())}
    left = {status.casefold() for status in valuations.settings.workspace.eligibility.skip_status}
    times = np.bincount(valuations.history.engagements["member"].to_numpy(), minlength=len(members)).tolist()
    best = valuations.totals[:, 1] * valuations.rate  # in the organisation's currency
    found: dict[int, list[Branch]] = defaultdict(list)
    for row in rows:
        member_id, name, status = (str(members[column].iloc[row]) for column in ("member_id", "name", "status"))
        if status.casefold() not in left:
            parent = row_of[parents[row]]
            value = float(best[row] / valuations.rate[parent])
            found[parent].append(Branch(member_id, name, times[row], value if isfinite(value) else None))
    return {
        parent: tuple(sorted(branches, key=lambda one: (-(one.value or 0.0), -one.engagements, one.name)))
        for parent, branches in found.items()
    }
