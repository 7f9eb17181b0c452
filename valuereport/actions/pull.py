"""Fetching from systems: what a pull would do, doing it, and which pulls there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from valuereport import __version__
from valuereport.actions.at_work import one_writer
from valuereport.actions.own_tables import add_rows
from valuereport.actions.pull_changes import changes_of
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.answers.pull import Changes, ListedPull, PlannedPull, PulledConnection
from valuereport.errors import BusyError, Remedy, RequestError, RunError, SettingsError, SourceError
from valuereport.events import SILENT, Events
from valuereport.file_locks import lock_file, unlock_file
from valuereport.files import make_folder
from valuereport.loaders.aliases import read_aliases
from valuereport.model.member import ALIAS_COLUMNS, FORMER_ALIAS_COLUMNS
from valuereport.notation.ids import key_of
from valuereport.pulls import MERGED_IDS, newest, pulls_of, read_about, remove_old
from valuereport.settings import Connection, Settings, asked_of, connections_of, pulled_lists, pulls_folder

if TYPE_CHECKING:  # an extra: whoever only reads pulls does without it
    from valuereport.connect.clock import Clock
    from valuereport.connect.plan import Surroundings, Wanted

_LISTS: Final = "do_not_email"
"""What reads a pull that says who gets no email."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """Which connections are pulled from; none: all. `full`: everything; `since`: changes since that day (UTC)."""

    names: tuple[str, ...] = ()
    full: bool = False
    since: date | None = None


@needs("operator")
def plan_pull(workspace: Workspace, request: PullRequest) -> tuple[PlannedPull, ...]:
    """Return what pulling would do; no system is asked anything. Raises RequestError, SettingsError, SourceError."""
    from valuereport.connect.address import base_url_of
    from valuereport.connect.plan import plan_of
    from valuereport.connect.systems import system_of

    settings = workspace.settings
    planned = []
    for connection in _chosen(settings, request.names):
        system = system_of(connection.system_name)
        base_url_of(connection, system, str(settings.path))
        wanted = _wanted(settings, connection, request)
        around = _around(settings, connection, SILENT)
        plan = plan_of(connection, system, wanted, around)
        planned.append(
            PlannedPull(
                connection.name,
                system.title,
                {name: tuple(sorted(headings)) for name, headings in wanted.records.items()},
                plan.base,
                plan.resumes,
                plan.endpoints,
                plan.calls,
                plan.used_today,
                plan.a_day,
                system.unverified,
            )
        )
    return tuple(planned)


@needs("operator")
@one_writer("pull")
def pull(
    workspace: Workspace, request: PullRequest, events: Events = SILENT, clock: Clock | None = None
) -> tuple[PulledConnection, ...]:
    """Pull from each connection, one after another; what one of them cannot do stops no other.

    Raises RequestError before anything is asked, StoppedError; RunError where the disk is full.
    """
    from valuereport.connect.library import check_library

    check_library()
    settings = workspace.settings
    chosen = [(one, _wanted(settings, one, request)) for one in _chosen(settings, request.names)]
    return tuple(_pulled(settings, one, wanted, events, clock) for one, wanted in chosen)


@needs("operator")
def pulls(workspace: Workspace) -> tuple[ListedPull, ...]:
    """Return the pulls of every connection, the newest first. Raises SourceError."""
    settings = workspace.settings
    listed = []
    lists = {one.connection for one in pulled_lists(settings.workspace)}
    for connection in connections_of(settings.workspace):
        folder = pulls_folder(settings) / connection.name
        reading = [one for one in settings.workspace.source if one.connection == connection.name]
        last = newest(folder)
        for name in reversed(pulls_of(folder)):
            size = sum(file.stat().st_size for file in (folder / name).iterdir())
            read_by = tuple(one.name for one in reading if (one.pull.partition("/")[2] or last) == name)
            if name == last and connection.name in lists:
                read_by += (_LISTS,)
            listed.append(ListedPull(connection.name, name, read_about(folder / name), size, read_by))
    return tuple(listed)


def _chosen(settings: Settings, names: Sequence[str]) -> tuple[Connection, ...]:
    there = {one.name: one for one in connections_of(settings.workspace)}
    if not there:
        allowed = 'a workspace with a connection: pull = "capsule" in a [[source]], say (docs/connectors.md)'
        raise RequestError("connection", ", ".join(names) or "nothing", allowed)
    for name in names:
        if name not in there:
            raise RequestError("connection", name, f"a connection: {', '.join(there)}")
    if names:
        return tuple(there[name] for name in dict.fromkeys(names))
    read = tuple(one for one in there.values() if asked_of(settings.workspace, one.name))
    return read or tuple(there.values())


def _wanted(settings: Settings, connection: Connection, request: PullRequest) -> Wanted:
    from valuereport.connect.plan import Wanted
    from valuereport.connect.systems import system_of

    system = system_of(connection.system_name)
    asked = asked_of(settings.workspace, connection.name)
    for name in asked:
        if name not in system.records:
            reading = (one for one in settings.workspace.source if one.connection == connection.name)
            readers = ", ".join(f"source {one.name}" for one in reading if one.records == name) or _LISTS
            allowed = f"of {system.title}: {', '.join(system.records)}"
            raise RequestError("records", f"{name} ({readers})", allowed)
    if not asked:
        raise RequestError(
            "connection", connection.name, "a connection that a source or a list reads: nothing reads it"
        )
    if request.since and not newest(pulls_folder(settings) / connection.name):
        allowed = f"a day where {connection.name} has a pull already that the changes can be added to"
        raise RequestError("since", request.since.isoformat(), allowed)
    since = datetime.combine(request.since, time(), UTC) if request.since else None
    records = {name: sorted(headings - {MERGED_IDS}) for name, headings in asked.items()}
    return Wanted(records, request.full, since)


def _around(settings: Settings, connection: Connection, events: Events, clock: Clock | None = None) -> Surroundings:
    from valuereport.connect.clock import CLOCK
    from valuereport.connect.plan import Surroundings

    return Surroundings(pulls_folder(settings) / connection.name, __version__, clock or CLOCK, events)


def _pulled(
    settings: Settings, connection: Connection, wanted: Wanted, events: Events, clock: Clock | None
) -> PulledConnection:
    from valuereport.connect.errors import PullError
    from valuereport.connect.pull import pull as pull_from
    from valuereport.connect.systems import system_of

    around = _around(settings, connection, events, clock)
    before = newest(around.folder)
    system = system_of(connection.system_name)
    try:
        with _alone(around.folder, connection.name):
            about = pull_from(connection, system, wanted, around, str(settings.path))
        if not about.is_finished:
            return PulledConnection(connection.name, pulls_of(around.folder)[-1], about, (), (), ())
        name = newest(around.folder)
        changes = tuple(changes_of(around.folder, records, before, name) for records in about.records)
        aliases = _written_aliases(settings, connection, system.title, changes)
        return PulledConnection(
            connection.name, name, about, changes, aliases, remove_old(around.folder, connection.keep)
        )
    except (PullError, SettingsError, SourceError) as error:  # a secret that is not set, a pull that is damaged
        return PulledConnection(connection.name, "", None, (), (), (), str(error))
    except OSError as error:
        raise RunError(
            f"{error.filename or around.folder}: cannot be written: {error.strerror}; what has arrived is kept",
            Remedy("pull", name=connection.name),
        ) from None


@contextmanager
def _alone(folder: Path, connection: str) -> Iterator[None]:
    """Be the only one that pulls from a connection. Raises BusyError, OSError."""
    make_folder(folder)
    file = folder / ".lock"
    try:
        lock = lock_file(file, shared=False, wait=0.5)
    except BlockingIOError:
        raise BusyError(f"somebody else is pulling from {connection}; start again when that has ended") from None
    try:
        yield
    finally:
        unlock_file(lock, file)


def _written_aliases(
    settings: Settings, connection: Connection, title: str, changes: Sequence[Changes]
) -> tuple[str, ...]:
    """Write to aliases.csv who was merged, where the records are members: they stay one when old pulls are gone."""
    of_members = {
        one.records
        for one in settings.workspace.source
        if one.connection == connection.name and one.table == "members" and "member_id" in one.fed
    }
    merged = {old: new for one in changes if one.records in of_members for old, new in one.merged.items()}
    known = {key_of(one.old_id) for one in read_aliases(settings)[0]}
    rows = [
        {"alias": old, "member": new, "on": datetime.now(UTC).date().isoformat(), "source": f"merged in {title}"}
        for old, new in sorted(merged.items())
        if key_of(old) not in known
    ]
    if rows:
        add_rows(settings, settings.workspace.files.aliases, ALIAS_COLUMNS, rows, FORMER_ALIAS_COLUMNS)
    return tuple(str(row["alias"]) for row in rows)
