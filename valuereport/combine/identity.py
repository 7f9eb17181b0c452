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
_NO_ANSWER = (NOBODY, NOBODY)


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
        keys = joined.casefold().split(KEY_SEPARATOR)
        if len(keys) == 1:
            return self._found.get(keys[0], _NO_ANSWER)
        for addresses in (False, True):
            answer = _NO_ANSWER
            for key in keys:
                found = self._found.get(key, _NO_ANSWER) if ("@" in key) is addresses else _NO_ANSWER
                if found not in (_NO_ANSWER, answer):
                    answer = found if answer == _NO_ANSWER else _between(answer, found)
            if answer != _NO_ANSWER:
                return answer
        return _NO_ANSWER


def _between(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Return whom two answers mean together: two people of one member mean the member, two members nobody."""
    return (one[0] if one[0] == other[0] else AMBIGUOUS, NOBODY)


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
