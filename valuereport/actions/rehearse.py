"""A run's messages as files to look at, a draft's too: nothing leaves, and the ledger is asked, not written."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from valuereport.actions.calculated import calculated
from valuereport.actions.delivery.messages import Messages
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.release import chosen_rows
from valuereport.actions.member_ids import ids_in_run
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import read_run
from valuereport.deliver.email.folder import Folder
from valuereport.deliver.ledger import Ledger
from valuereport.errors import Problem
from valuereport.events import SILENT, Events, step
from valuereport.model.stop_list import StopList


@dataclass(frozen=True, slots=True)
class RehearsalRequest:
    """Which run's messages are written to a folder, and whose."""

    run: str
    to_folder: Path
    members: tuple[str, ...] = ()  # all where none is named


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One member's message: the file, or the reason why there is none."""

    member_id: str
    file: Path | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a sending of this moment would give to each member, to those too who have a message already."""

    messages: tuple[Rehearsed, ...]
    problems: tuple[Problem, ...]
    stop_lists: tuple[StopList, ...]


@dataclass(frozen=True, slots=True)
class MessageToLookAt:
    """A message that was written to be looked at, in its parts; `reason`: why there is none."""

    member_id: str
    edition: str
    locale: str
    reason: str = ""
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    attachments: tuple[str, ...] = ()  # their names
    data: bytes = b""  # the whole message, as a mail program opens it


@needs("operator")
def messages_to_look_at(workspace: Workspace, run: str, members: tuple[str, ...] = ()) -> tuple[MessageToLookAt, ...]:
    """Return messages of a run, a draft's too: these members', else one of each edition in each locale.

    Nothing leaves, and nothing is kept. Raises DeliveryError, RunError, SettingsError, SourceError.
    """
    folder = run_folder(workspace, run)
    rows = {row.member_id: row for row in read_run(folder).rows if row.status == "rendered"}
    with ledger_if_there(workspace) as ledger, TemporaryDirectory(prefix="valuereport-") as box:
        recipients = Recipients(workspace.settings, ledger, calculated(workspace))
        if not members:
            sent_to = [one for one in rows.values() if not recipients.reason_for_no_email(one.member_id)]
            members = tuple({(one.edition, one.locale): one.member_id for one in reversed(sent_to)}.values())[::-1]
        if not members:
            return ()
        request = RehearsalRequest(run, Path(box), members)
        written = rehearse_run(workspace, folder, ledger, recipients, request).messages
        return tuple(_to_look_at(one, rows[one.member_id].edition, rows[one.member_id].locale) for one in written)


def _to_look_at(one: Rehearsed, edition: str, locale: str) -> MessageToLookAt:
    if one.file is None:
        return MessageToLookAt(one.member_id, edition, locale, one.reason)
    data = one.file.read_bytes()
    message = message_from_bytes(data, policy=default)
    text, html = (_content(message.get_body((kind,))) for kind in ("plain", "html"))
    names = tuple(each.get_filename() or "" for each in message.iter_attachments())
    sender, recipient, subject = (str(message[name] or "") for name in ("From", "To", "Subject"))
    return MessageToLookAt(one.member_id, edition, locale, "", sender, recipient, subject, text, html, names, data)


def _content(part: Message | None) -> str:
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""


@needs("operator")
def rehearse(workspace: Workspace, request: RehearsalRequest, events: Events = SILENT) -> Rehearsal:
    """Write the message of each member, named by the member's id. Raises DeliveryError, RunError, SettingsError."""
    folder = run_folder(workspace, request.run)
    with ledger_if_there(workspace) as ledger:
        recipients = Recipients(workspace.settings, ledger)
        return rehearse_run(workspace, folder, ledger, recipients, request, events)


def rehearse_run(
    workspace: Workspace,
    folder: Path,
    ledger: Ledger | None,
    recipients: Recipients,
    request: RehearsalRequest,
    events: Events = SILENT,
) -> Rehearsal:
    """Write the messages of the run in a folder. Raises what `rehearse` raises."""
    settings = workspace.settings
    run = read_run(folder)
    messages = Messages(settings, run, recipients)
    rows = chosen_rows(run, ids_in_run(run, ledger, settings, request.members, recipients.history))
    box, written = Folder(request.to_folder), list[Rehearsed]()
    box.ready()
    for row in rows:
        step(events, "messages", len(written), len(rows))
        reason, member = recipients.reason_for_no_email(row.member_id), recipients.find(row.member_id)
        if reason or member is None:
            written.append(Rehearsed(row.member_id, None, reason))
            continue
        message = messages.message(row, member, uuid4().hex, member.email)
        written.append(Rehearsed(row.member_id, box.write(row.member_id, message.content)))
    events.progress("messages", len(written), len(rows))
    return Rehearsal(tuple(written), tuple(messages.problems.values()), recipients.stop_lists)
