"""From an approved run to the members' mailboxes: plan in the ledger, judge again, compose, sign, hand over, record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from valuereport.batch import delivered_from, read_run
from valuereport.deliver.email.answers import no_such_address
from valuereport.deliver.email.folder import Folder
from valuereport.deliver.email.outcome import Accepted, NotNow, Refused, Transport
from valuereport.deliver.email.pace import Pace
from valuereport.deliver.email.send import Sending, send
from valuereport.deliver.email.server import server
from valuereport.deliver.email.smtp import Smtp
from valuereport.deliver.fewer_opt_outs import baseline, far_fewer, said
from valuereport.deliver.ledger import Ledger
from valuereport.errors import DeliveryError, Problem
from valuereport.model.delivery import WAITING, Delivery, State, Wanted
from valuereport.model.run import FinishedRun
from valuereport.model.suppression import OptOuts
from valuereport.pipeline.messages import Messages
from valuereport.pipeline.recipients import Recipients
from valuereport.pipeline.releasing import chosen_rows, released
from valuereport.pipeline.remembering import RememberingLedger
from valuereport.pipeline.whose import in_run
from valuereport.settings import Settings


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
    return Folder(folder) if folder else Smtp(server(), settings.workspace.email.timeout)


def email(
    settings: Settings,
    folder: Path,
    ledger: Ledger,
    hand_over_to: Path | None = None,
    members: Sequence[str] = (),
    reissue: str = "",
    accepted: str = "",
    *,
    stopped: Callable[[], bool] = lambda: False,
    recipients: Recipients | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Emailed:
    """Send an approved run's statements, each once. Raises DeliveryError, LedgerError, RunError, SettingsError.

    `hand_over_to`: a folder that takes .eml files in place of the mail server, for another mailer to send; `accepted`:
    why far fewer members than before have opted out.
    """
    run, _ = released(folder, ledger)
    transport = transport_for(settings, hand_over_to)
    recipients = recipients or Recipients(settings, ledger)
    messages = Messages(settings, run, recipients)
    counted = checked_opt_outs(ledger, recipients, run.name, accepted)
    left = ledger.take_stock()
    planned = ledger.plan(run.period, "email", _wanted(settings, run, recipients, ledger, members), reissue)
    waiting = [one for one in planned if one.state in WAITING]
    if waiting:
        ledger.record_opt_outs(counted)
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
    with delivered_from(folder) as delivered:
        remembering = RememberingLedger(ledger, delivered)
        sending = send(waiting, remembering, transport, messages, pace, stopped=stopped, progress=count)
    issues = {one.id for one in planned}
    after = tuple(one for one in ledger.deliveries(period=run.period, channel="email") if one.id in issues)
    for one in after:
        if one.state == "rejected" and one.address and no_such_address(one.answer):
            ledger.suppress([one.address], "bounce", one.answer)
    return Emailed(run, after, left, sending, tuple(messages.problems.values()))


def fewer_opt_outs(ledger: Ledger, now: OptOuts) -> str:
    """Return what to say where far fewer members have opted out than when something was last delivered, or nothing."""
    before = baseline(ledger.opt_outs())
    return said(before, now) if before and far_fewer(before, now) else ""


def checked_opt_outs(ledger: Ledger, recipients: Recipients, run: str, accepted: str) -> OptOuts:
    """Return how many members have opted out. Raises DeliveryError where it is far fewer and nobody accepted that."""
    counted = recipients.opt_outs(run)
    fewer = fewer_opt_outs(ledger, counted)
    if fewer and not accepted.strip():
        raise DeliveryError(f"Nothing is sent: {fewer}. If all is right, say why: --accept-fewer-opt-outs REASON")
    return replace(counted, accepted=accepted if fewer else "")


def intended(
    settings: Settings,
    folder: Path,
    ledger: Ledger,
    members: Sequence[str] = (),
    recipients: Recipients | None = None,
) -> list[Intended]:
    """Return what sending would do, and change nothing. Raises what `email` raises before it sends."""
    run, _ = released(folder, ledger)
    recipients = recipients or Recipients(settings, ledger)
    Messages(settings, run, recipients)
    wanted = _wanted(settings, run, recipients, ledger, members)
    found = []
    for one, foreseen in zip(wanted, ledger.foresee(run.period, "email", wanted), strict=True):
        handed = foreseen.state not in (*WAITING, "skipped")
        reason = f"{foreseen.state} already" if handed else foreseen.reason
        found.append(Intended(one.member_id, one.address, reason))
    return found


def _wanted(
    settings: Settings, run: FinishedRun, recipients: Recipients, ledger: Ledger, members: Sequence[str]
) -> list[Wanted]:
    """Return the messages that a run is for, after the ledger has learnt who of them was known by another id."""
    recipients.teach(ledger)
    found = []
    for row in chosen_rows(run, in_run(run, ledger, settings, members, recipients.history)):
        member = recipients.find(row.member_id)
        reason = recipients.reason_for_no_email(row.member_id)
        address = member.email if member else ""
        found.append(Wanted(row.member_id, run.name, row.file, row.sha256, address, reason))
    return found


def email_test(
    settings: Settings, folder: Path, transport: Transport, address: str, members: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """Send some messages of a run, a draft too, to a test address; the ledger does not know of them.

    Those of the members named, else one of each edition in each locale. Returns each member and the server's answer.
    Raises DeliveryError where one is not taken.
    """
    run = read_run(folder)
    recipients = Recipients(settings, None)
    messages = Messages(settings, run, recipients)
    rows = chosen_rows(run, in_run(run, None, settings, members, recipients.history))
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
                said = outcome.answer if isinstance(outcome, (Refused, NotNow)) else outcome.what
                raise DeliveryError(f"The test message of member {row.member_id} was not taken: {said}.")
            answers.append((row.member_id, outcome.answer))
    finally:
        transport.close()
    return answers
