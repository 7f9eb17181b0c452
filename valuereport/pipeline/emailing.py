"""From an approved run to the members' mailboxes: plan in the ledger, judge again, compose, sign, hand over, record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from valuereport.batch import read_run
from valuereport.compose import compose_cover_note
from valuereport.deliver.email.encryption import encrypted
from valuereport.deliver.email.folder import Folder
from valuereport.deliver.email.message import Attachment, Outgoing, attachment_name, seal
from valuereport.deliver.email.outcome import Accepted, Envelope, Transport
from valuereport.deliver.email.pace import Pace
from valuereport.deliver.email.send import Sending, Skip, send
from valuereport.deliver.email.server import server
from valuereport.deliver.email.signing import signer
from valuereport.deliver.email.smtp import Smtp
from valuereport.deliver.ledger import Ledger
from valuereport.errors import DeliveryError, Problem, SettingsError, SourceError
from valuereport.model.delivery import Delivery, State, Wanted
from valuereport.model.member import Member
from valuereport.model.run import FinishedRun, ManifestRow
from valuereport.pipeline.making import template_folders, translations
from valuereport.pipeline.recipients import Recipients
from valuereport.pipeline.reviewing import chosen_rows, released, statement_of
from valuereport.render import NoteRenderer, check_note_templates, look_of
from valuereport.settings import Settings

OPEN: tuple[State, ...] = ("planned", "failed")


@dataclass(frozen=True, slots=True)
class Emailed:
    """What came of sending a run: its deliveries as they stand now, and those that a crash had left uncertain."""

    run: FinishedRun
    deliveries: tuple[Delivery, ...]
    left_uncertain: tuple[Delivery, ...]
    sending: Sending
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Intended:
    """What sending would do for one member: `reason` says why nothing, or is empty."""

    member_id: str
    address: str
    reason: str


def transport_for(settings: Settings, folder: Path | None) -> Transport:
    """Return what takes the messages: a folder for .eml files, or the environment's server. Raises SettingsError."""
    place = folder or server()
    return Folder(place) if isinstance(place, Path) else Smtp(place, settings.workspace.email.timeout)


class Messages:
    """Makes the message of a delivery, and judges first whether it may still be sent."""

    def __init__(self, settings: Settings, run: FinishedRun, recipients: Recipients) -> None:
        """Raise SettingsError for a key that cannot sign or a missing address, before anything is planned."""
        email, organisation = settings.workspace.email, settings.workspace.organisation
        if not (email.unsubscribe_page or email.unsubscribe_email):
            allowed = "an address: a value statement is direct marketing, and every member must be able to stop it"
            raise SettingsError(str(settings.path), "email.unsubscribe_page", "nothing", allowed)
        if (run.start, run.end) != (settings.workspace.period.start, settings.workspace.period.end):
            raise DeliveryError(
                f"The run {run.name} is of another period ({run.period}) than the settings: give the settings of that "
                "time with --config, or name a run of this period"
            )
        look, folders = look_of(settings), template_folders(settings)
        check_note_templates(folders, look)
        self.problems: dict[str, Problem] = {}  # of the templates, each once
        self._settings, self._run, self._recipients = settings, run, recipients
        self._rows = {row.member_id: row for row in run.rows}
        self._sender = email.sender or organisation.email
        self._notes = NoteRenderer(folders, partial(translations, settings), look)
        own = self._sender.rpartition("@")[2].casefold()
        signing = email.dkim_domain.casefold()
        if signing and own != signing and not own.endswith(f".{signing}"):
            allowed = f"the sender's domain, {own}: a signature of another proves nothing to a mailbox (DMARC)"
            raise SettingsError(str(settings.path), "email.dkim_domain", email.dkim_domain, allowed)
        self._sign = signer(email.dkim_domain, email.dkim_selector) if email.dkim_domain else None

    def __call__(self, delivery: Delivery) -> Envelope | Skip:
        """Return the message, or why it must not be sent now. Raises DeliveryError where none can be sent any more."""
        try:
            reason = self._recipients.reason_for_no_email(delivery.member_id)
            member = self._recipients.find(delivery.member_id)
        except SourceError as error:
            raise DeliveryError(f"The exports have changed and cannot be read any more: {error}.") from None
        if reason or member is None:
            return Skip(reason)
        if member.email != delivery.address:
            return Skip("the address changed while others were written to; the next start takes the new one")
        return self.message(self._rows[delivery.member_id], member, delivery.id, delivery.address)

    def message(self, row: ManifestRow, member: Member, token: str, address: str) -> Envelope:
        """Return a member's message to an address. Raises DeliveryError where the statement is not the approved one."""
        email, organisation = self._settings.workspace.email, self._settings.workspace.organisation
        pdf = statement_of(self._run, row)
        page = email.statement_page.replace("{token}", token).replace("{member_id}", member.member_id)
        stop = email.unsubscribe_page.replace("{token}", token) or f"mailto:{email.unsubscribe_email}"
        note = self._notes.render(compose_cover_note(member, row, self._settings, page, stop))
        self.problems |= {problem.reason: problem for problem in note.problems}
        if email.encrypt and email.attach:
            pdf = encrypted(pdf, self._recipients.secret(member.member_id))
        name = attachment_name(member.member_id, self._run.period)
        outgoing = Outgoing(
            delivery_id=token,
            sender_name=organisation.name,
            sender=self._sender,
            reply_to=email.reply_to,
            name=member.name,
            address=address,
            subject=note.subject,
            text=note.text,
            html=note.html,
            locale=row.locale,
            at=datetime.now(UTC),
            attachment=Attachment(name, pdf) if email.attach else None,
            unsubscribe_page=email.unsubscribe_page,
            unsubscribe_email=email.unsubscribe_email,
        )
        return seal(outgoing, self._sign) if self._sign else seal(outgoing)


def email(
    settings: Settings,
    folder: Path,
    ledger: Ledger,
    to_folder: Path | None = None,
    members: Sequence[str] = (),
    reissue: str = "",
    *,
    stopped: Callable[[], bool] = lambda: False,
    recipients: Recipients | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Emailed:
    """Send an approved run's statements, each once. Raises DeliveryError, LedgerError, RunError, SettingsError.

    `to_folder`: takes .eml files in place of the mail server.
    """
    run, _ = released(folder, ledger)
    transport = transport_for(settings, to_folder)
    recipients = recipients or Recipients(settings)
    messages = Messages(settings, run, recipients)
    left = ledger.take_stock()
    wanted = [
        Wanted(each.member_id, run.name, row.file, row.sha256, each.address, each.reason)
        for each, row in _intended(run, recipients, members)
    ]
    planned = ledger.plan(run.period, "email", wanted, reissue)
    waiting = [one for one in planned if one.state in OPEN]
    ended: set[str] = set()

    def count(delivery: Delivery, state: State) -> None:
        if state != "planned":
            ended.add(delivery.id)
            progress(len(ended), len(waiting))

    progress(0, len(waiting))
    rules = settings.workspace.email
    # A folder needs no patience: only servers count how many messages come in a minute.
    a_minute = 60_000 if isinstance(transport, Folder) else rules.a_minute
    pace = Pace(a_minute, rules.retries, rules.first_wait)
    sending = send(waiting, ledger, transport, messages, pace, stopped=stopped, progress=count)
    issues = {one.id for one in planned}
    after = ledger.deliveries(period=run.period, channel="email")
    return Emailed(
        run, tuple(one for one in after if one.id in issues), left, sending, tuple(messages.problems.values())
    )


def intended(settings: Settings, folder: Path, ledger: Ledger, members: Sequence[str] = ()) -> list[Intended]:
    """Return what sending would do, and change nothing. Raises what `email` raises before it sends."""
    run, _ = released(folder, ledger)
    recipients = Recipients(settings)
    Messages(settings, run, recipients)
    known = {one.member_id: one for one in ledger.deliveries(period=run.period, channel="email")}
    found = []
    for each, _ in _intended(run, recipients, members):
        before = known.get(each.member_id)
        handed = before and before.state not in (*OPEN, "skipped")
        reason = f"{before.state} already" if handed and before else each.reason
        found.append(Intended(each.member_id, each.address, reason))
    return found


def _intended(run: FinishedRun, recipients: Recipients, members: Sequence[str]) -> list[tuple[Intended, ManifestRow]]:
    found = []
    for row in chosen_rows(run, members):
        member = recipients.find(row.member_id)
        reason = recipients.reason_for_no_email(row.member_id)
        found.append((Intended(row.member_id, member.email if member else "", reason), row))
    return found


def email_test(
    settings: Settings, folder: Path, transport: Transport, address: str, members: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Send some messages of a run, a draft too, to a test address; the ledger does not know of them.

    Those of the members named, else one of each edition in each locale. Returns each member and the server's answer.
    Raises DeliveryError where one is not taken.
    """
    run = read_run(folder)
    recipients = Recipients(settings)
    messages = Messages(settings, run, recipients)
    rows = chosen_rows(run, members)
    if not members:
        rows = tuple({(row.edition, row.locale): row for row in reversed(rows)}.values())
    answers = []
    try:
        for row in rows:
            member = recipients.find(row.member_id)
            if member is None:
                raise DeliveryError(f"The exports no longer list member {row.member_id}: name another with --member.")
            envelope = messages.message(row, member, uuid4().hex, address)
            outcome = transport.ready() or transport.hand_over(envelope)
            if not isinstance(outcome, Accepted):
                said = outcome.what if hasattr(outcome, "what") else outcome.answer
                raise DeliveryError(f"The test message of member {row.member_id} was not taken: {said}.")
            answers.append((row.member_id, outcome.answer))
    finally:
        transport.close()
    return answers
