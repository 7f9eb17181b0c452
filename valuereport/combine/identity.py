"""Whose row is it: source ids first, then any email address. Names never decide.

An id, or a name that stands for one, is compared exactly, and without its case and with single spaces where nobody has
it exactly and one member alone has it so: some systems tell `AbC` and `aBc` apart, others change the case on their way.
Addresses are compared as they go on an envelope.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.ids import key_of

NOBODY = -1
AMBIGUOUS = -2


@dataclass(frozen=True, slots=True)
class Matched:
    """Row numbers, aligned with the rows to match; NOBODY or AMBIGUOUS where there is no one member."""

    member: NDArray[np.intp]
    contact: NDArray[np.intp]  # NOBODY where the member itself is meant


class Identity:
    """Finds the member (and the contact, if one acted) by an id or address."""

    def __init__(self, members: pd.DataFrame, contacts: pd.DataFrame) -> None:
        keys, member, contact = _known(members, contacts)
        codes, distinct = pd.factorize(np.array(keys, dtype=object))
        first = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())
        self._number = dict(zip(distinct.tolist(), range(len(distinct)), strict=True))
        self._member, self._contact = member[first], contact[first]
        self.problems: list[Problem] = []
        clashes: dict[int, set[int]] = {}
        for at in np.flatnonzero(member != self._member[codes]).tolist():
            clashes.setdefault(int(codes[at]), {int(self._member[codes[at]])}).add(int(member[at]))
        for number, rows in clashes.items():
            self._resolve_clash(number, str(distinct[number]), rows, members)
        self._index_without_case()

    def _index_without_case(self) -> None:
        """Give each id in lower case a number of its own: that of the one member with such an id, else AMBIGUOUS."""
        ids = [key for key in self._number if "@" not in key]
        codes, distinct = pd.factorize(np.array([*map(_loose, ids)], dtype=object))
        self._without_case = {key: len(self._member) + at for at, key in enumerate(distinct.tolist())}
        if not ids:
            return
        order = np.argsort(codes, kind="stable")
        numbers = np.array([self._number[key] for key in ids], dtype=np.intp)[order]
        starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
        member, one_member = _agreed(self._member[numbers], starts)
        contact, one_contact = _agreed(self._contact[numbers], starts)
        self._member = np.append(self._member, np.where(one_member, member, AMBIGUOUS))
        self._contact = np.append(self._contact, np.where(one_member & one_contact, contact, NOBODY))

    def _resolve_clash(self, number: int, key: str, rows: set[int], members: pd.DataFrame) -> None:
        """Decide which member a shared key belongs to: a member id to its member, all else to nobody."""
        ids = members["member_id"]
        owner = next((row for row in rows if key_of(ids.iloc[row]) == key), AMBIGUOUS)
        self._member[number], self._contact[number] = owner, NOBODY
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

    @property
    def ids(self) -> tuple[str, ...]:
        """Return every id and address by which somebody is known: an address may be an id."""
        return tuple(self._number)

    def match(self, keys: pd.Series) -> Matched:
        """Return the member of each row; `keys` holds the ids and addresses of a row, joined by KEY_SEPARATOR."""
        codes, distinct = pd.factorize(keys)
        matched = self._match_distinct(pd.Series(distinct, dtype="str"))
        return Matched(matched.member[codes], matched.contact[codes])

    def _match_distinct(self, joined: pd.Series) -> Matched:
        """Return the member of each row: by its ids if one is known, else by its addresses.

        Two contacts of one member match the member; two members match nobody.
        """
        split = _split(joined)
        numbers = np.fromiter(map(self._number.get, split.keys, repeat(NOBODY)), np.intp, len(split.keys))
        for at in np.flatnonzero((numbers == NOBODY) & ~split.address).tolist():
            numbers[at] = self._without_case.get(_loose(split.keys[at]), NOBODY)
        by_id = np.zeros(len(joined), dtype=bool)
        by_id[split.row[~split.address & (numbers != NOBODY)]] = True
        used = (numbers != NOBODY) & (split.address != by_id[split.row])
        rows, numbers = split.row[used], numbers[used]
        matched_rows, starts = np.unique(rows, return_index=True)
        found = Matched(np.full(len(joined), NOBODY), np.full(len(joined), NOBODY))
        if len(starts):
            member, one_member = _agreed(self._member[numbers], starts)
            contact, one_contact = _agreed(self._contact[numbers], starts)
            found.member[matched_rows] = np.where(one_member, member, AMBIGUOUS)
            found.contact[matched_rows] = np.where(one_member & one_contact, contact, NOBODY)
        return found


def _loose(key: str) -> str:
    """Return an id (or a name that stands for one) without its case, with single spaces."""
    return " ".join(key.lower().split())


def _agreed(values: NDArray[np.intp], starts: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the first value of each run, and whether the others of the run are the same."""
    least = np.minimum.reduceat(values, starts)
    return least, np.equal(least, np.maximum.reduceat(values, starts))


def _known(members: pd.DataFrame, contacts: pd.DataFrame) -> tuple[list[str], NDArray[np.intp], NDArray[np.intp]]:
    """Return every key, its member and its contact. Member ids come first, so that a clash keeps them."""
    keys: list[str] = []
    member, contact = [], []
    of_contact = contacts["member"].to_numpy(dtype=np.intp)
    for column in ("member_id", "other_ids", "emails"):
        found = _split(members[column])
        keys += found.keys
        member.append(found.row)
        contact.append(np.full(len(found.row), NOBODY))
    for column in ("contact_id", "other_ids", "emails"):
        found = _split(contacts[column])
        keys += found.keys
        member.append(of_contact[found.row])
        contact.append(found.row)
    return keys, np.concatenate(member), np.concatenate(contact)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Single keys in the form in which they are compared, and the row of each."""

    keys: list[str]
    row: NDArray[np.intp]
    address: NDArray[np.bool_]


def _split(joined: pd.Series) -> _Keys:
    lists = pc.split_pattern(pa.array(joined, type=pa.large_string()), KEY_SEPARATOR)
    flat, rows = pc.list_flatten(lists), pc.list_parent_indices(lists)
    filled = pc.not_equal(flat, "")
    if not pc.all(filled).as_py():
        flat, rows = flat.filter(filled), rows.filter(filled)
    address = pc.match_substring(flat, "@").to_numpy(zero_copy_only=False)
    return _Keys(list(map(key_of, flat.to_pylist())), rows.to_numpy().astype(np.intp, copy=False), address)
