"""Who of the members may be written to, as some exports, the lists and the suppressions have them at one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from valuereport.actions.delivery.stop_lists import stop_lists
from valuereport.combine import Roster
from valuereport.deliver.eligibility import GONE, LISTED, reason_for_no_email, reason_for_no_print, sharing
from valuereport.model.history import History
from valuereport.model.member import Member
from valuereport.model.suppression import Suppression
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.addresses import normalised
from valuereport.settings import Settings

if TYPE_CHECKING:  # a check does not wait for the ledger's libraries
    from valuereport.deliver.ledger.suppressions import Suppressed


class Addressees:
    """The members of a history, and what stands against writing to each. Nothing in it changes."""

    def __init__(self, settings: Settings, history: History, roster: Roster) -> None:
        """Read the stop lists, too. Raises SettingsError where one is missing or no text."""
        self._settings, self._roster = settings, roster
        self._built = dict[int, Member]()  # each is judged several times
        self._secrets: list[str] = history.members["secret"].tolist()
        self._emails: list[str] = history.members["emails"].tolist()
        self._rows = {str(name): row for row, name in enumerate(history.members["member_id"])}
        self.stop_lists = stop_lists(settings, history)
        self._listed_members = frozenset[str]().union(*(one.member_ids for one in self.stop_lists))
        self._listed_addresses = frozenset[str]().union(*(one.addresses for one in self.stop_lists))
        self._at_address = sharing(self.all().values())

    @property
    def ids(self) -> Collection[str]:
        """Return the id of every member."""
        return self._rows.keys()

    def find(self, member_id: str) -> Member | None:
        """Return a member, or None."""
        row = self._rows.get(member_id)
        if row is not None and row not in self._built:
            self._built[row] = self._roster[row]
        return None if row is None else self._built[row]

    def all(self) -> dict[str, Member]:
        """Return every member by id."""
        return {member_id: member for member_id in self._rows if (member := self.find(member_id))}

    def secret(self, member_id: str) -> str:
        """Return what opens a member's encrypted statement; empty where the exports have nothing."""
        return self._secrets[self._rows[member_id]]

    def reason_for_no_email(self, member_id: str, suppressed: Suppressed | None) -> str:
        """Return why a member gets no email, or nothing."""
        member = self.find(member_id)
        if member is None:
            return GONE
        others = self._at_address.get(normalised(member.email), frozenset()) - {member_id}
        reason = reason_for_no_email(member, self._settings, self.unwanted(member, suppressed), others)
        if not reason and self._settings.workspace.email.encrypt and not self.secret(member_id):
            return "has no secret to encrypt the statement with"
        return reason

    def reason_for_no_print(self, member_id: str, suppressed: Suppressed | None, returned: Collection[str]) -> str:
        """Return why a member gets no letter, or nothing. `returned`: whose email was rejected or bounced."""
        member = self.find(member_id)
        if member is None:
            return GONE
        reached = not self.reason_for_no_email(member_id, suppressed) and member_id not in returned
        return reason_for_no_print(member, self._settings, reached_by_email=reached)

    def unwanted(self, member: Member, suppressed: Suppressed | None, *, bounces: bool = True) -> str:
        """Return why a list or a suppression keeps mail from a member, or nothing.

        Whoever has said no with one of several addresses has said no; a bounce is about one address alone. The
        addresses of an organisation may be those of several people.
        """
        addresses = [normalised(member.email)] if member.email else []
        own = addresses if member.kind == "organisation" else [*self._addresses(member.member_id)]
        if member.member_id in self._listed_members or not self._listed_addresses.isdisjoint(own):
            return LISTED
        for address in (*addresses, *own) if suppressed else ():
            found = suppressed.find(address) if suppressed else None
            if found and (found.reason != "bounce" or (bounces and address in addresses)):
                return f"the address is suppressed: {found.reason}"
        return ""

    def suppressions(self, member_id: str, suppressed: Suppressed) -> tuple[Suppression, ...]:
        """Return the suppressions in force of a member's own addresses, each once."""
        found = (suppressed.find(address) for address in self._addresses(member_id))
        return tuple(dict.fromkeys(one for one in found if one))

    def _addresses(self, member_id: str) -> Iterator[str]:
        return (normalised(one) for one in self._emails[self._rows[member_id]].split(KEY_SEPARATOR) if one)
