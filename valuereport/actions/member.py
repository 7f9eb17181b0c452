"""One member at one look: who it is, what it did, what that was worth, what it was sent, and what may be asked next."""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.actions.workspace import Workspace
from valuereport.model.member_record import MemberRecord


@dataclass(frozen=True, slots=True)
class MemberRequest:
    """Whose record: an id in any case that is clear, a former one, a contact's, or an address."""

    member: str


def member_record(workspace: Workspace, request: MemberRequest) -> MemberRecord:
    """Return all that is known of one member. Raises LedgerError, RunError with near names, SettingsError, SourceError."""
    raise NotImplementedError
