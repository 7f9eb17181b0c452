"""The members as their exports have them at this moment, for whoever is about to write to them."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from valuereport.actions.delivery.stop_lists import stop_lists, watched
from valuereport.combine import Roster, combine
from valuereport.deliver.eligibility import GONE, LISTED, reason_for_no_email, reason_for_no_print, sharing
from valuereport.insights.scoring import clear_objections
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.member import Member
from valuereport.model.stop_list import StopList
from valuereport.model.suppression import OptOuts
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.addresses import normalised
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.settings import Settings

if TYPE_CHECKING:  # a check opens no ledger
    from valuereport.deliver.ledger import Ledger

_DATABASE_IS_FRESH: Final = 60.0  # seconds: a database does not say when it changed, so it is asked again


class Recipients:
    """Reads the exports, and again as soon as one of their files has changed.

    A sending of an evening takes hours: who opts out in the meantime is not written to.
    """

    def __init__(self, settings: Settings, ledger: Ledger | None, valued: CalculatedMembers | None = None) -> None:
        """`ledger`: knows the suppressions; `valued`: the exports, where they have just been read."""
        self._settings, self._ledger = settings, ledger
        self._suppressed = ledger.suppressed() if ledger else None
        self._asks_a_database = any(source.format == "sql" for source in settings.workspace.source)
        if valued:
            self._take(valued.history, valued.roster, valued.inputs)
        else:
            self._read()

    def _read(self) -> None:
        loaded = load(self._settings)
        history = combine(loaded, self._settings)
        self._take(history, Roster(history), loaded.inputs)

    def _take(self, history: History, roster: Roster, inputs: Iterable[str]) -> None:
        settings = self._settings
        self._read_at = time.monotonic()
        self._secrets: list[str] = history.members["secret"].tolist()
        self._roster = roster
        self.history = history
        self._rows = {str(name): row for row, name in enumerate(history.members["member_id"])}
        self._files = [settings.folder / name for name in inputs]
        self._files += watched(settings)
        own = settings.workspace.files
        self._files += [settings.folder / own.corrections, settings.folder / own.aliases]  # they may be made meanwhile
        self._stamp = _stamp(self._files)
        self.stop_lists: tuple[StopList, ...] = stop_lists(settings, history)
        self._listed_members = frozenset[str]().union(*(one.member_ids for one in self.stop_lists))
        self._listed_addresses = frozenset[str]().union(*(one.addresses for one in self.stop_lists))
        self._at_address = sharing(roster[row] for row in self._rows.values())
        self._addresses = [
            [normalised(one) for one in emails.split(KEY_SEPARATOR) if one]
            for emails in history.members["emails"].tolist()
        ]

    def _current(self) -> None:
        old = self._asks_a_database and time.monotonic() - self._read_at > _DATABASE_IS_FRESH
        if old or _stamp(self._files) != self._stamp:
            self._read()

    def find(self, member_id: str) -> Member | None:
        """Return a member as the exports now have it. Raises SourceError where they cannot be read any more."""
        self._current()
        row = self._rows.get(member_id)
        return None if row is None else self._roster[row]

    def all(self) -> dict[str, Member]:
        """Return every member as the exports now have it."""
        self._current()
        return {member_id: self._roster[row] for member_id, row in self._rows.items()}

    def record_aliases(self, ledger: Ledger) -> None:
        """Let the ledger know who is known by other ids, and who objects to being scored. Raises LedgerError."""
        self._current()
        ledger.remember(self._rows, self.history.aliases)
        if objecting := clear_objections(self.history.members):
            ledger.record_objections(objecting, datetime.now(UTC).date())

    def secret(self, member_id: str) -> str:
        """Return what opens a member's encrypted statement; empty where the exports have nothing."""
        return self._secrets[self._rows[member_id]]

    def reason_for_no_email(self, member_id: str) -> str:
        """Return why this member gets no email now, or nothing."""
        self._current()
        return self._no_email(member_id)

    def reasons_for_no_email(self, member_ids: Iterable[str]) -> list[str]:
        """Return the same of many members, as the exports are at one moment."""
        self._current()
        return [self._no_email(one) for one in member_ids]

    def _no_email(self, member_id: str) -> str:
        row = self._rows.get(member_id)
        if row is None:
            return GONE
        member = self._roster[row]
        others = self._at_address.get(normalised(member.email), frozenset()) - {member_id}
        reason = reason_for_no_email(member, self._settings, self._unwanted(member), others)
        if not reason and self._settings.workspace.email.encrypt and not self.secret(member_id):
            return "has no secret to encrypt the statement with"
        return reason

    def refresh_suppressions(self) -> None:
        """See which addresses were suppressed or allowed in the meantime."""
        if self._ledger:
            self._suppressed = self._ledger.suppressed(self._suppressed)

    def unwanted(self) -> dict[str, str]:
        """Return why lists or suppressions keep mail from members, by member."""
        return {member_id: why for member_id, member in self.all().items() if (why := self._unwanted(member))}

    def opt_outs(self, run: str) -> OptOuts:
        """Return how many members have opted out of email, in the exports, on a list or by a suppression.

        A bounce is no opt-out: another address ends it.
        """
        members = self.all().values()
        gone = sum(1 for one in members if one.no_email or self._unwanted(one, bounces=False))
        return OptOuts(run, gone, len(members))

    def _unwanted(self, member: Member, *, bounces: bool = True) -> str:
        """Return why a list or a suppression keeps mail from a member.

        Whoever has said no with one of several addresses has said no; a bounce is about one address alone. The
        addresses of an organisation may be those of several people.
        """
        addresses = [normalised(member.email)] if member.email else []
        own = addresses if member.kind == "organisation" else self._addresses[self._rows[member.member_id]]
        if member.member_id in self._listed_members or not self._listed_addresses.isdisjoint(own):
            return LISTED
        for address in (*addresses, *own) if self._suppressed else ():
            found = self._suppressed.find(address) if self._suppressed else None
            if found and (found.reason != "bounce" or (bounces and address in addresses)):
                return f"the address is suppressed: {found.reason}"
        return ""

    def reasons_for_no_print(self, member_ids: Iterable[str], returned: Collection[str]) -> list[str]:
        """Return why members get no letter now, or nothing. `returned`: whose email was rejected or bounced."""
        self._current()
        return [self._no_print(one, returned) for one in member_ids]

    def _no_print(self, member_id: str, returned: Collection[str]) -> str:
        row = self._rows.get(member_id)
        if row is None:
            return GONE
        reached = not self._no_email(member_id) and member_id not in returned
        return reason_for_no_print(self._roster[row], self._settings, reached_by_email=reached)


def _stamp(files: Collection[Path]) -> tuple[tuple[int, int], ...]:
    """Return what changes when a file does."""
    return tuple((status.st_mtime_ns, status.st_size) for file in files if file.exists() for status in [file.stat()])
