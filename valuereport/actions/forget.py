"""Erasing a member: what we made goes, the fact that something was delivered stays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path
from typing import Final

from valuereport.actions.ask_for_story import FOLDER
from valuereport.actions.at_work import one_writer
from valuereport.actions.background import ended_records
from valuereport.actions.directory import KEPT
from valuereport.actions.forget_pulls import forget_in_all_pulls, pulled_systems, pulls_with_member
from valuereport.actions.member_ids import addresses_of, all_ids, ids_in_runs
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace, ledger_if_there, ledger_of
from valuereport.batch import forget_in_run, has_members, without_members
from valuereport.deliver.ledger import Ledger
from valuereport.errors import RunError
from valuereport.files import PARTIAL_SUFFIX, safe_name, write_atomically
from valuereport.model.delivery import Delivery
from valuereport.notation.addresses import normalised
from valuereport.storage import remote_path
from valuereport.unexpected import user_logs

_HEADERS: Final = 65_536  # bytes of a message that hold its headers
_SCRATCH: Final = ("dask-scratch-space", "dask-worker-space")  # of workers; they may be at work just now
_DELIVERY: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased, which files a person has to look at, and where else something of the member may be.

    `pulls`: those that the member was erased from, CONNECTION/PULL.
    """

    deliveries: int
    runs: tuple[str, ...]
    pulls: tuple[str, ...]
    erased: tuple[Path, ...]
    left: tuple[Path, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToForget:
    """What would be erased of a member: ids, deliveries in the ledger, runs with it, and files that are its own.

    `pulls`: those with it, CONNECTION/PULL. `elsewhere`: where else something of the member may be.
    """

    ids: tuple[str, ...]
    deliveries: int
    runs: tuple[str, ...]
    pulls: tuple[str, ...]
    files: tuple[Path, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """Who is erased, by all ids that the member has had (`ids_to_forget`), and in whose name."""

    ids: tuple[str, ...]
    operator: str = ""


@needs("operator")
def ids_to_forget(workspace: Workspace, member: str) -> tuple[str, ...]:
    """Return every id of the member that is meant, that of today first. Raises RunError with near names."""
    with ledger_of(workspace) as ledger:
        return all_ids(ledger, workspace.settings, member, ids_in_runs(workspace.output))


@needs("operator")
def to_forget(workspace: Workspace, member: str) -> ToForget:
    """Return what would be erased, and erase nothing. Raises LedgerError, RunError with near names.

    Tables of a run that mention the member, and files of several members, are not listed one by one.
    """
    output, folders = workspace.output, (workspace.output, workspace.settings.folder, Path.cwd())
    with ledger_if_there(workspace) as ledger:
        ids = all_ids(ledger, workspace.settings, member, ids_in_runs(output))
        found = [one for each in ids for one in ledger.deliveries(member_id=each)] if ledger else []
        pushes = [one for each in ids for one in ledger.pushes_of(each) if one.contact] if ledger else []
    pushed = sorted({one.connection for one in pushes})
    runs = tuple(file.parent.name for file in sorted(output.glob("*/run.json")) if has_members(file.parent, ids))
    mails = [] if remote_path(output) else list(_mails(folders))
    ours = [file for file in mails if _is_rehearsal(file, ids, {one.id for one in found})]
    files = tuple(file for file in (*_beside(output, ids), *ours) if file.exists())
    addresses = _addresses(found) | addresses_of(workspace.settings, ids)
    pulls = pulls_with_member(workspace.settings, ids, addresses)
    return ToForget(ids, len(found), runs, pulls, files, tuple(_elsewhere(workspace, found, pushed)))


@needs("operator")
@one_writer("forget")
def forget(workspace: Workspace, request: ForgetRequest) -> Forgotten:
    """Erase a member from the ledger, every run, every pull and what was made beside them.

    Raises LedgerError, RunError, SourceError.
    """
    addresses = addresses_of(workspace.settings, request.ids)
    if workspace.kept:
        workspace.kept.clear()  # what a process holds in memory goes, too
    with ledger_of(workspace, request.operator) as ledger:
        return _forgotten(workspace, ledger, request.ids, addresses)


def _forgotten(workspace: Workspace, ledger: Ledger, ids: Sequence[str], addresses: Collection[str]) -> Forgotten:
    """Remove a member, by all ids and addresses (those of the exports) that it has had.

    The folders beside the output, and folders in them, are looked through for rehearsals (.eml), too.
    """
    output, others = workspace.output, (workspace.settings.folder, Path.cwd())
    records = ended_records(workspace)
    deliveries = [one for member_id in ids for one in ledger.deliveries(member_id=member_id)]
    known = _addresses(deliveries) | set(addresses)
    names = (*ids, *sorted({each for one in known for each in (one, normalised(one))}))
    runs: list[str] = []
    erased: list[Path] = []
    for frozen in sorted(output.glob("*/run.json")):
        folder = frozen.parent
        if changed := forget_in_run(folder, *names):
            if changed.before and changed.after and changed.before != changed.after:
                ledger.amend(changed.before, changed.after, "a member was forgotten")
            runs.append(folder.name)
            erased += changed.erased
    mails = [] if remote_path(output) else list(_mails((output, *others)))
    ours = [file for file in mails if _is_rehearsal(file, ids, {one.id for one in deliveries})]
    try:
        for file in (*_beside(output, ids), *records, *ours, *user_logs()):
            if file.exists():
                file.unlink()
                erased.append(file)
        if _cleaned(output / "problems.csv", names):
            erased.append(output / "problems.csv")
    except OSError as error:
        raise RunError(f"{error.filename}: {ids[0]} could not be removed: {error.strerror}; try again") from None
    pulls = forget_in_all_pulls(workspace.settings, ids, known)
    left = [
        file for file in mails if file not in ours and not set(map(normalised, known)).isdisjoint(_recipients(file))
    ]
    left += [folder / name for folder in (output, *others) for name in _SCRATCH if (folder / name).exists()]
    pushed = sorted({one.connection for member_id in ids for one in ledger.pushes_of(member_id) if one.contact})
    count = sum(ledger.forget(member_id, known) for member_id in ids)
    return Forgotten(
        count, tuple(runs), pulls, tuple(erased), tuple(left), tuple(_elsewhere(workspace, deliveries, pushed))
    )


def _addresses(deliveries: Iterable[Delivery]) -> set[str]:
    return {one.address for one in deliveries if one.channel == "email" and one.address}


def _beside(output: Path, ids: Collection[str]) -> Iterator[Path]:
    """Yield what was made of these members outside of runs, and what may show them and can be made again."""
    for name in map(safe_name, ids):
        yield output / f"{name}.pdf"
        yield from sorted(output.glob(f"preview/{name}_*"))
        yield from sorted(output.glob(f"{FOLDER}/{name}_*"))
    yield from sorted(output.glob("preview/contact-sheet*"))
    yield output / KEPT
    for pattern in (f".*{PARTIAL_SUFFIX}", f"preview/.*{PARTIAL_SUFFIX}"):
        yield from sorted(file for file in output.glob(pattern) if file.is_file())


def _cleaned(table: Path, names: Collection[str]) -> bool:
    try:
        data = table.read_bytes()
    except FileNotFoundError:
        return False
    cleaned = without_members(data, names)
    if cleaned != data:
        write_atomically(table, cleaned)
    return cleaned != data


def _mails(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the messages in folders and two levels below them, each once."""
    patterns = ("*.eml", "*/*.eml", "*/*/*.eml")
    found = {file.resolve(): file for folder in folders for pattern in patterns for file in folder.glob(pattern)}
    yield from (found[file] for file in sorted(found))


def _is_rehearsal(file: Path, ids: Iterable[str], deliveries: set[str]) -> bool:
    """Return whether a message was written for one of these members: its name says so, or its delivery."""
    named = any(re.search(rf"(?<![A-Za-z0-9]){re.escape(safe_name(one))}(?![A-Za-z0-9])", file.stem) for one in ids)
    return named or not deliveries.isdisjoint(_DELIVERY.findall(file.stem))


def _recipients(file: Path) -> set[str]:
    """Return the addresses that a message goes to."""
    try:
        with file.open("rb") as stream:
            message = message_from_bytes(stream.read(_HEADERS))
    except OSError:
        return set()
    headers = [str(text) for name in ("To", "Cc", "X-Original-To") for text in message.get_all(name, [])]
    return {normalised(address) for _, address in getaddresses(headers)}


def _elsewhere(workspace: Workspace, deliveries: Iterable[Delivery], pushed: Iterable[str]) -> Iterator[str]:
    output = workspace.output
    # A letter that is still planned may be with the mail house already: nobody has said so yet.
    unsent = {"email": ("planned", "skipped"), "print": ("skipped",)}
    channels = {one.channel for one in deliveries if one.state not in unsent[one.channel]}
    yield "the exports: while they list this member, a new batch makes a statement again, and check problems"
    if connections := pulled_systems(workspace.settings):
        yield (
            f"the systems behind {', '.join(connections)}: while they have this member, a next pull brings the member "
            "back: erase there first"
        )
    yield (
        "tables that people keep beside the settings: corrections, former ids, consents, coded answers, "
        "lists of who gets no email"
    )
    yield "backups and copies of the output folder and of the ledger; runs that were made in other folders"
    if remote_path(output):
        yield f"earlier versions of files, where {output} keeps any"
    if "email" in channels:
        yield "mailboxes: messages that were sent, came back or were answered, and the mail server's log"
    if "print" in channels:
        yield "the mail house: the print file that it was given"
    yield "other systems that an export-*.csv was imported into; previews and .eml files in folders of your own"
    for name in pushed:
        yield f"{name}: fields of the member's contact that were written to; set them back first, or clear them there"
    yield "stories that are published already: make them again"
