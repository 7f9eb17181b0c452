"""Members and the contacts who act for them: one row each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from valuereport.combine.fate import DUPLICATE, REJECTED, UNMATCHED, Fates
from valuereport.errors import Problem
from valuereport.model.member import Contact, Member
from valuereport.model.tables import KEY_SEPARATOR, MEMBERS, PROVENANCE, History


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
    for row in np.flatnonzero((members["emails"] == "").to_numpy()):
        fates.problems.append(
            Problem(
                "combine",
                "warning",
                "the member has no email address",
                "a statement is made; nothing can be matched by address or emailed",
                str(members["file"].iloc[row]),
                int(members["row"].iloc[row]),
                "emails",
                member_id=str(members["member_id"].iloc[row]),
            )
        )
    return members, fates


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


def member_at(history: History, row: int) -> Member:
    """Return the member in one row of the history, with its contacts."""
    found = history.members.iloc[row]
    texts = {name: str(found[name]) for name, kind in MEMBERS.items() if kind == "text" and name in _MEMBER_TEXTS}
    people = history.contacts[history.contacts["member"] == row]
    return Member(
        **texts,
        email=_first(found["emails"]),
        joined=None if pd.isna(found["joined"]) else found["joined"].date(),
        renewal=None if pd.isna(found["renewal"]) else found["renewal"].date(),
        no_email=bool(found["no_email"]),
        no_post=bool(found["no_post"]),
        on_hold=bool(found["on_hold"]),
        renewed=bool(found["renewed"]),
        contacts=tuple(
            Contact(name, _first(emails), job_title)
            for name, emails, job_title in zip(people["name"], people["emails"], people["job_title"], strict=True)
        ),
    )


_MEMBER_TEXTS = frozenset(Member.__dataclass_fields__)


def _first(keys: str) -> str:
    return keys.split(KEY_SEPARATOR)[0]
