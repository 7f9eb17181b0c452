"""Who the members are and how they are reached, and rows that nobody has been found for: what a search goes through."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.errors import Remedy
from valuereport.model.delivery import Delivery
from valuereport.model.tables import Table


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Rows of one source with one key that no one member has: `rows` of them, the first in `file` and `row`."""

    table: Table
    source: str
    keys: tuple[str, ...]  # ids, addresses, names: whatever the rows have in the column `member`
    rows: int
    file: str
    row: int
    several: bool = False  # several members have the key


@dataclass(frozen=True, slots=True)
class ListedContact:
    """A person who acts for a member."""

    name: str
    emails: tuple[str, ...]
    ids: tuple[str, ...]
    job_title: str


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member with all by which somebody may ask for it."""

    member_id: str
    kind: str  # "person" or "organisation"
    name: str
    emails: tuple[str, ...]
    ids: tuple[str, ...]  # former ones, those of other systems
    address: str  # on one line, without the postcode
    postcode: str
    contacts: tuple[ListedContact, ...] = ()

    @property
    def is_firm(self) -> bool:
        """Return whether the member is an organisation."""
        return self.kind == "organisation"


@dataclass(frozen=True, slots=True)
class Directory:
    """All members, and all rows that are counted for nobody."""

    members: tuple[ListedMember, ...]
    unmatched: tuple[Unmatched, ...]


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Unmatched rows that look like a member's, why, and how a person says that they are."""

    rows: Unmatched
    key: str
    why: str
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A detail of a member that may be out of date, how likely it is wrong, and why it should be verified."""

    field: str  # email, phone, address, job_title, employer
    value: str
    p_stale: float
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """A member that somebody may have meant, why, what it was sent, and unmatched rows that look like it."""

    member: ListedMember
    why: str
    deliveries: tuple[Delivery, ...] = ()
    unmatched: tuple[LookAlike, ...] = ()
    verify: tuple[ToVerify, ...] = ()  # details to ask for, while the member is on the phone
