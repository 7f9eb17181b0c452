"""From an approved run to the members' mailboxes: plan in the ledger, judge again, compose, sign, hand over, record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from valuereport.actions.at_work import one_writer
from valuereport.actions.delivery.messages import Messages
from valuereport.actions.delivery.opt_outs import checked_opt_outs, fewer_opt_outs
from valuereport.actions.delivery.pulled_lists import check_fresh, why_not_fresh
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.release import chosen_rows, released
from valuereport.actions.delivery.run_record import RecordingLedger
from valuereport.actions.delivery.wanted import emails_wanted
from valuereport.actions.delivery.years import deliveries, planned
from valuereport.actions.member_ids import ids_in_run
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_of
from valuereport.batch import delivered_from, read_run
from valuereport.deliver.email.folder import Folder
from valuereport.deliver.email.outcome import Accepted, NotNow, Refused, Transport
from valuereport.deliver.email.pace import Pace
from valuereport.deliver.email.send import Sending, send
from valuereport.deliver.email.server import server
from valuereport.deliver.email.smtp import Smtp
from valuereport.deliver.email.smtp_replies import no_such_address
from valuereport.deliver.ledger import Ledger
from valuereport.errors import ASK, DeliveryError, Problem, Remedy
from valuereport.events import SILENT, Events
from valuereport.model.delivery import WAITING, Delivery, State, Wanted
from valuereport.model.person import Role
from valuereport.model.run import FinishedRun
from valuereport.model.stop_list import StopList
from valuereport.settings import Settings


@dataclass(frozen=True, slots=True)
class EmailRequest:
    """Which run is sent, to whom, by what, in whose name, and what a person has accepted."""

    run: str
    members: tuple[str, ...] = ()  # all where none is named
    hand_over_to: Path | None = None  # a folder for .eml files that another mailer sends, in place of the mail server
    reissue: str = ""  # why who has a message already gets another one
    accept_fewer_opt_outs: str = ""  # why far fewer members than before have opted out
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Emailed:
    """What came of sending a run: its deliveries as they stand now, and those that a crash had left uncertain."""

    run: FinishedRun
    deliveries: tuple[Delivery, ...]
    left_uncertain: tuple[Delivery, ...]
    sending: Sending
    problems: tuple[Problem, ...]
    stop_lists: tuple[StopList, ...]


@dataclass(frozen=True, slots=True)
class Intended:
    """What sending would do for one member: `reason` says why nothing, or is empty."""

    member_id: str
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class EmailPlan:
    """What sending would do for each member; `fewer_opt_outs`, `old_pulls`: why it would be refused, or nothing."""

    intended: tuple[Intended, ...]
    fewer_opt_outs: str
    stop_lists: tuple[StopList, ...]
    old_pulls: str = ""


@dataclass(frozen=True, slots=True)
class EmailTestRequest:
    """Which run's messages go to a test address; the members', else one of each edition in each locale."""

    run: str
    address: str
    members: tuple[str, ...] = ()
    to_folder: Path | None = None  # .eml files in place of the mail server


@dataclass(frozen=True, slots=True)
class TakenMessage:
    """A message that a server took for the test address."""

    member_id: str
    answer: str


def _role_to_email(request: EmailRequest, *_: object) -> Role:
    """Return who may email that: one's own word that fewer opt-outs are right is about all members."""
    one = len(request.members) == 1 and not request.accept_fewer_opt_outs
    return "member-services" if one else "operator"


@needs("member-services", _role_to_email)
@one_writer("email")
def email(workspace: Workspace, request: EmailRequest, events: Events = SILENT) -> Emailed:
    """Send an approved run's statements, each once. Raises DeliveryError, LedgerError, RunError, SettingsError."""
    folder = run_folder(workspace, request.run)
    with ledger_of(workspace, request.operator) as ledger:
        return send_run(workspace, folder, ledger, Recipients(workspace.settings, ledger), request, events)


def send_run(
    workspace: Workspace,
    folder: Path,
    ledger: Ledger,
    recipients: Recipients,
    request: EmailRequest,
    events: Events = SILENT,
) -> Emailed:
    """Send the statements of the run in a folder. Raises what `email` raises."""
    settings = workspace.settings
    run, _ = released(folder, ledger)
    transport = transport_for(settings, request.hand_over_to)
    messages = Messages(settings, run, recipients)
    check_fresh(settings)
    counted = checked_opt_outs(ledger, recipients, run.name, request.accept_fewer_opt_outs)
    for stop_list in recipients.stop_lists:
        for text in (stop_list.summary, *stop_list.lines_in_doubt):
            events.warned(text)
    left = ledger.mark_abandoned()
    wanted = _wanted(settings, run, recipients, ledger, request.members)
    plan = planned(ledger.plan, run, "email", wanted, request.reissue)
    waiting = [one for one in plan if one.state in WAITING]
    if waiting:
        ledger.record_opt_outs(counted)
    ended: set[str] = set()

    def count(delivery: Delivery, state: State) -> None:
        if state != "planned":
            ended.add(delivery.id)
            events.progress("messages", len(ended), len(waiting))

    events.progress("messages", 0, len(waiting))
    rules = settings.workspace.email
    # A folder needs no patience: only servers count how many messages come in a minute.
    a_minute = 60_000 if isinstance(transport, Folder) else rules.a_minute
    pace = Pace(a_minute, rules.retries, rules.first_wait)
    with delivered_from(folder) as delivered:
        recording = RecordingLedger(ledger, delivered)
        sending = send(waiting, recording, transport, messages, pace, stopped=events.stopped, progress=count)
    issues = {one.id for one in plan}
    after = tuple(one for one in deliveries(ledger, run, "email") if one.id in issues)
    for one in after:
        if one.state == "rejected" and one.address and no_such_address(one.answer):
            ledger.suppress([one.address], "bounce", one.answer)
    return Emailed(run, after, left, sending, tuple(messages.problems.values()), recipients.stop_lists)


@needs("member-services", _role_to_email)
def plan_email(workspace: Workspace, request: EmailRequest) -> EmailPlan:
    """Return what sending would do, and change nothing. Raises what `email` raises before it sends."""
    settings, folder = workspace.settings, run_folder(workspace, request.run)
    with ledger_of(workspace, request.operator) as ledger:
        recipients = Recipients(settings, ledger)
        run, _ = released(folder, ledger)
        Messages(settings, run, recipients)
        wanted = _wanted(settings, run, recipients, ledger, request.members)
        intended = []
        for one, foreseen in zip(wanted, planned(ledger.preview_plan, run, "email", wanted), strict=True):
            handed = foreseen.state not in (*WAITING, "skipped")
            reason = f"{foreseen.state} already" if handed else foreseen.reason
            intended.append(Intended(one.member_id, one.address, reason))
        fewer = fewer_opt_outs(ledger, recipients.opt_outs(request.run))
    return EmailPlan(tuple(intended), fewer, recipients.stop_lists, why_not_fresh(settings))


def transport_for(settings: Settings, folder: Path | None) -> Transport:
    """Return what takes the messages: a folder for .eml files, or the environment's server. Raises SettingsError."""
    return Folder(folder) if folder else Smtp(server(), settings.workspace.email.timeout)


@needs("operator")
def email_test(workspace: Workspace, request: EmailTestRequest) -> tuple[TakenMessage, ...]:
    """Send some messages of a run, a draft too, to a test address; the ledger does not know of them.

    Raises DeliveryError where one is not taken, RunError, SettingsError.
    """
    settings = workspace.settings
    transport = transport_for(settings, request.to_folder)
    run = read_run(run_folder(workspace, request.run))
    recipients = Recipients(settings, None)
    messages = Messages(settings, run, recipients)
    rows = chosen_rows(run, ids_in_run(run, None, settings, request.members, recipients.history))
    if not request.members:
        rows = tuple({(row.edition, row.locale): row for row in reversed(rows)}.values())
    taken = []
    try:
        for row in rows:
            member = recipients.find(row.member_id)
            if member is None:
                reason = f"The exports no longer list member {row.member_id}: name another"
                raise DeliveryError(reason, Remedy(member=ASK))
            envelope = messages.message(row, member, uuid4().hex, request.address)
            outcome = transport.ready() or transport.hand_over(envelope)
            if not isinstance(outcome, Accepted):
                answer = outcome.answer if isinstance(outcome, (Refused, NotNow)) else outcome.what
                raise DeliveryError(f"The test message of member {row.member_id} was not taken: {answer}.")
            taken.append(TakenMessage(row.member_id, outcome.answer))
    finally:
        transport.close()
    return tuple(taken)


def _wanted(
    settings: Settings, run: FinishedRun, recipients: Recipients, ledger: Ledger, members: Sequence[str]
) -> list[Wanted]:
    """Return the messages that a run is for, after the ledger has learnt who of them was known by another id."""
    recipients.record_aliases(ledger)
    rows = chosen_rows(run, ids_in_run(run, ledger, settings, members, recipients.history))
    return emails_wanted(run, rows, recipients)
