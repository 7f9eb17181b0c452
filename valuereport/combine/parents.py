"""Branches: which member firm is the parent of which; what cannot be one is a problem, and has no parent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.identity import AMBIGUOUS, NOBODY, Identity
from valuereport.errors import Problem

_NO_PARENT = "the member has no parent here; it has its own statement all the same"


def with_parents(members: pd.DataFrame, identity: Identity) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the members with `parent` as the id of a member firm, else "", and a problem for each that is none."""
    stated = members["parent"]
    rows = np.flatnonzero((stated != "").to_numpy(dtype=bool))
    if not len(rows):
        return members, []
    matched = identity.match(stated)
    parent = np.where(matched.contact == NOBODY, matched.member, NOBODY)
    is_firm = (members["kind"] == "organisation").to_numpy(dtype=bool)
    problems = list[Problem]()
    persons = rows[~is_firm[rows]]
    if len(persons):  # an employer is exported for everybody: their use is not the employer's business
        reason = "a member who is a person has a parent, and only firms have branches"
        first = _problem(members, int(persons[0]), reason, "not used: no firm is shown what a person used")
        problems.append(replace(first, rows=len(persons)))
    firms = rows[is_firm[rows]]
    for row in firms.tolist():
        if reason := _reason(int(parent[row]), is_firm):
            problems.append(_problem(members, row, reason, _NO_PARENT))
            parent[row] = NOBODY
    parent[persons] = NOBODY
    ids = members["member_id"].tolist()
    for circle in _circles(parent):
        reason = f"the parents lead in a circle: {', '.join(ids[row] for row in (*circle, circle[0]))}"
        for row in circle:
            problems.append(_problem(members, row, reason, _NO_PARENT))
            parent[row] = NOBODY
    found = [ids[row] if row >= 0 else "" for row in parent.tolist()]
    return members.assign(parent=pd.array(found, dtype="str")), problems


def _reason(parent: int, is_firm: NDArray[np.bool_]) -> str:
    """Return why a row of the members is no parent; empty where it is one."""
    if parent == NOBODY:
        return "no member has the id of the parent"
    if parent == AMBIGUOUS:
        return "several members have the id of the parent"
    return "" if is_firm[parent] else "the parent is a person and no firm"


def _circles(parent: NDArray[np.intp]) -> list[Sequence[int]]:
    """Return the rows of each circle, in the order of their parents; `parent`: the row of each one's, or NOBODY."""
    circles: list[Sequence[int]] = []
    seen: set[int] = set()
    for first in np.flatnonzero(parent >= 0).tolist():
        path: dict[int, None] = {}
        row = first
        while row >= 0 and row not in seen and row not in path:
            path[row] = None
            row = int(parent[row])
        if row in path:
            steps = list(path)
            circles.append(steps[steps.index(row) :])
        seen.update(path)
    return circles


def _problem(members: pd.DataFrame, row: int, reason: str, action: str) -> Problem:
    where = members.iloc[row]
    return Problem(
        *("combine", "warning", reason, action, str(where["file"]), int(where["row"]), "parent", str(where["parent"])),
        member_id=str(where["member_id"]),
    )
