"""A run's messages as files to look at, a draft's too: nothing leaves, and the ledger is asked, not written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from valuereport.batch import read_run
from valuereport.deliver.email.folder import Folder
from valuereport.deliver.ledger import Ledger
from valuereport.errors import Problem
from valuereport.pipeline.messages import Messages
from valuereport.pipeline.recipients import Recipients
from valuereport.pipeline.releasing import chosen_rows
from valuereport.pipeline.whose import in_run
from valuereport.settings import Settings


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


def rehearse(
    settings: Settings,
    folder: Path,
    to_folder: Path,
    ledger: Ledger | None,
    members: Sequence[str] = (),
    *,
    recipients: Recipients | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Rehearsal:
    """Write the message of each member, named by the member's id. Raises DeliveryError, RunError, SettingsError."""
    run = read_run(folder)
    recipients = recipients or Recipients(settings, ledger)
    messages = Messages(settings, run, recipients)
    rows = chosen_rows(run, in_run(run, ledger, settings, members, recipients.history))
    box, made = Folder(to_folder), list[Rehearsed]()
    box.ready()
    for row in rows:
        progress(len(made), len(rows))
        reason, member = recipients.reason_for_no_email(row.member_id), recipients.find(row.member_id)
        if reason or member is None:
            made.append(Rehearsed(row.member_id, None, reason))
            continue
        message = messages.message(row, member, uuid4().hex, member.email)
        made.append(Rehearsed(row.member_id, box.write(row.member_id, message.content)))
    progress(len(made), len(rows))
    return Rehearsal(tuple(made), tuple(messages.problems.values()))
