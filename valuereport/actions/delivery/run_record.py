"""A run records its deliveries, too: a ledger that knows less than its runs recorded delivers nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from valuereport.batch import Delivered, read_delivered
from valuereport.deliver.ledger import Ledger
from valuereport.deliver.ledger.same_year import is_same_year
from valuereport.errors import ASK, DeliveryError, LedgerError, Remedy, RunError
from valuereport.model.delivery import Delivery, HandOver, State


class RecordingLedger:
    """The ledger as a sending needs it; the run remembers each hand-over before it begins, and what came of it."""

    def __init__(self, ledger: Ledger, delivered: Delivered) -> None:
        self._ledger, self._delivered, self._identity = ledger, delivered, ledger.identity()

    def claim(self, delivery_id: str) -> Delivery | None:
        """Claim a delivery. Raises LedgerError, and DeliveryError where the run cannot be written: it is put back."""
        claimed = self._ledger.claim(delivery_id)
        if claimed:
            try:
                self._delivered.add([handover_of(claimed, self._identity)])
            except RunError as error:
                self._ledger.record(delivery_id, "planned", reason=str(error))
                raise DeliveryError(str(error)) from None
        return claimed

    def record(self, delivery_id: str, state: State, *, answer: str = "", reason: str = "") -> Delivery:
        """Write what came of it, first in the ledger. Raises LedgerError and DeliveryError."""
        recorded = self._ledger.record(delivery_id, state, answer=answer, reason=reason)
        try:
            self._delivered.add([handover_of(recorded, self._identity)])
        except RunError as error:
            raise DeliveryError(str(error)) from None
        return recorded


def handover_of(one: Delivery, ledger: str) -> HandOver:
    """Return what the run remembers of a delivery."""
    return HandOver(ledger, one.period, one.id, one.member_id, one.channel, one.issue, one.attempts, one.state)


HANDED: Final[frozenset[State]] = frozenset({"sent", "sending", "uncertain"})


def check_ledger(output: Path, periods: Collection[str], ledger: Ledger) -> None:
    """Raise LedgerError where a run of these periods in the output folder remembers more than the ledger knows.

    Of these, or of the same years dated otherwise.
    """
    identity = ledger.identity()
    for run in _entries(output):
        delivered = read_delivered(run)
        meant = {one for one in {each.period for each in delivered} if _is_one_of(one, periods)}
        remembered = [one for one in delivered if one.period in meant]
        counted = [one for one in remembered if one.state in HANDED]
        known = ledger.attempts([one.delivery for one in counted])
        missing = sum(known.get(one.delivery, 0) < one.attempt for one in counted)
        if any(one.ledger != identity for one in remembered):
            what = f"is not the ledger that the run {run.name} was delivered with (it is new, emptied or exchanged)"
        elif missing:
            what = f"knows less than the run {run.name} remembers (it is an older copy)"
        else:
            continue
        raise LedgerError(
            f"This ledger {what}: {missing:,} of {len(counted):,} deliveries are not in it and would be made a second "
            "time, so nothing is delivered. Put the right ledger back: ledger.sqlite beside the settings, from its "
            "newest backup, or the database that VALUEREPORT_DATABASE_URL names. Where it is lost for good, let this "
            "one take over what the run remembers",
            Remedy("ledger adopt", run=run.name, by=ASK, note=ASK),
        )


def _is_one_of(period: str, periods: Collection[str]) -> bool:
    return period in periods or any(is_same_year(period, one) for one in periods)


def _entries(output: Path) -> Sequence[Path]:
    try:
        return sorted(output.iterdir(), key=lambda one: one.name)
    except OSError:
        return ()  # no run was made there yet
