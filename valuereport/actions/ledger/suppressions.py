"""Addresses that a person wants no more email to go to, given by hand or in a list -> the ledger's suppressions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from valuereport.actions.delivery.stop_lists import known_to, read_list
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, ledger_if_there, ledger_of
from valuereport.combine import combine
from valuereport.deliver.ledger import Ledger
from valuereport.deliver.stop_list import Known, read_stop_list
from valuereport.errors import SettingsError, SourceError
from valuereport.files import csv_table
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.person import Role
from valuereport.model.stop_list import StopList
from valuereport.model.suppression import Suppression, SuppressionReason
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.addresses import Mailbox, mailbox, normalised
from valuereport.settings import Settings

_TOKEN: Final = re.compile(r"(?i)[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class SuppressRequest:
    """Addresses, ids of members or tokens of deliveries, given by hand or in lists; why, and in whose name."""

    addresses: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    reason: SuppressionReason = "manual"
    note: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What was not suppressed before, and what was read."""

    added: tuple[Suppression, ...]
    lists: tuple[StopList, ...]


@dataclass(frozen=True, slots=True)
class AllowRequest:
    """An address that may be written to again, who says so, and why."""

    address: str
    operator: str
    note: str


def _role_to_suppress(request: SuppressRequest, *_: object) -> Role:
    return "member-services" if len(request.addresses) == 1 and not request.files else "operator"


@needs("member-services", _role_to_suppress)
def suppress(workspace: Workspace, request: SuppressRequest) -> Suppressed:
    """Let no email go any more to what is named. Raises LedgerError, SourceError.

    Addresses alone need no exports: what cannot be read today must not keep anybody's wish from being written.
    """
    with ledger_of(workspace, request.operator) as ledger:
        return _suppressed(workspace.settings, ledger, request)


@needs("operator")
def allow(workspace: Workspace, request: AllowRequest) -> tuple[Suppression, ...]:
    """Let a suppressed address get email again; return the suppressions that are lifted. Raises LedgerError."""
    with ledger_of(workspace, request.operator) as ledger:
        return ledger.allow(request.address, request.note)


@needs("operator")
def allow_scoring(workspace: Workspace, request: AllowRequest) -> int:
    """Write that a member takes an objection to being scored back; return how many that ends. Raises LedgerError.

    The address of the request is the member's id.
    """
    with ledger_of(workspace, request.operator) as ledger:
        return ledger.lift_objection(request.address.strip(), request.note)


@needs("operator")
def suppressions(workspace: Workspace, *, lifted: bool = False) -> tuple[Suppression, ...]:
    """Return the addresses that get no email, those too where it was lifted. Raises LedgerError."""
    with ledger_of(workspace) as ledger:
        return tuple(one for one in ledger.suppressions() if lifted or one.lifted_at is None)


@needs("operator")
def suppressions_there(workspace: Workspace) -> tuple[Suppression, ...]:
    """Return the addresses that get no email; no ledger is made where there is none. Raises LedgerError."""
    with ledger_if_there(workspace) as ledger:
        return tuple(one for one in ledger.suppressions() if one.lifted_at is None) if ledger else ()


def suppressions_csv(those: Sequence[Suppression]) -> bytes:
    """Return suppressions as a table for a spreadsheet."""
    columns = ("address", "reason", "note", "operator", "at")
    return csv_table(columns, ({name: getattr(one, name) for name in columns} for one in those))


def _suppressed(settings: Settings, ledger: Ledger, request: SuppressRequest) -> Suppressed:
    addresses, files = request.addresses, request.files
    meant = [_of_delivery(ledger, one) or one.strip() for one in addresses]
    literal = [one for one in meant if isinstance(mailbox(one), Mailbox)]
    others = [one for one in meant if one not in literal]
    lists = _lists(others, files, Known())
    of_members: frozenset[str] = frozenset()
    if any(one.unclear for one in lists) and (history := _history(settings)):
        lists = _lists(others, files, known_to(history))
        named = frozenset[str]().union(*(one.member_ids for one in lists))
        of_members = _addresses(history, named)
    named_so = of_members.union(*(one.addresses for one in lists))
    fit = [one for one in sorted(named_so) if isinstance(mailbox(one), Mailbox)]  # no mail goes to others anyway
    found = [*literal, *fit]
    return Suppressed(ledger.suppress(found, request.reason, request.note), lists)


def _history(settings: Settings) -> History | None:
    try:
        return combine(load(settings), settings)
    except (SourceError, SettingsError):
        return None


def _of_delivery(ledger: Ledger, token: str) -> str:
    """Return where a delivery went, for the token that an unsubscribe page or mail is given; empty for all else."""
    delivery = ledger.find(token) if _TOKEN.fullmatch(token.strip()) else None
    return delivery.address if delivery and delivery.channel == "email" else ""


def _lists(addresses: Sequence[str], files: Sequence[Path], known: Known) -> tuple[StopList, ...]:
    given = [read_stop_list("\n".join(addresses), "the command line", known)] if addresses else []
    return (*given, *(read_list(file, str(file), known) for file in files))


def _addresses(history: History, member_ids: frozenset[str]) -> frozenset[str]:
    rows = zip(history.members["member_id"].tolist(), history.members["emails"].tolist(), strict=True)
    return frozenset(
        normalised(one)
        for member_id, emails in rows
        if member_id in member_ids
        for one in emails.split(KEY_SEPARATOR)
        if one
    )
