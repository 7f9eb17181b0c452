"""One member at one look: who it is, what it did, what that was worth, what it was sent, and what may be asked next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from valuereport.actions.calculated import calculated, made_of, read_exports
from valuereport.actions.delivery.addressees import Addressees
from valuereport.actions.delivery.stop_lists import watched
from valuereport.actions.directory import searchable_members
from valuereport.actions.member_ids import resolve_member
from valuereport.actions.rights import needs
from valuereport.actions.tier import tiers
from valuereport.actions.verification import to_verify
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.deliver.ledger import Ledger
from valuereport.errors import RunError
from valuereport.files import stamps_of
from valuereport.model.delivery import Delivery
from valuereport.model.member_record import Advocacy, Consent, MemberRecord, NoTier
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import explain
from valuereport.pipeline.low_figure import low_reasons
from valuereport.pipeline.member_history import member_history
from valuereport.pipeline.member_lookup import find_member
from valuereport.pipeline.plan import Scope, plan


@dataclass(frozen=True, slots=True)
class MemberRequest:
    """Whose record: an id in any case that is clear, a former one, a contact's, an address; or what means one member.

    A part of a name does where a search for it finds this member alone.
    """

    member: str


@needs("member-services")
def member_record(workspace: Workspace, request: MemberRequest) -> MemberRecord:
    """Return all that is known of one member. Raises LedgerError, RunError, SettingsError, SourceError."""
    valued = calculated(workspace)
    row = _row(workspace, valued, request.member)
    member, known = valued.roster[row], searchable_members(workspace, valued)
    listed = known.directory.members[row]
    more = valued.history.members[["phone", "employer", "no_scoring"]].iloc[row]
    with ledger_if_there(workspace) as ledger:
        objects = bool(more["no_scoring"]) or bool(ledger and ledger.objections([member.member_id]))
        consent = _consent(workspace, valued, ledger, row, objects=objects)
        sent = ledger.deliveries(member_id=member.member_id) if ledger else ()
    advocacy, no_tier = _advocacy(workspace, member.member_id, consent)
    (planned, *_), _ = plan(valued, Scope((member.member_id,)))
    period, obstacle = valued.periods[row], valued.roster.obstacles[row]
    record = MemberRecord(
        member=member,
        listed=listed,
        phone=str(more["phone"]),
        employer=str(more["employer"]),
        parent=valued.roster[find_member(valued.history, member.parent)].name if member.parent else "",
        period=(period.start, period.end) if period else None,
        currency=valued.roster.currencies[row],
        fee=valued.roster.fees[row],
        fee_basis=valued.roster.fee_bases[row],
        fee_source=valued.roster.fee_sources[row],
        obstacle=obstacle,
        no_statement=planned.reason if planned.action == "skip" else "",
        valuation=None if obstacle else explain(valued, row),
        history=member_history(valued, row),
        consent=consent,
        sent=tuple(sorted(sent, key=_planned_at, reverse=True)),
        corrections=tuple(one for one in valued.history.corrections if one.member == member.member_id),
        aliases=tuple(one for one in valued.history.aliases if one.new_id == member.member_id),
        unmatched=known.alike.of(listed),
        verify=to_verify(workspace, listed),
        advocacy=advocacy,
        no_tier=no_tier,
        signed=tuple(
            one for one in read_exports(workspace)[0].aliases if one.new_id in {member.member_id, *listed.ids}
        ),
    )
    return replace(record, low=low_reasons(record))


def _row(workspace: Workspace, valued: CalculatedMembers, wanted: str) -> int:
    """Return the row of the member that is meant. Raises RunError with near names."""
    try:
        return find_member(valued.history, resolve_member(workspace, valued.history, wanted))
    except RunError:
        found = searchable_members(workspace, valued).search.find(wanted, 2) if wanted.strip() else ()
        if len(found) != 1:
            raise
        return find_member(valued.history, found[0][0].member_id)


def _consent(
    workspace: Workspace, valued: CalculatedMembers, ledger: Ledger | None, row: int, *, objects: bool
) -> Consent:
    """Return whether a member may be written to, as the exports, the lists and the ledger have it now."""
    settings, member_id = workspace.settings, valued.roster[row].member_id
    lists = stamps_of(watched(settings))  # before they are read
    addressees = made_of(
        workspace, valued, "addressees", lambda: Addressees(settings, valued.history, valued.roster), lists
    )
    suppressed = ledger.suppressed() if ledger else None
    return Consent(
        no_email=addressees.reason_for_no_email(member_id, suppressed),
        no_print=addressees.reason_for_no_print(member_id, suppressed, ()),
        no_scoring=objects,
        suppressions=addressees.suppressions(member_id, suppressed) if suppressed else (),
    )


def _advocacy(workspace: Workspace, member_id: str, consent: Consent) -> tuple[Advocacy | None, NoTier | Literal[""]]:
    """Return the tier, or why there is none. An objection or an opt-out counts at once, whatever the list says."""
    if not workspace.settings.workspace.scoring.allowed:
        return None, "not_scored"
    if consent.no_scoring:
        return None, "objects"
    listed = tiers(workspace)
    if listed is None:
        return None, "no_insights"
    if member_id not in listed:
        return None, "not_listed"
    wants_no_mail = any(one.reason != "bounce" for one in consent.suppressions)
    found = listed[member_id]
    return replace(found, next="nothing") if wants_no_mail else found, ""


def _planned_at(one: Delivery) -> tuple[datetime, str]:
    return one.planned_at, one.id
