"""One member as a statement needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from valuereport.model.compact_pickle import compact_pickle

_QUESTIONS: Final = {
    "no_email": "whether the member opted out of email",
    "no_post": "whether the member opted out of post",
    "on_hold": "whether the member is on hold",
    "renewed": "whether the member has renewed",
}


@compact_pickle
@dataclass(frozen=True, slots=True)
class Contact:
    """A person who acts for a member firm."""

    name: str
    email: str
    job_title: str
    salutation: str = ""
    decides: bool = False  # about the membership


ALIAS_COLUMNS: Final = ("alias", "member", "on", "source")
"""The columns of aliases.csv."""

FORMER_ALIAS_COLUMNS: Final = {"alias": "old_id", "member": "new_id", "on": "date"}
"""What they were called in earlier versions."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A former id of a member, or an address, a name or another system's id that rows have for it.

    An empty `new_id` ends the alias of the old one.
    """

    old_id: str
    new_id: str
    since: str  # the day, as ISO 8601; may be empty
    source: str  # of this statement
    file: str = ""
    row: int | None = None


@compact_pickle
@dataclass(frozen=True, slots=True)
class Member:
    """Who pays the fee, as the organisation's systems know them; a missing text is empty."""

    member_id: str
    kind: str  # "person" or "organisation"
    name: str
    salutation: str
    email: str
    locale: str  # as in the source; may be empty or unknown
    currency: str
    grade: str
    sector: str
    region: str
    country: str
    job_title: str
    street: str
    street2: str
    city: str
    region_line: str
    postcode: str
    status: str
    joined: date | None
    renewal: date | None
    no_email: bool
    no_post: bool
    contacts: tuple[Contact, ...] = ()
    parent: str = ""  # the member id of the firm whose branch this one is
    on_hold: bool = False  # nothing is delivered for now
    renewed: bool = False  # for the period to come
    secret: str = field(default="", repr=False)  # opens an encrypted statement; never printed
    unreadable: tuple[str, ...] = ()  # flags that are yes only because their cells cannot be read: no_email: "Sí?"

    @property
    def decider(self) -> Contact | None:
        """Return whom a firm's statement is addressed to: the first contact who decides; None where nobody is known."""
        if self.kind != "organisation":
            return None
        return next((contact for contact in self.contacts if contact.decides), None)

    def cannot_be_read(self, flag: str) -> str:
        """Return that a flag is yes only because its cell cannot be read, and the cell; or nothing."""
        cells = [cell for cell in self.unreadable if cell.startswith(f"{flag}: ")]
        return f"{_QUESTIONS[flag]} cannot be read ({cells[0]})" if cells else ""
