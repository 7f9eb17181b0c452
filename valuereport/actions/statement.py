"""One member's statement: made as a file, or made, shown to a person, approved by that person, and emailed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import uuid4

from valuereport.actions.at_work import one_writer, working_on
from valuereport.actions.calculated import calculated
from valuereport.actions.delivery.messages import Messages
from valuereport.actions.delivery.opt_outs import checked_opt_outs
from valuereport.actions.delivery.pulled_lists import check_fresh
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.release import chosen_rows
from valuereport.actions.delivery.run_record import check_ledger
from valuereport.actions.delivery.sample_content import sample_content
from valuereport.actions.email import Emailed, EmailRequest, send_run, transport_for
from valuereport.actions.locales import checked_locale
from valuereport.actions.member_ids import resolve_member
from valuereport.actions.rehearse import Rehearsal, RehearsalRequest, rehearse_run
from valuereport.actions.rights import needs
from valuereport.actions.run_names import new_run_folder, period_name, run_folder
from valuereport.actions.workspace import Workspace, ledger_if_there, ledger_of
from valuereport.batch import read_problems, read_run
from valuereport.deliver.ledger import Ledger
from valuereport.errors import ASK, DeliveryError, Problem, Remedy, RunError
from valuereport.events import SILENT, Events
from valuereport.files import safe_name
from valuereport.model.delivery import WAITING
from valuereport.model.member import Member
from valuereport.model.person import Role
from valuereport.model.run import FinishedRun, Job, ManifestRow, Planned
from valuereport.pipeline.batch import run_batch
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import explain, member_of
from valuereport.pipeline.design import check_design
from valuereport.pipeline.feedback import feedback_tokens
from valuereport.pipeline.member_lookup import find_member
from valuereport.pipeline.plan import Scope, locales_of, plan
from valuereport.pipeline.worker import StatementWorker
from valuereport.settings import Period
from valuereport.unexpected import verbose, write_details


@dataclass(frozen=True, slots=True)
class StatementRequest:
    """Whose statement (an id, a former one, or an address), and in which locale."""

    member: str
    locale: str = ""


@dataclass(frozen=True, slots=True)
class MemberStatement:
    """The file, and what a person should look at."""

    file: Path
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class StatementEmail:
    """How a statement is emailed: by what, in whose name, and what a person has accepted. As in EmailRequest."""

    hand_over_to: Path | None = None
    reissue: str = ""
    accept_fewer_opt_outs: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement that is made and not yet released: what a person has to see before saying yes."""

    run: FinishedRun
    row: ManifestRow
    member: Member
    problems: tuple[Problem, ...]
    valued: CalculatedMembers


@dataclass(frozen=True, slots=True)
class ReadyMessage:
    """What a member would get: to which address, the message in plain text, and files with their bytes."""

    address: str
    subject: str
    text: str
    attached: tuple[tuple[str, int], ...]


def _role_to_email(of: StatementRequest | Ready, email: StatementEmail, *_: object) -> Role:
    """Return who may email that: a run of more than one statement is approved, and fewer opt-outs are about all."""
    if isinstance(of, Ready) and len(of.run.rows) > 1:
        return "approver"
    return "operator" if email.accept_fewer_opt_outs else "member-services"


@needs("member-services")
def statement(workspace: Workspace, request: StatementRequest) -> MemberStatement:
    """Make one member's statement in the output folder. Raises RequestError, RunError, SourceError, TemplateError."""
    locale = checked_locale(request.locale)
    valued = calculated(workspace)
    scope = Scope((resolve_member(workspace, valued.history, request.member),), locale)
    (planned, *_), problems = plan(valued, scope)
    file = workspace.output / f"{safe_name(planned.member_id)}.pdf"
    if planned.action == "skip":
        problems.append(Problem("batch", "warning", planned.reason, "a batch would make no statement"))
    check_design(valued.settings, locales_of([planned]))
    job = job_of(valued, planned, file)
    result = StatementWorker(valued.settings, valued.order, keep_error_text=verbose()).statement(job)
    if result.details and (log := write_details(result.details)):
        raise RunError(f"member {planned.member_id}: {result.problem}; the details are in {log}")
    if result.status == "failed":
        raise RunError(f"member {planned.member_id}: {result.problem}")
    return MemberStatement(file, (*problems, *result.problems))


def job_of(valued: CalculatedMembers, planned: Planned, file: Path) -> Job:
    """Return one member's statement as a task for a worker. `file`: where it is written, if it is."""
    period = valued.settings_of(planned.row).workspace.period
    return Job(
        replace(planned, file=file.name),
        member_of(valued, planned),
        explain(valued, planned.row),
        str(file.parent),
        own_year=valued.own_year(planned.row),
        feedback_token=feedback_tokens(valued, period_name(period))(planned),
    )


@needs("member-services", _role_to_email)
@one_writer("statement")
def make_ready(workspace: Workspace, request: StatementRequest, email: StatementEmail) -> Ready:
    """Make a statement that may be emailed now, as a run of its own, a draft.

    Raises DeliveryError where it may not, before anything is made; LedgerError, RunError, SettingsError, TemplateError.
    """
    locale = checked_locale(request.locale)
    valued = calculated(workspace)
    wanted = resolve_member(workspace, valued.history, request.member)
    transport_for(valued.settings, email.hand_over_to)  # a server that cannot be used is told before all else
    with ledger_of(workspace, email.operator) as ledger:
        check_ledger(workspace.output, (_period_of(valued, wanted).text,), ledger)
        member = _may_email(workspace, valued, ledger, wanted, email)
        return _made(workspace, valued, member, locale)


@needs("member-services")
def made_ready(workspace: Workspace, run: str) -> Ready:
    """Return a statement that was made ready before, by its run. Raises RunError where the run is another one."""
    found, valued = read_run(run_folder(workspace, run)), calculated(workspace)
    if len(found.rows) != 1:
        raise RunError(f"The run {run} has more than one statement: it is approved, and sent, as a run")
    row = chosen_rows(found, (found.rows[0].member_id,))[0]
    return Ready(found, row, valued.roster[find_member(valued.history, row.member_id)], read_problems(found), valued)


@needs("member-services")
def ready_message(workspace: Workspace, ready: Ready) -> ReadyMessage:
    """Return the message as it would be sent. Raises DeliveryError, SettingsError."""
    with ledger_if_there(workspace) as ledger:
        messages = Messages(workspace.settings, ready.run, Recipients(workspace.settings, ledger, ready.valued))
        envelope = messages.message(ready.row, ready.member, uuid4().hex, ready.member.email)
    message = message_from_bytes(envelope.content, policy=default)
    text = message.get_body(("plain",))
    attached = tuple(
        (part.get_filename() or "", len(part.get_payload(decode=True) or b"")) for part in message.iter_attachments()
    )
    return ReadyMessage(ready.member.email, str(message["subject"]), text.get_content() if text else "", attached)


@needs("member-services", _role_to_email)
@one_writer("statement")
def release_and_email(workspace: Workspace, ready: Ready, email: StatementEmail, events: Events = SILENT) -> Emailed:
    """Approve that one statement and email it: a person has just looked at it. Raises what `email` raises."""
    with ledger_of(workspace, email.operator) as ledger:
        ledger.approve(ready.run.name, ready.run.digest)
        request = EmailRequest(
            ready.run.name,
            (ready.member.member_id,),
            email.hand_over_to,
            email.reissue,
            email.accept_fewer_opt_outs,
            email.operator,
        )
        recipients = Recipients(workspace.settings, ledger, ready.valued)
        return send_run(workspace, ready.run.folder, ledger, recipients, request, events)


@needs("member-services")
@one_writer("statement")
def rehearse_statement(workspace: Workspace, request: StatementRequest, to_folder: Path) -> tuple[Ready, Rehearsal]:
    """Make a statement as a draft, and write its message to a folder to look at. Raises what `make_ready` raises."""
    locale = checked_locale(request.locale)
    valued = calculated(workspace)
    wanted = resolve_member(workspace, valued.history, request.member)
    with ledger_if_there(workspace) as ledger:
        recipients = Recipients(workspace.settings, ledger, valued)
        member = _addressee(valued, recipients, wanted)
        ready = _made(workspace, valued, member, locale)
        rehearsal = RehearsalRequest(ready.run.name, to_folder, (member.member_id,))
        return ready, rehearse_run(workspace, ready.run.folder, ledger, recipients, rehearsal)


def _made(workspace: Workspace, valued: CalculatedMembers, member: Member, locale: str) -> Ready:
    name = f"{period_name(_period_of(valued, member.member_id))}-{safe_name(member.member_id)}"
    folder = new_run_folder(workspace, name)
    working_on(folder.name)
    outcome = run_batch(valued, folder, Scope((member.member_id,), locale), resume=False, made_by=workspace.person.name)
    run = read_run(folder)
    problems = tuple(problem for problem in outcome.problems if problem.member_id == member.member_id)
    return Ready(run, chosen_rows(run, (member.member_id,))[0], member, problems, valued)


def _period_of(valued: CalculatedMembers, member: str) -> Period:
    """Return the period of a member's statement. Raises RunError."""
    return valued.settings_of(find_member(valued.history, member)).workspace.period


def _addressee(valued: CalculatedMembers, recipients: Recipients, wanted: str) -> Member:
    """Return the member, where nothing stands against an email. Raises DeliveryError, RunError, SettingsError."""
    member = valued.roster[find_member(valued.history, wanted)]
    if reason := recipients.reason_for_no_email(member.member_id):
        raise DeliveryError(
            f"Member {member.member_id} gets no email: {reason}. Nothing was made or sent. "
            "Where that is wrong, mend it in the system that the export comes from, and export again"
        )
    return member


def _may_email(
    workspace: Workspace, valued: CalculatedMembers, ledger: Ledger, wanted: str, email: StatementEmail
) -> Member:
    """Return the member, where a statement may be emailed now. Raises what `_addressee` raises."""
    recipients = Recipients(workspace.settings, ledger, valued)
    member = _addressee(valued, recipients, wanted)
    check_fresh(workspace.settings)
    checked_opt_outs(ledger, recipients, "", email.accept_fewer_opt_outs)
    if left := sample_content(workspace.settings, valued):
        raise DeliveryError(
            f"Nothing was made or sent, for these still are the sample's: {'; '.join(map(str, left))}. "
            "Put your own there; or, where all of that is meant, make a run, approve it and email it",
            Remedy("batch", member=member.member_id, run=ASK),
            Remedy("approve", run=ASK, by=ASK, although_sample=True),
            Remedy("email", run=ASK),
        )
    ledger.mark_abandoned()
    recipients.record_aliases(ledger)
    period = _period_of(valued, member.member_id).text
    before = ledger.deliveries(period=period, channel="email", member_id=member.member_id)
    handed = [one for one in before if one.state not in (*WAITING, "skipped")]
    if handed and not email.reissue:
        last = max(handed, key=lambda one: one.sending_at or one.planned_at)
        when = f" on {last.ended_at:%d %B %Y}" if last.ended_at else ""
        known = f" (as {last.member_id})" if last.member_id != member.member_id else ""
        to = f" to {last.address}" if last.address else ""
        raise DeliveryError(
            f"Member {member.member_id}{known} has a statement of this period already: {last.state}{when}{to}. "
            "Nothing was made or sent. To send one again, say why",
            Remedy(reissue=ASK),
        )
    return member
