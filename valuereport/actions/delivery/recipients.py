"""The members as their exports have them at this moment, for whoever is about to write to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from valuereport.actions.delivery.addressees import Addressees
from valuereport.actions.delivery.pulled_lists import pulled_there
from valuereport.actions.delivery.stop_lists import watched
from valuereport.combine import Roster, combine
from valuereport.errors import Remedy, SourceError
from valuereport.files import stamps_of
from valuereport.insights.scoring import clear_objections
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.member import Member
from valuereport.model.stop_list import StopList
from valuereport.model.suppression import OptOuts
from valuereport.pipeline.calculated import CalculatedMembers, DataRead, read_now
from valuereport.settings import Settings
from valuereport.settings.data_files import asks_a_database

if TYPE_CHECKING:  # a check opens no ledger
    from valuereport.deliver.ledger import Ledger

_DATABASE_IS_FRESH: Final = timedelta(seconds=60)  # it does not say when it changed, so it is asked again


class Recipients:
    """Reads the exports, and again as soon as one of their files has changed.

    A sending of an evening takes hours: who opts out in the meantime is not written to.
    """

    def __init__(self, settings: Settings, ledger: Ledger | None, valued: CalculatedMembers | None = None) -> None:
        """`ledger`: knows the suppressions; `valued`: the exports, where they have just been read."""
        self._settings, self._ledger = settings, ledger
        self._suppressed = ledger.suppressed() if ledger else None
        self._asks_a_database = asks_a_database(settings)
        self._pulled = frozenset[str]()
        if valued:
            self._take(valued.history, valued.roster, valued.read)
        else:
            self._read()

    def _read(self) -> None:
        read = read_now(self._settings)
        history = combine(load(self._settings), self._settings)
        self._take(history, Roster(history), read)

    def _take(self, history: History, roster: Roster, read: DataRead) -> None:
        self._exports, self.history = read, history
        self._lists = stamps_of(watched(self._settings))
        pulled = pulled_there(self._settings)
        if gone := sorted(self._pulled - pulled):  # a file that is gone is an error, too, and no empty list
            raise SourceError(f"do_not_email: the pull of {', '.join(gone)} is gone", Remedy("pull"))
        self._pulled = pulled
        self._addressees = Addressees(self._settings, history, roster)

    @property
    def stop_lists(self) -> tuple[StopList, ...]:
        """Return the organisation's lists of those who get no email."""
        return self._addressees.stop_lists

    def _current(self) -> None:
        now = read_now(self._settings)
        old = self._asks_a_database and now.at - self._exports.at > _DATABASE_IS_FRESH
        if old or now.files != self._exports.files or stamps_of(watched(self._settings)) != self._lists:
            self._read()

    def find(self, member_id: str) -> Member | None:
        """Return a member as the exports now have it. Raises SourceError where they cannot be read any more."""
        self._current()
        return self._addressees.find(member_id)

    def all(self) -> dict[str, Member]:
        """Return every member as the exports now have it."""
        self._current()
        return self._addressees.all()

    def record_aliases(self, ledger: Ledger) -> None:
        """Let the ledger know who is known by other ids, and who objects to being scored. Raises LedgerError."""
        self._current()
        ledger.remember(self._addressees.ids, self.history.aliases)
        if objecting := clear_objections(self.history.members):
            ledger.record_objections(objecting, datetime.now(UTC).date())

    def secret(self, member_id: str) -> str:
        """Return what opens a member's encrypted statement; empty where the exports have nothing."""
        return self._addressees.secret(member_id)

    def reason_for_no_email(self, member_id: str) -> str:
        """Return why this member gets no email now, or nothing."""
        self._current()
        return self._addressees.reason_for_no_email(member_id, self._suppressed)

    def reasons_for_no_email(self, member_ids: Iterable[str]) -> list[str]:
        """Return the same of many members, as the exports are at one moment."""
        self._current()
        return [self._addressees.reason_for_no_email(one, self._suppressed) for one in member_ids]

    def refresh_suppressions(self) -> None:
        """See which addresses were suppressed or allowed in the meantime."""
        if self._ledger:
            self._suppressed = self._ledger.suppressed(self._suppressed)

    def unwanted(self) -> dict[str, str]:
        """Return why lists or suppressions keep mail from members, by member."""
        why = partial(self._addressees.unwanted, suppressed=self._suppressed)
        return {member_id: said for member_id, member in self.all().items() if (said := why(member))}

    def opt_outs(self, run: str) -> OptOuts:
        """Return how many members have opted out of email, in the exports, on a list or by a suppression.

        A bounce is no opt-out: another address ends it.
        """
        members = self.all().values()
        unwanted = partial(self._addressees.unwanted, suppressed=self._suppressed, bounces=False)
        gone = sum(1 for one in members if one.no_email or unwanted(one))
        return OptOuts(run, gone, len(members))

    def reasons_for_no_print(self, member_ids: Iterable[str], returned: Collection[str]) -> list[str]:
        """Return why members get no letter now, or nothing. `returned`: whose email was rejected or bounced."""
        self._current()
        return [self._addressees.reason_for_no_print(one, self._suppressed, returned) for one in member_ids]
