"""Members and the contacts who act for them: one row each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.identity import AMBIGUOUS, NOBODY, Identity
from valuereport.combine.row_outcomes import DUPLICATE, REJECTED, UNMATCHED, RowOutcomes
from valuereport.errors import Problem
from valuereport.model.history import History
from valuereport.model.member import Contact, Member
from valuereport.model.tables import KEY_SEPARATOR, MEMBERS, PROVENANCE, Kind
from valuereport.model.valuation import FeeBasis
from valuereport.notation.countries import codes, country_code
from valuereport.notation.ids import closest, key_of, without_case


def combine_members(frame: pd.DataFrame) -> tuple[pd.DataFrame, RowOutcomes]:
    """Return one row a member id, the first of several, and the outcome of each row."""
    outcomes = RowOutcomes("members", frame)
    content = [name for name in frame.columns if name not in PROVENANCE]
    keys, unclear = _keys(frame)
    outcomes.assign(frame[content].duplicated().to_numpy(), DUPLICATE)
    outcomes.refuse(
        unclear,
        REJECTED,
        "several members of another source have this id, but for its case",
        "the row is not used; write the id in both sources alike",
        column="member_id",
        values=frame["member_id"],
        members=frame["member_id"],
    )
    outcomes.refuse(
        keys.duplicated().to_numpy(),
        REJECTED,
        "another row has the same member id but other details",
        "the first row is used",
        column="member_id",
        values=frame["member_id"],
        members=frame["member_id"],
    )
    members = frame[outcomes.counted].reset_index(drop=True)
    members["country"] = _countries(members["country"])
    outcomes.problems += _same_but_for_case(members)
    for row in np.flatnonzero((members["emails"] == "").to_numpy()):
        action = "a statement is made; nothing can be matched by address or emailed"
        outcomes.problems.append(_warning(members, int(row), "the member has no email address", action, "emails"))
    for row in np.flatnonzero(~members["country"].isin([*codes(), ""]).to_numpy()):
        action = "the address is written as in the organisation's own country, with this as its last line"
        outcomes.problems.append(_warning(members, int(row), "no country has this name or code", action, "country"))
    return members, outcomes


def _countries(found: pd.Series) -> pd.Series:
    """Return the codes of countries; a word that is no country stays as it is written."""
    return found.map({word: country_code(word) or word for word in found.unique()}).astype(found.dtype)


def _warning(members: pd.DataFrame, row: int, reason: str, action: str, column: str) -> Problem:
    where = members.iloc[row]
    return Problem(
        *("combine", "warning", reason, action, str(where["file"]), int(where["row"]), column, str(where[column])),
        member_id=str(where["member_id"]),
    )


def _keys(frame: pd.DataFrame) -> tuple[pd.Series, NDArray[np.bool_]]:
    """Return the key that rows of one member share, and which rows could belong to several members.

    Two ids of one source that differ by case alone are two members. Where no source tells its ids apart by case, an id
    is the same in any case.
    """
    exact = frame["member_id"].map(key_of)
    by_case = exact.str.lower()
    distinct = pd.DataFrame(
        {"by_case": by_case, "source": frame["source"].astype(str), "exact": exact}
    ).drop_duplicates()
    ids_in_source = distinct.groupby(["by_case", "source"])["exact"].transform("size")
    apart = distinct[ids_in_source > 1]
    unclear = by_case.isin(apart["by_case"]) & ~exact.isin(apart["exact"])
    return by_case.where(~by_case.isin(apart["by_case"]), exact), unclear.to_numpy()


def _same_but_for_case(members: pd.DataFrame) -> list[Problem]:
    """Return a problem for each member whose id differs from another's by case alone: a person should look."""
    by_case = members["member_id"].map(without_case)
    rows = np.flatnonzero(by_case.duplicated(keep=False).to_numpy())
    others = members["member_id"].iloc[rows].groupby(by_case.iloc[rows]).agg(", ".join)
    action = "each is a member; rows that have the id in another case are counted for nobody"
    return [
        _warning(
            members, int(row), f"these ids differ by their case alone: {others[by_case.iloc[row]]}", action, "member_id"
        )
        for row in rows
    ]


def combine_contacts(frame: pd.DataFrame, members: pd.DataFrame) -> tuple[pd.DataFrame, RowOutcomes]:
    """Return the contacts whose member exists, with `member` (row number in members), and the outcome of each row."""
    outcomes = RowOutcomes("contacts", frame)
    content = [name for name in frame.columns if name not in PROVENANCE]
    outcomes.assign(frame[content].duplicated().to_numpy(), DUPLICATE)
    rows = {member_id: row for row, member_id in enumerate(members["member_id"].tolist())}
    codes, distinct = pd.factorize(frame["member_id"])
    meant = list(map(closest(rows), map(str, distinct)))
    row_of = np.array([rows[one[0]] if len(one) == 1 else NOBODY for one in meant], dtype=np.intp)[codes]
    several = np.array([len(one) > 1 for one in meant], dtype=bool)[codes]
    unclear = np.zeros(len(frame), dtype=bool)
    if (row_of[~several] < 0).any():  # some exports name the firm of a contact by another key: its name, a former id
        other = Identity(members, frame.iloc[:0].assign(member=np.empty(0, dtype=np.intp))).match(frame["member_id"])
        unclear = (row_of < 0) & ~several & (other.member == AMBIGUOUS)
        row_of = np.where((row_of < 0) & ~several, other.member, row_of)
    for refused, reason in (
        (several, "several members have this id, but for its case"),
        (unclear, "several members have this id or name"),
        (row_of < 0, "the contact acts for a member that no source lists"),
    ):
        action, values = "the contact is not used", frame["member_id"]
        outcomes.refuse(refused, UNMATCHED, reason, action, column="member_id", values=values)
    contacts = frame.assign(member=row_of)[outcomes.counted].reset_index(drop=True)
    outcomes.problems += _several_decide(contacts)
    return contacts, outcomes


def _several_decide(contacts: pd.DataFrame) -> list[Problem]:
    """Return a problem for each contact who decides after another one of the same member."""
    deciding = contacts[contacts["decides"].to_numpy(dtype=bool)]
    others = np.flatnonzero(deciding["member"].duplicated().to_numpy())
    reason, action = "several contacts of the member decide", "the first one is addressed"
    return [_warning(deciding, int(row), reason, action, "decides") for row in others]


class Roster:
    """The members of a history by their rows, each built on demand; the columns are plain lists."""

    def __init__(self, history: History) -> None:
        members, people = history.members, history.contacts
        self.currencies: Sequence[str] = list(map(str, members["currency"].tolist()))
        self.fees: Sequence[float] = members["fee"].tolist()
        self.fee_sources: Sequence[str] = list(map(str, members["fee_source"].tolist()))  # which export gave each fee
        self.fee_bases: Sequence[FeeBasis] = members["fee_basis"].tolist()
        self.obstacles: Sequence[str] = members["obstacle"].tolist()  # the reason why there can be no figure, or empty
        times = history.engagements["member"].to_numpy()
        self.engagements: Sequence[int] = np.bincount(times, minlength=len(members)).tolist()
        self._columns: dict[str, list[Any]] = {
            **{name: list(map(str, members[name].tolist())) for name in _TEXTS},
            **{name: list(map(bool, members[name].tolist())) for name in _FLAGS},
            **{name: [None if pd.isna(day) else day.date() for day in members[name].tolist()] for name in _DATES},
            "email": list(map(_first, members["emails"].tolist())),
            "unreadable": [tuple(filter(None, cells.split(KEY_SEPARATOR))) for cells in members["unreadable"].tolist()],
        }
        self._contacts: dict[int, list[Contact]] = defaultdict(list)
        for row, name, emails, *others in zip(*(people[name].tolist() for name in _OF_CONTACTS), strict=True):
            self._contacts[row].append(Contact(name, _first(emails), *others))

    def __getitem__(self, row: int) -> Member:
        """Return the member in one row of the history, with its contacts."""
        fields = {name: column[row] for name, column in self._columns.items()}
        return Member(**fields, contacts=tuple(self._contacts.get(row, ())))


def _named(kind: Kind) -> tuple[str, ...]:
    return tuple(name for name, known in MEMBERS.items() if known == kind and name in Member.__dataclass_fields__)


_TEXTS = tuple(name for name in _named("text") if name not in ("unreadable", "secret"))
# A secret leaves the frame only to encrypt.
_FLAGS = _named("flag")
_OF_CONTACTS = ("member", "name", "emails", "job_title", "salutation", "decides")
_DATES = _named("date")


def _first(keys: str) -> str:
    return keys.partition(KEY_SEPARATOR)[0]
