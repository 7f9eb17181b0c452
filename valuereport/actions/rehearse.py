"""A run's messages as files to look at, a draft's too: nothing leaves, and the ledger is asked, not written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

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
