"""Returned mail -> deliveries that bounced, and addresses that are written to no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, ledger_of
from valuereport.deliver.email.bounces import Bounce, Complaint, Returned, read_bounces
from valuereport.deliver.ledger import Ledger
from valuereport.errors import LedgerError, Problem
from valuereport.model.delivery import Delivery
from valuereport.model.suppression import Suppression


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """What came of reading returned mail."""

    bounced: tuple[Delivery, ...]  # that were not known to have bounced
    complaints: int  # and those who unsubscribed by mail
    suppressed: tuple[Suppression, ...]  # that were not suppressed before
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class BouncesRequest:
    """Returned mail: .eml files, folders of them, or an mbox; and in whose name it is read."""

    files: tuple[Path, ...]
    operator: str = ""


@needs("operator")
def bounces(workspace: Workspace, request: BouncesRequest) -> ReturnedMail:
    """Mark what came back as bounced, and suppress addresses that do not exist or said no. Raises LedgerError."""
    with ledger_of(workspace, request.operator) as ledger:
        return mark_bounces(ledger, request.files)


def mark_bounces(ledger: Ledger, paths: Sequence[Path]) -> ReturnedMail:
    """Do the same in a ledger that is open."""
    files = [file for path in paths for file in (_files(path) if path.is_dir() else (path,))]
    returned, problems = read_bounces(files)
    marked: list[Delivery] = []
    suppressed: list[Suppression] = []
    unused = list(problems)
    complaints = 0
    for one in returned:
        delivery = _delivery(ledger, one)
        unknown = Problem(
            "deliver", "warning", "a message that this ledger did not send", "not used", one.file, one.place
        )
        if delivery is None:
            unused.append(unknown)
            continue
        try:
            if isinstance(one, Bounce) and delivery.state != "bounced":
                marked.append(ledger.resolve(delivery.id, "bounced", f"{one.status} {one.diagnostic}".strip()))
        except LedgerError as error:
            unused.append(replace(unknown, reason=str(error), member_id=delivery.member_id))
            continue
        complaints += isinstance(one, Complaint)
        if isinstance(one, Bounce) and not one.hard:
            continue
        if delivery.address:
            suppressed += _suppress(ledger, delivery, one)
        elif isinstance(one, Complaint):
            why = "a complaint of a member who was forgotten: the address is not known any more"
            unused.append(replace(unknown, reason=why, member_id=delivery.member_id))
    return ReturnedMail(tuple(marked), complaints, tuple(suppressed), tuple(unused))


def _files(folder: Path) -> list[Path]:
    """Return all files of a folder, a Maildir too; what is no mail is said rather than left out."""
    return sorted(file for file in folder.rglob("*") if not file.is_dir() and not file.name.startswith("."))


def _delivery(ledger: Ledger, returned: Returned) -> Delivery | None:
    found = (ledger.find(one) for one in returned.deliveries)
    return next((one for one in found if one is not None and one.channel == "email"), None)


def _suppress(ledger: Ledger, delivery: Delivery, returned: Returned) -> tuple[Suppression, ...]:
    if isinstance(returned, Complaint):
        return ledger.suppress([delivery.address], returned.reason, f"returned mail: {returned.kind}")
    return ledger.suppress([delivery.address], "bounce", f"{returned.status} {returned.diagnostic}".strip())
