"""What a system must tell so that figures can be written to its contacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from valuereport.connect.auth import Auth
from valuereport.connect.client import Client
from valuereport.connect.limits import Limit
from valuereport.connect.verdicts import Judge, by_status
from valuereport.notation.addresses import normalised
from valuereport.settings import PushRules

NOTE: Final = "(note)"
"""The name that a note on the contact has among its fields: its text is the value, empty where there is none."""

NOTE_MARK: Final = "(valuereport)"
"""The end of our note: by it we know it again where it has no id of ours."""

TAG: Final = "(tag) "
"""What stands before the name of a tag among the fields: the value is the tag's name, or empty."""


@dataclass(frozen=True, slots=True)
class Who:
    """The member whose contact is looked for. `email`: empty where it does not tell this member from all others."""

    member_id: str
    email: str
    is_organisation: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as it stands there. `values`: by the names that were asked for, empty where nothing stands there.

    `member_id`: what the field for it holds; `opted_out`: why the system itself must not write to it, or empty.
    """

    id: str
    values: Mapping[str, str] = field(default_factory=dict)
    member_id: str = ""
    emails: tuple[str, ...] = ()
    opted_out: str = ""
    is_organisation: bool = False

    def has(self, email: str) -> bool:
        """Return whether it has this address, in any form of it."""
        return normalised(email) in map(normalised, self.emails)


class Contacts(Protocol):
    """The contacts of one account, by an open line; they raise what the line raises (Client.ask, Client.tell)."""

    def check(self) -> tuple[str, ...]:
        """Return which of the fields, the note's or the tag's names the system does not know. Reads only."""
        ...

    def by_id(self, contact_id: str) -> Contact | None:
        """Return a contact by its id there, as it stands at this moment."""
        ...

    def by_member_id(self, member_id: str) -> Sequence[Contact]:
        """Return the contacts whose field for it holds a member's id; none where the system cannot search by it."""
        ...

    def by_email(self, email: str) -> Sequence[Contact]:
        """Return the contacts with an address."""
        ...

    def write(self, contact: Contact, changes: Mapping[str, str]) -> None:
        """Write these values, and no others; an empty one clears the field."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSystem:
    """One system that can be written to.

    `sends`: messages leave from it, so that who must not be emailed is left out. `contacts`: its contacts behind a
    line, with what is written and the names of its fields (NOTE and TAG among them). `unverified`: what nobody has
    tried at the real service, as a sentence for the docs.
    """

    name: str
    title: str
    auth: Auth
    contacts: Callable[[Client, PushRules, Sequence[str]], Contacts]
    sends: bool
    base_url: str = ""
    limits: tuple[Limit, ...] = ()
    judge: Judge = by_status
    unverified: str = ""


class Unfound(Exception):  # noqa: N818 - an outcome, and no fault
    """No contact can be told to be this member's; says why."""


def find(contacts: Contacts, rules: PushRules, who: Who) -> Contact:
    """Return the member's contact as it stands now: by its own id, else by the member's id, else by the address.

    Raises Unfound.
    """
    if rules.member_id == "id":
        if contact := contacts.by_id(who.member_id):
            return contact
    elif rules.member_id:
        found = contacts.by_member_id(who.member_id)
        if len(found) > 1:
            raise Unfound(f"{len(found)} contacts have this member's id: {_ids(found)}")
        if found:
            return found[0]
    if not who.email:
        raise Unfound("no contact has this member's id, and the address does not tell the member from others")
    found = [one for one in contacts.by_email(who.email) if one.has(who.email)]
    if len(found) > 1:
        found = [one for one in found if one.is_organisation == who.is_organisation] or found
    if not found:
        raise Unfound(
            "no contact has this member's id or address" if rules.member_id else "no contact has this address"
        )
    if len(found) > 1:
        raise Unfound(f"{len(found)} contacts have this member's address: {_ids(found)}")
    if found[0].member_id not in ("", who.member_id) and rules.member_id != "id":
        raise Unfound(f"the contact {found[0].id} with this address is that of the member {found[0].member_id}")
    return found[0]


def _ids(found: Sequence[Contact]) -> str:
    return ", ".join(one.id for one in found[:5])
