"""The run and the ledger, each other's witness: a ledger that knows less than its runs remember delivers nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from valuereport.batch import Delivered, read_delivered, rewrite_delivered
from valuereport.deliver.ledger import Ledger
from valuereport.errors import DeliveryError, LedgerError, RunError
from valuereport.model.delivery import Delivery, HandOver, State
from valuereport.model.run import FinishedRun


class RememberingLedger:
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


_HANDED: Final[frozenset[State]] = frozenset({"sent", "sending", "uncertain"})


def check_ledger(output: Path, period: str, ledger: Ledger) -> None:
    """Raise LedgerError where a run of this period in the output folder remembers more than the ledger knows."""
    identity = ledger.identity()
    for run in _entries(output):
        remembered = [one for one in read_delivered(run) if one.period == period]
        counted = [one for one in remembered if one.state in _HANDED]
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
            f"one take over what the run remembers: valuereport ledger adopt {run.name} --by NAME --note TEXT"
        )


def adopt(run: FinishedRun, ledger: Ledger, note: str) -> tuple[Delivery, ...]:
    """Let a ledger take over what a run remembers; return what it had not known. Raises LedgerError, RunError.

    What may have been handed over becomes uncertain: a person finds out, and nothing goes out twice before.
    """
    remembered = read_delivered(run.folder)
    if not remembered:
        raise RunError(f"the run {run.name} remembers no deliveries: there is nothing to take over")
    rows = {row.member_id: row for row in run.rows}
    handed = [
        replace(one, file=row.file, sha256=row.sha256) if (row := rows.get(one.member_id)) else one
        for one in remembered
        if one.state in _HANDED or (one.channel, one.state) == ("print", "planned")
    ]
    taken = ledger.adopt(run.name, run.period, handed, note)
    identity = ledger.identity()
    rewrite_delivered(run.folder, [replace(one, ledger=identity) for one in remembered])
    return taken


def _entries(output: Path) -> Sequence[Path]:
    try:
        return sorted(output.iterdir(), key=lambda one: one.name)
    except OSError:
        return ()  # no run was made there yet
