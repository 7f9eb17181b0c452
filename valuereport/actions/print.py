"""From an approved run to the mail house: who gets a letter, in which order, in which file; and that it has left."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import babel

from valuereport.actions.at_work import one_writer
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.release import chosen_rows, released
from valuereport.actions.delivery.run_record import handover_of
from valuereport.actions.delivery.wanted import letters_wanted, returned_by_email
from valuereport.actions.delivery.years import deliveries, planned
from valuereport.actions.member_ids import ids_in_run
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_of, ledger_to_ask
from valuereport.batch import delivered_from, read_run
from valuereport.deliver.ledger import Ledger
from valuereport.deliver.print import Print, PrintJob, postal_key, write_print_files
from valuereport.errors import DeliveryError, Remedy
from valuereport.events import SILENT, Events
from valuereport.files import cell_as_given
from valuereport.model.delivery import WAITING, Delivery
from valuereport.model.member import Member
from valuereport.model.run import FinishedRun, ManifestRow
from valuereport.settings import Settings
from valuereport.storage import require_local

_NAME = "print"
_TABLE = f"{_NAME}-sheets.csv"


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """Which run's letters are printed, whose, in whose name."""

    run: str
    members: tuple[str, ...] = ()  # all where none is named
    reissue: str = ""  # why who has a letter already gets another one
    operator: str = ""


@dataclass(frozen=True, slots=True)
class PrintedRun:
    """The print file of a run, and how every member's letter stands in the ledger."""

    run: FinishedRun
    made: Print | None  # None where nobody waits for a letter
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The letters that are with the mail house, and those in its file that should not go any more."""

    sent: tuple[Delivery, ...]
    to_stop: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class PrintFiles:
    """A print file as it lies beside the run: its parts, the table of its sheets, and how its letters stand.

    `waiting`: nobody said yet that the mail house has them. `to_stop`: in the file, and should not go any more.
    """

    files: tuple[Path, ...]
    table: Path
    letters: int
    waiting: int
    sent: int
    to_stop: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class _InFile:
    """The rows of a print file's table, and the deliveries of the ledger that are in it."""

    rows: Sequence[Mapping[str, str]]
    letters: Mapping[Delivery, Mapping[str, str]]


@needs("operator")
@one_writer("print")
def print_run(workspace: Workspace, request: PrintRequest, events: Events = SILENT) -> PrintedRun:
    """Write the print file of all who wait for a letter; made again, it replaces the one before.

    Nothing counts as delivered before `hand_over`. Raises DeliveryError, LedgerError, RunError.
    """
    folder = require_local(run_folder(workspace, request.run), "print")
    with ledger_of(workspace, request.operator) as ledger:
        return _printed(workspace.settings, folder, ledger, request, events)


def _printed(settings: Settings, folder: Path, ledger: Ledger, request: PrintRequest, events: Events) -> PrintedRun:
    run, _ = released(folder, ledger)
    recipients = Recipients(settings, ledger)
    recipients.record_aliases(ledger)
    chosen = chosen_rows(run, ids_in_run(run, ledger, settings, request.members, recipients.history))
    letters = _in_order(settings, [(row, recipients.find(row.member_id)) for row in chosen])
    wanted = letters_wanted(run, [row for row, _ in letters], recipients, returned_by_email(run, ledger))
    # In this order; a forgotten member has another id.
    plan = planned(ledger.plan, run, "print", wanted, request.reissue)
    jobs = [
        PrintJob(row.member_id, run.folder / row.file, row.sha256, member.name, member.postcode, member.country)
        for (row, member), delivery in zip(letters, plan, strict=True)
        if member and delivery.state in WAITING
    ]
    rules = settings.workspace.print
    made = None
    if jobs:
        made = write_print_files(jobs, folder, _NAME, sheets=rules.sheets, marks=rules.marks, events=events)
    return PrintedRun(run, made, plan)


def _in_order(
    settings: Settings, letters: Sequence[tuple[ManifestRow, Member | None]]
) -> Sequence[tuple[ManifestRow, Member | None]]:
    if settings.workspace.print.order == "manifest":
        return letters
    home = babel.Locale.parse(settings.workspace.organisation.locale, sep="-").territory or ""
    gone = [each for each in letters if each[1] is None]
    here = [(row, member) for row, member in letters if member]
    return [*sorted(here, key=lambda each: postal_key(each[1], home)), *gone]


@needs("operator")
@one_writer("print")
def hand_over(workspace: Workspace, request: PrintRequest) -> HandedOver:
    """Note that the mail house has the print file: all who are in it and waited are now sent.

    Raises DeliveryError where there is no print file, or another run's letters are in it.
    """
    folder = require_local(run_folder(workspace, request.run), "print")
    with ledger_of(workspace, request.operator) as ledger:
        return _handed_over(folder, ledger)


def _handed_over(folder: Path, ledger: Ledger) -> HandedOver:
    run, _ = released(folder, ledger)
    known = _in_file(run, ledger)
    if known is None:
        raise DeliveryError(
            f"The run {run.name} has no print file that could have been handed over. Make it first",
            Remedy("print", run=run.name),
        )
    answers = {
        one.id: f"{row['file']}, sheet {row['first_sheet']}"
        for one, row in known.letters.items()
        if one.state in WAITING
    }
    identity = ledger.identity()
    with delivered_from(folder) as delivered:
        # The ledger is asked once for all; what the run remembers before is only that they are about to go.
        going = [handover_of(one, identity) for one in known.letters if one.id in answers]
        delivered.add(replace(one, state="planned") for one in going)
        sent = ledger.handed_over(answers)
        delivered.add(handover_of(one, identity) for one in sent)
    return HandedOver(sent, tuple(one for one in known.letters if one.state == "skipped"))


@needs("operator")
def print_files(workspace: Workspace, run: str) -> PrintFiles | None:
    """Return the print file of a run, and how its letters stand; None where there is none.

    Raises LedgerError, RunError.
    """
    folder = require_local(run_folder(workspace, run), "print")
    with ledger_to_ask(workspace) as ledger:
        known = _in_file(read_run(folder), ledger)
    if known is None:
        return None
    names = dict.fromkeys(row["file"] for row in known.rows)
    files = tuple(file for name in names if (file := folder / Path(name).name).is_file())
    states = [one.state for one in known.letters]
    return PrintFiles(
        files,
        folder / _TABLE,
        len(known.rows),
        sum(state in WAITING for state in states),
        states.count("sent"),
        tuple(one for one in known.letters if one.state == "skipped"),
    )


def _in_file(run: FinishedRun, ledger: Ledger) -> _InFile | None:
    """Return the letters of the run's print file; None where there is none."""
    try:
        with (run.folder / _TABLE).open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except OSError:
        return None
    inside = {(cell_as_given(row["member_id"]), row["sha256"]): row for row in rows}
    found = deliveries(ledger, run, "print", (*WAITING, "skipped", "sent"), of_run=True)
    return _InFile(rows, {one: inside[key] for one in found if (key := (one.member_id, one.sha256)) in inside})
