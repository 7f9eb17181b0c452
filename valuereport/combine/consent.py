"""Consent comes first: an opt-out in any row counts, also in a repeated row or in one that could not be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Final

import pandas as pd

from valuereport.combine.row_outcomes import Mask
from valuereport.errors import Problem
from valuereport.model.history import OptOut
from valuereport.model.tables import KEY_SEPARATOR, MEMBERS, Table
from valuereport.notation.addresses import normalised

FLAGS: Final = tuple(name for name, kind in MEMBERS.items() if kind == "flag")

_EFFECTS: Final = {
    "no_email": "it counts: no email",
    "no_post": "it counts: no letter",
    "on_hold": "it counts: nothing is delivered",
    "renewed": "it counts: nothing is delivered",
    "no_scoring": "it counts: in no ranking of persons",
}


def opt_outs_of(table: Table, frame: pd.DataFrame, rows: Mask) -> Iterator[OptOut]:
    """Yield the opt-outs of some rows: the flags that are yes or cannot be read."""
    flags = [name for name in FLAGS if name in frame]
    chosen = frame[rows & frame[flags].to_numpy(dtype=bool).any(axis=1)]
    if chosen.empty:
        return
    flag_rows = chosen[flags].to_numpy(dtype=bool).tolist()
    columns = (chosen[name].tolist() for name in ("member_id", "emails", "unreadable", "file", "row"))
    for opted_out, member_id, emails, unreadable, file, row in zip(flag_rows, *columns, strict=True):
        yield OptOut(table, member_id, emails, tuple(compress(flags, opted_out)), unreadable, file, row)


def apply_opt_outs(
    members: pd.DataFrame, of_members: Iterable[OptOut], of_contacts: Iterable[OptOut]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the members with the opt-outs of all other rows, and a problem for each that changes a member.

    An opt-out of a member applies to the members with its id, else to all members with one of its addresses. An
    opt-out of a contact applies to the members whose statement would go to one of its addresses.
    """
    of_members, of_contacts = list(of_members), list(of_contacts)
    if not of_members and not of_contacts:
        return members, []
    merged = _MergedFlags(members)
    index = _MemberIndex(members)
    for opt_out in of_members:
        rows = index.of_id(opt_out.member_id) or index.of_any_address(opt_out.emails)
        merged.add(opt_out, rows, "another row of the member opts out, or says what cannot be read")
    for opt_out in of_contacts:
        reason = "a contact with the member's address opts out, or its row says what cannot be read"
        merged.add(opt_out, index.of_first_address(opt_out.emails), reason)
    return merged.members(), merged.problems


class _MemberIndex:
    """Finds the rows of the members with an id or an address."""

    def __init__(self, members: pd.DataFrame) -> None:
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._folded: dict[str, list[int]] = defaultdict(list)
        self._others: dict[str, list[int]] = defaultdict(list)
        self._first: dict[str, list[int]] = defaultdict(list)
        self._any: dict[str, list[int]] = defaultdict(list)
        ids, others, emails = (members[name].tolist() for name in ("member_id", "other_ids", "emails"))
        for row, (member_id, other_ids, addresses) in enumerate(zip(ids, others, emails, strict=True)):
            self._exact[member_id].append(row)
            self._folded[member_id.casefold()].append(row)
            for other in _split(other_ids):
                self._others[other.casefold()].append(row)
            for position, address in enumerate(_split(addresses)):
                for known in (self._any, self._first)[: 2 if position == 0 else 1]:
                    known[normalised(address)].append(row)

    def of_id(self, member_id: str) -> Sequence[int]:
        """Return the members with this id as it is written, else in another case, else as one of their other ids."""
        folded = member_id.casefold()
        return self._exact.get(member_id) or self._folded.get(folded) or self._others.get(folded) or ()

    def of_any_address(self, emails: str) -> Sequence[int]:
        """Return the members who have one of these addresses."""
        return _of(self._any, emails)

    def of_first_address(self, emails: str) -> Sequence[int]:
        """Return the members whose statement would go to one of these addresses."""
        return _of(self._first, emails)


def _of(known: Mapping[str, list[int]], emails: str) -> Sequence[int]:
    return sorted({row for address in _split(emails) for row in known.get(normalised(address), ())})


def _split(keys: str) -> list[str]:
    return [key for key in keys.split(KEY_SEPARATOR) if key]


class _MergedFlags:
    """The flags of the members, with those of other rows added."""

    def __init__(self, members: pd.DataFrame) -> None:
        self._frame = members
        self._flags = {flag: members[flag].to_numpy(dtype=bool).copy() for flag in FLAGS}
        self._unreadable: dict[int, dict[str, str]] = {}
        self.problems: list[Problem] = []

    def add(self, opt_out: OptOut, rows: Sequence[int], reason: str) -> None:
        """Add the opt-out of another row to the members in `rows`. A clear yes replaces a cell that cannot be read."""
        new = _by_flag(opt_out.unreadable)
        for row in rows:
            old = self._cells(row)
            for flag in opt_out.flags:
                already = self._flags[flag][row]
                if already and (flag in new or flag not in old):
                    continue
                self._flags[flag][row] = True
                old.pop(flag, None)
                old |= {flag: new[flag]} if flag in new else {}
                self._add_problem(opt_out, flag, reason, _EFFECTS[flag], str(self._frame["member_id"].iloc[row]))
        if not rows and not opt_out.emails and not opt_out.member_id:
            for flag in opt_out.flags:
                self._add_problem(
                    opt_out, flag, "a row without id and address opts out", "counts for nobody: find out whose it is"
                )

    def _cells(self, row: int) -> dict[str, str]:
        return self._unreadable.setdefault(row, _by_flag(self._frame["unreadable"].iloc[row]))

    def _add_problem(self, opt_out: OptOut, flag: str, reason: str, action: str, member_id: str = "") -> None:
        found = Problem("combine", "warning", reason, action, opt_out.file, opt_out.row, flag, member_id=member_id)
        self.problems.append(found)

    def members(self) -> pd.DataFrame:
        """Return the members with these flags."""
        unreadable = self._frame["unreadable"].tolist()
        for row, cells in self._unreadable.items():
            unreadable[row] = KEY_SEPARATOR.join(cells.values())
        return self._frame.assign(**self._flags, unreadable=pd.array(unreadable, dtype="str"))


def _by_flag(unreadable: str) -> dict[str, str]:
    return {cell.partition(":")[0]: cell for cell in _split(unreadable)}
