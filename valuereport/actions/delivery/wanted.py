"""What a sending or a print file is to hold: each member's delivery, or why there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.years import deliveries
from valuereport.deliver.eligibility import postal_address
from valuereport.deliver.ledger import Ledger
from valuereport.model.delivery import State, Wanted
from valuereport.model.run import FinishedRun, ManifestRow

_RETURNED: Final[tuple[State, ...]] = ("rejected", "bounced", "failed")


def emails_wanted(run: FinishedRun, rows: Sequence[ManifestRow], recipients: Recipients) -> list[Wanted]:
    """Return the message of each row, in their order."""
    reasons = recipients.reasons_for_no_email([row.member_id for row in rows])
    members = recipients.all()
    return [
        _wanted(run, row, members[row.member_id].email if row.member_id in members else "", reason)
        for row, reason in zip(rows, reasons, strict=True)
    ]


def letters_wanted(
    run: FinishedRun, rows: Sequence[ManifestRow], recipients: Recipients, returned: Collection[str]
) -> list[Wanted]:
    """Return the letter of each row, in their order. `returned`: members whose email was rejected or came back."""
    reasons = recipients.reasons_for_no_print([row.member_id for row in rows], returned)
    members = recipients.all()
    return [
        _wanted(run, row, postal_address(members[row.member_id]) if row.member_id in members else "", reason)
        for row, reason in zip(rows, reasons, strict=True)
    ]


def returned_by_email(run: FinishedRun, ledger: Ledger) -> frozenset[str]:
    """Return the members of a run whose email of the same year was rejected, failed or came back."""
    own = {row.member_id: run.period_of(row) for row in run.rows}
    emails = deliveries(ledger, run, "email", _RETURNED)
    return frozenset(one.member_id for one in emails if own.get(one.member_id) == one.period)


def _wanted(run: FinishedRun, row: ManifestRow, address: str, reason: str) -> Wanted:
    return Wanted(row.member_id, run.name, row.file, row.sha256, address, reason)
