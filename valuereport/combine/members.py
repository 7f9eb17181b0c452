"""Members and the contacts who act for them: one row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from valuereport.combine.fate import DUPLICATE, REJECTED, UNMATCHED, Fates
from valuereport.countries import codes, country_code
from valuereport.errors import Problem
from valuereport.model.member import Contact, Member
from valuereport.model.tables import KEY_SEPARATOR, MEMBERS, PROVENANCE, History, Kind


def combine_members(frame: pd.DataFrame) -> tuple[pd.DataFrame, Fates]:
    """Return one row a member id, the first of several, and the fate of each row."""
    fates = Fates(frame)
    content = [name for name in frame.columns if name not in PROVENANCE]
    folded = frame["member_id"].str.casefold()
    fates.give(frame[content].duplicated().to_numpy(), DUPLICATE)
    fates.refuse(
        folded.duplicated().to_numpy(),
        REJECTED,
        "another row has the same member id but other details",
        "the first row is used",
        column="member_id",
        values=frame["member_id"],
        members=frame["member_id"],
    )
    members = frame[fates.open].reset_index(drop=True)
    members["country"] = _countries(members["country"])
    for row in np.flatnonzero((members["emails"] == "").to_numpy()):
        action = "a statement is made; nothing can be matched by address or emailed"
        fates.problems.append(_warning(members, int(row), "the member has no email address", action, "emails"))
    for row in np.flatnonzero(~members["country"].isin([*codes(), ""]).to_numpy()):
        action = "the address is written as in the organisation's own country, with this as its last line"
        fates.problems.append(_warning(members, int(row), "no country is called so", action, "country"))
    return members, fates


def _countries(found: pd.Series) -> pd.Series:
    """Return the codes of countries; what is none stays as it is written."""
    return found.map({word: country_code(word) or word for word in found.unique()}).astype(found.dtype)


def _warning(members: pd.DataFrame, row: int, reason: str, action: str, column: str) -> Problem:
    where = members.iloc[row]
    return Problem(
        *("combine", "warning", reason, action, str(where["file"]), int(where["row"]), column, str(where[column])),
        member_id=str(where["member_id"]),
    )


def combine_contacts(frame: pd.DataFrame, members: pd.DataFrame) -> tuple[pd.DataFrame, Fates]:
    """Return the contacts whose member exists, with `member` (row number in members), and the fate of each row."""
    fates = Fates(frame)
    content = [name for name in frame.columns if name not in PROVENANCE]
    fates.give(frame[content].duplicated().to_numpy(), DUPLICATE)
    row_of = pd.Index(members["member_id"].str.casefold()).get_indexer(pd.Index(frame["member_id"].str.casefold()))
    fates.refuse(
        row_of < 0,
        UNMATCHED,
        "the contact acts for a member that no source lists",
        "the contact is not used",
        column="member_id",
        values=frame["member_id"],
    )
    contacts = frame.assign(member=row_of)[fates.open].reset_index(drop=True)
    return contacts, fates


class Roster:
    """The members of a history by their rows, each made when it is asked for; the columns are plain lists."""

    def __init__(self, history: History) -> None:
        members, people = history.members, history.contacts
        self.currencies: Sequence[str] = list(map(str, members["currency"].tolist()))
        self.fees: Sequence[float] = members["fee"].tolist()
        self.obstacles: Sequence[str] = members["obstacle"].tolist()  # why no figure can be had, or empty
        self._columns: dict[str, list[Any]] = {
            **{name: list(map(str, members[name].tolist())) for name in _TEXTS},
            **{name: list(map(bool, members[name].tolist())) for name in _FLAGS},
            **{name: [None if pd.isna(day) else day.date() for day in members[name].tolist()] for name in _DATES},
            "email": list(map(_first, members["emails"].tolist())),
            "unreadable": [tuple(filter(None, cells.split(KEY_SEPARATOR))) for cells in members["unreadable"].tolist()],
        }
        self._contacts: dict[int, list[Contact]] = defaultdict(list)
        for row, name, emails, job_title in zip(
            *(people[name].tolist() for name in ("member", "name", "emails", "job_title")), strict=True
        ):
            self._contacts[row].append(Contact(name, _first(emails), job_title))

    def __getitem__(self, row: int) -> Member:
        """Return the member in one row of the history, with its contacts."""
        fields = {name: column[row] for name, column in self._columns.items()}
        return Member(**fields, contacts=tuple(self._contacts.get(row, ())))


def _named(kind: Kind) -> tuple[str, ...]:
    return tuple(name for name, known in MEMBERS.items() if known == kind and name in Member.__dataclass_fields__)


_TEXTS = tuple(name for name in _named("text") if name not in ("unreadable", "secret"))
# A secret leaves the frame only to encrypt.
_FLAGS = _named("flag")
_DATES = _named("date")


def _first(keys: str) -> str:
    return keys.partition(KEY_SEPARATOR)[0]
