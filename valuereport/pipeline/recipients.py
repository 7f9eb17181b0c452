"""The members as their exports have them at this moment, for whoever is about to write to them."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from valuereport.combine import Roster, combine
from valuereport.deliver.eligibility import GONE, reason_for_no_email, reason_for_no_print, sharing
from valuereport.deliver.ledger import Ledger
from valuereport.errors import SettingsError
from valuereport.files import read_regular
from valuereport.loaders import load
from valuereport.model.member import Member
from valuereport.model.tables import History
from valuereport.pipeline.valuing import Valued
from valuereport.settings import Settings

_DATABASE_IS_FRESH: Final = 60.0  # seconds: a database does not say when it changed, so it is asked again


class Recipients:
    """Reads the exports, and again as soon as one of their files has changed.

    A sending of an evening takes hours: who opts out in the meantime is not written to.
    """

    def __init__(self, settings: Settings, valued: Valued | None = None) -> None:
        """`valued`: the exports, where they have just been read."""
        self._settings = settings
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
        if name := settings.workspace.email.do_not_email:
            self._files.append(settings.folder / name)
        self._stamp = _stamp(self._files)
        self.unwanted = _unwanted(settings)
        self._at_address = sharing(roster[row] for row in self._rows.values())

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

    def teach(self, ledger: Ledger) -> None:
        """Let the ledger know who is known by other ids. Raises LedgerError."""
        self._current()
        ledger.remember(self._rows, self.history.aliases)

    def secret(self, member_id: str) -> str:
        """Return what opens a member's encrypted statement; empty where the exports have nothing."""
        return self._secrets[self._rows[member_id]]

    def reason_for_no_email(self, member_id: str) -> str:
        """Return why this member gets no email now, or nothing."""
        member = self.find(member_id)
        if member is None:
            return GONE
        others = self._at_address.get(member.email.casefold(), frozenset()) - {member_id}
        reason = reason_for_no_email(member, self._settings, self.unwanted, others)
        if not reason and self._settings.workspace.email.encrypt and not self.secret(member_id):
            return "has no secret to encrypt the statement with"
        return reason

    def reason_for_no_print(self, member_id: str, returned: Collection[str]) -> str:
        """Return why this member gets no letter now, or nothing. `returned`: whose email was rejected or bounced."""
        member = self.find(member_id)
        if member is None:
            return GONE
        reached = not self.reason_for_no_email(member_id) and member_id not in returned
        return reason_for_no_print(member, self._settings, reached_by_email=reached)


def _stamp(files: Collection[Path]) -> tuple[tuple[int, int], ...]:
    """Return what changes when a file does."""
    return tuple((status.st_mtime_ns, status.st_size) for file in files if file.exists() for status in [file.stat()])


def _unwanted(settings: Settings) -> frozenset[str]:
    name = settings.workspace.email.do_not_email
    if not name:
        return frozenset()
    try:
        lines = read_regular(settings.folder / name).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        allowed = "a text file in UTF-8 beside the settings: an address or a member id on each line"
        raise SettingsError(str(settings.path), "email.do_not_email", name, allowed) from None
    return frozenset(line.strip().casefold() for line in lines if line.strip())
