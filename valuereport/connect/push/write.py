"""One contact is written to: only what differs, and never twice without looking in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from valuereport.connect.errors import AbsentError, DeniedError, PullError, RefusedError, UnclearError
from valuereport.connect.push.system import Contact, Contacts
from valuereport.connect.push.values import to_write

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of writing: done, failed (the system said no) or uncertain (nobody knows); `reason`: why."""

    state: Literal["done", "failed", "uncertain"]
    reason: str = ""


def write(contacts: Contacts, contact: Contact, values: Mapping[str, str]) -> Outcome:
    """Let these values stand on a contact that was just read. Raises PausedError, PullError.

    Where the line breaks, the contact is read again before anything is written a second time.
    """
    gone = Outcome("failed", f"the contact {contact.id} is no longer there")
    why = ""
    for _ in range(_TRIES):
        if not (changes := to_write(values, contact.values)):
            return Outcome("done")
        try:
            contacts.write(contact, changes)
        except UnclearError as error:
            why = str(error)
        except (RefusedError, DeniedError) as error:
            return Outcome("failed", str(error))
        except AbsentError:
            return gone
        else:
            return Outcome("done")
        try:
            found = contacts.by_id(contact.id)
        except PullError:
            return Outcome("uncertain", why)
        if found is None:
            return gone
        contact = found
    if not to_write(values, contact.values):
        return Outcome("done")
    return Outcome("failed", f"{why}, {_TRIES} times, and it does not stand there")
