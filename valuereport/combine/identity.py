"""Whose row is it: source ids first, then any email address. Names never decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.model.tables import KEY_SEPARATOR

NOBODY = -1
AMBIGUOUS = -2


@dataclass(frozen=True, slots=True)
class Matched:
    """Row numbers, aligned with the rows that were asked about; NOBODY or AMBIGUOUS where there is no answer."""

    member: NDArray[np.intp]
    contact: NDArray[np.intp]  # NOBODY where the member itself is meant


class Identity:
    """Finds the member (and the contact, if one acted) by an id or address, whatever its case."""

    def __init__(self, members: pd.DataFrame, contacts: pd.DataFrame) -> None:
        self._found: dict[str, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        clashes: dict[str, set[int]] = {}
        for member, contact, key in _keys(members, contacts):
            known = self._found.setdefault(key, (member, contact))
            if known[0] != member:
                clashes.setdefault(key, {known[0]}).add(member)
        ids = members["member_id"]
        for key, rows in clashes.items():
            # A member's own id is never given away: only what several members share is ambiguous.
            owner = next((row for row in rows if ids.iloc[row].casefold() == key), None)
            self._found[key] = (AMBIGUOUS, NOBODY) if owner is None else (owner, NOBODY)
            first = min(rows)
            self.problems.append(
                Problem(
                    "combine",
                    "error",
                    f"{len(rows)} members have this id or address: {', '.join(ids.iloc[sorted(rows)])}",
                    "rows that can only be matched by it are counted for nobody",
                    str(members["file"].iloc[first]),
                    int(members["row"].iloc[first]),
                    "emails" if "@" in key else "other_ids",
                    key,
                    str(ids.iloc[first]),
                )
            )

    def match(self, keys: pd.Series) -> Matched:
        """Return whose each row is; `keys` holds the ids and addresses of a row, joined by KEY_SEPARATOR."""
        codes, distinct = pd.factorize(keys)
        answers = np.array([self._answer(joined) for joined in distinct.tolist()], dtype=np.intp).reshape(-1, 2)
        return Matched(answers[codes, 0], answers[codes, 1])

    def _answer(self, joined: str) -> tuple[int, int]:
        if KEY_SEPARATOR not in joined:
            return self._found.get(joined.casefold(), (NOBODY, NOBODY))
        keys = [key.casefold() for key in joined.split(KEY_SEPARATOR)]
        for group in ([key for key in keys if "@" not in key], [key for key in keys if "@" in key]):
            found = {self._found[key] for key in group if key in self._found}
            if not found:
                continue
            members = {member for member, _ in found}
            if len(members) > 1 or AMBIGUOUS in members:
                return AMBIGUOUS, NOBODY
            people = {contact for _, contact in found}
            return members.pop(), people.pop() if len(people) == 1 else NOBODY
        return NOBODY, NOBODY


def _keys(members: pd.DataFrame, contacts: pd.DataFrame) -> Iterable[tuple[int, int, str]]:
    """Yield (member, contact, key): the members' own ids before all else, so that they win a clash's first place."""
    for row, member_id in enumerate(members["member_id"].tolist()):
        yield row, NOBODY, member_id.casefold()
    for column in ("other_ids", "emails"):
        for row, joined in enumerate(members[column].tolist()):
            yield from ((row, NOBODY, key.casefold()) for key in joined.split(KEY_SEPARATOR) if key)
    for column in ("contact_id", "other_ids", "emails"):
        for row, (member, joined) in enumerate(
            zip(contacts["member"].tolist(), contacts[column].tolist(), strict=True)
        ):
            yield from ((member, row, key.casefold()) for key in joined.split(KEY_SEPARATOR) if key)
