"""For a run: who gets the statement by which way, and who does not and why, before anything is sent or printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, get_args

from valuereport.actions.calculated import calculated
from valuereport.actions.delivery.messages import Messages
from valuereport.actions.delivery.opt_outs import fewer_opt_outs
from valuereport.actions.delivery.pulled_lists import check_fresh
from valuereport.actions.delivery.reason_counts import ReasonCount, reason_counts
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.release import approved, chosen_rows
from valuereport.actions.delivery.run_record import check_ledger
from valuereport.actions.delivery.sender import sender_address
from valuereport.actions.delivery.wanted import emails_wanted, letters_wanted, returned_by_email
from valuereport.actions.delivery.years import planned
from valuereport.actions.member_ids import ids_in_run
from valuereport.actions.plan_summary import counted
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_to_ask
from valuereport.batch import read_run
from valuereport.deliver.email.server import server
from valuereport.deliver.ledger import Ledger
from valuereport.errors import ASK, DeliveryError, LedgerError, Remedy, RunError, SettingsError, ValuereportError
from valuereport.files import csv_table
from valuereport.model.delivery import WAITING, Approval, Channel, Delivery, State
from valuereport.model.review import Count
from valuereport.model.run import FinishedRun
from valuereport.model.stop_list import StopList
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.settings import Settings
from valuereport.storage import require_local

Obstacle = Literal[
    "draft",
    "approval-void",
    "other-ledger",
    "old-pull",
    "fewer-opt-outs",
    "mail-settings",
    "no-mail-server",
    "in-a-store",
]
Group = Literal["goes", "sent", "uncertain", "not"]
"""goes: a start takes it on. not: it reaches nobody by the channel."""
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
_BOTH: Final[tuple[Channel, ...]] = ("email", "print")
_UNCERTAIN: Final[tuple[State, ...]] = ("uncertain", "sending")


@dataclass(frozen=True, slots=True)
class DeliverableRequest:
    """Which run, and whom; all its members where none is named."""

    run: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Why nothing at all is sent or printed for now, and what helps."""

    code: Obstacle
    channels: tuple[Channel, ...]  # that it stops
    reason: str
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True, slots=True)
class ByChannel:
    """What a start would do for one member by one channel, or what was done.

    `state`: planned: it goes now; failed: it is tried again; skipped: it does not go, for `reason`; else as it stands.
    """

    state: State
    address: str
    reason: str
    run: str  # that it is of: another one, where an earlier statement was sent

    @property
    def goes(self) -> bool:
        """Return whether a start takes it on."""
        return self.state in WAITING

    @property
    def reaches(self) -> bool:
        """Return whether the member has it, will have it, or may have it."""
        return self.goes or self.state == "sent" or self.state in _UNCERTAIN


@dataclass(frozen=True, slots=True)
class MemberDelivery:
    """One member's statement, and what becomes of it by each channel; `name` as the exports have it now."""

    member_id: str
    name: str
    edition: str
    locale: str
    email: ByChannel
    letter: ByChannel


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """One channel in counts: what a start would take on, and why the others get nothing by it."""

    channel: Channel
    goes: int  # members
    sent: int
    uncertain: int  # a person has to find out first
    states: tuple[Count, ...]
    reasons: tuple[ReasonCount, ...]


@dataclass(frozen=True, slots=True)
class Deliverable:
    """Who gets what of a run. `nobody`: members that no channel reaches, by the reasons of both.

    `sender`: the address that messages are from.
    """

    run: str
    sender: str
    approval: Approval | None
    in_the_way: tuple[InTheWay, ...]
    email: ChannelPlan
    letters: ChannelPlan
    nobody: tuple[ReasonCount, ...]
    members: tuple[MemberDelivery, ...]  # in the order of the run
    stop_lists: tuple[StopList, ...]

    def in_the_way_of(self, channel: Channel) -> tuple[InTheWay, ...]:
        """Return what stops a channel; that far fewer have opted out than before does not, once a person says why."""
        return tuple(one for one in self.in_the_way if channel in one.channels and one.code != "fewer-opt-outs")

    @property
    def fewer_opt_outs(self) -> str:
        """Return why a person has to say that so few have opted out, or nothing."""
        return next((one.reason for one in self.in_the_way if one.code == "fewer-opt-outs"), "")


@needs("operator")
def deliverable(
    workspace: Workspace, request: DeliverableRequest, valued: CalculatedMembers | None = None
) -> Deliverable:
    """Return who gets what, and send, print and plan nothing. Raises LedgerError, RunError, SettingsError, SourceError.

    `valued`: the exports, where they are loaded already; else those that the workspace keeps, or they are read. That
    the statements are those that were approved is not looked at here: a sending does that.
    """
    settings = workspace.settings
    if valued is None and workspace.kept:
        valued = calculated(workspace)
    run = read_run(run_folder(workspace, request.run))
    with ledger_to_ask(workspace) as ledger:
        recipients = Recipients(settings, ledger, valued)
        rows = chosen_rows(run, ids_in_run(run, ledger, settings, request.members, recipients.history))
        known = recipients.all()
        foreseen = partial(ledger.preview_plan, current=known, aliases_=recipients.history.aliases)
        emails = planned(foreseen, run, "email", emails_wanted(run, rows, recipients))
        letters = planned(foreseen, run, "print", letters_wanted(run, rows, recipients, returned_by_email(run, ledger)))
        in_the_way = tuple(_in_the_way(settings, run, recipients, ledger))
        approval = ledger.approval(run.digest)
    names = {member_id: member.name for member_id, member in known.items()}
    members = tuple(
        MemberDelivery(
            row.member_id,
            names.get(row.member_id, ""),
            row.edition,
            row.locale,
            _by_channel(email),
            _by_channel(letter),
        )
        for row, email, letter in zip(rows, emails, letters, strict=True)
    )
    return Deliverable(
        run.name,
        sender_address(settings),
        approval,
        in_the_way,
        _channel("email", [(one.member_id, one.email) for one in members], names),
        _channel("print", [(one.member_id, one.letter) for one in members], names),
        reason_counts(
            (
                (one.member_id, "; ".join(dict.fromkeys((_why(one.email), _why(one.letter)))))
                for one in members
                if not (one.email.reaches or one.letter.reaches)
            ),
            names,
        ),
        members,
        recipients.stop_lists,
    )


def chosen(found: Deliverable, group: Group, channel: Channel | None = None) -> tuple[MemberDelivery, ...]:
    """Return the members of a group, by one channel or, for `not`, by none."""
    if channel is None:
        return tuple(one for one in found.members if not (one.email.reaches or one.letter.reaches))
    by = [(one, one.email if channel == "email" else one.letter) for one in found.members]
    return tuple(one for one, way in by if _is_in(way, group))


def _is_in(way: ByChannel, group: Group) -> bool:
    if group == "goes":
        return way.goes
    if group == "not":
        return not way.reaches
    return way.state == "sent" if group == "sent" else way.state in _UNCERTAIN


def members_csv(members: Iterable[MemberDelivery]) -> bytes:
    """Return members with what becomes of their statement by each channel, as a table for a spreadsheet."""
    return csv_table(
        (
            *("member_id", "name", "edition", "locale"),
            *("email_state", "email_address", "email_reason", "letter_state", "letter_address", "letter_reason"),
        ),
        (
            {
                "member_id": one.member_id,
                "name": one.name,
                "edition": one.edition,
                "locale": one.locale,
                **_cells("email", one.email),
                **_cells("letter", one.letter),
            }
            for one in members
        ),
    )


def _cells(name: str, one: ByChannel) -> dict[str, str]:
    return {f"{name}_state": one.state, f"{name}_address": one.address, f"{name}_reason": one.reason}


def _by_channel(one: Delivery) -> ByChannel:
    said = one.reason or (one.answer if one.state not in ("sent", "planned") else "")
    return ByChannel(one.state, one.address, said, one.run)


def _channel(channel: Channel, those: Sequence[tuple[str, ByChannel]], names: dict[str, str]) -> ChannelPlan:
    states = [one.state for _, one in those]
    return ChannelPlan(
        channel,
        sum(one.goes for _, one in those),
        states.count("sent"),
        sum(state in _UNCERTAIN for state in states),
        counted(states),
        reason_counts(((member_id, _why(one)) for member_id, one in those if not one.reaches), names),
    )


def _why(one: ByChannel) -> str:
    """Return why a member gets nothing by a channel: what a server answered is different for each."""
    return one.reason if one.state == "skipped" else one.state


def _in_the_way(settings: Settings, run: FinishedRun, recipients: Recipients, ledger: Ledger) -> Iterator[InTheWay]:
    """Yield what stops a whole channel. Raises LedgerError where the ledger cannot be asked."""
    try:
        check_ledger(run.folder.parent, run.periods, ledger)
    except LedgerError as error:
        yield _said("other-ledger", _BOTH, error)
    try:
        approved(run, ledger)
    except DeliveryError as error:
        yield _said("approval-void" if ledger.approvals(run.name) else "draft", _BOTH, error)
    try:
        check_fresh(settings)
    except DeliveryError as error:
        yield _said("old-pull", ("email",), error)
    if fewer := fewer_opt_outs(ledger, recipients.opt_outs(run.name)):
        yield InTheWay("fewer-opt-outs", ("email",), fewer, (Remedy(accept_fewer_opt_outs=ASK),))
    try:
        Messages(settings, run, recipients)
    except ValuereportError as error:
        yield _said("mail-settings", ("email",), error)
    try:
        server()
    except SettingsError as error:
        yield _said("no-mail-server", ("email",), error)
    try:
        require_local(run.folder, "print")
    except RunError as error:
        yield _said("in-a-store", ("print",), error)


def _said(code: Obstacle, channels: tuple[Channel, ...], error: ValuereportError) -> InTheWay:
    return InTheWay(code, channels, str(error), error.remedies)
