"""The connections of a workspace as they stand: what is read of them, what they lack, and what their pulls brought."""

from __future__ import annotations

import os
from pathlib import Path

from valuereport.actions.pull_changes import changes_of
from valuereport.actions.rights import needs
from valuereport.actions.workspace import Workspace
from valuereport.answers.pull import Changes, KnownConnection
from valuereport.files import stamps_of
from valuereport.pulls import pulls_of, read_about
from valuereport.settings import Connection, asked_of, connections_of, pulls_folder


def can_pull() -> bool:
    """Return whether the library that pulling needs is there; whoever only reads pulls does without it."""
    from valuereport.connect.library import has_library

    return has_library()


@needs("operator")
def connections(workspace: Workspace) -> tuple[KnownConnection, ...]:
    """Return every connection as it stands; no system is asked anything. Raises SourceError."""
    return tuple(_known(workspace, one) for one in connections_of(workspace.settings.workspace))


def _known(workspace: Workspace, connection: Connection) -> KnownConnection:
    from valuereport.connect.auth import variable
    from valuereport.connect.clock import CLOCK
    from valuereport.connect.limits import ADay, Budget
    from valuereport.connect.systems import system_of

    system = system_of(connection.system_name)
    folder = pulls_folder(workspace.settings) / connection.name
    names = pulls_of(folder)
    pulls = {name: read_about(folder / name) for name in names}
    finished = [name for name in names if pulls[name].is_finished]
    needed = [variable(connection.name, name) for name in system.auth.needs]
    asked = asked_of(workspace.settings.workspace, connection.name)
    return KnownConnection(
        connection.name,
        system.title,
        tuple(name for name in system.records if name in asked),
        tuple(name for name in needed if not os.environ.get(name, "").strip()),
        finished[-1] if finished else "",
        pulls[finished[-1]] if finished else None,
        _brought(workspace, folder, finished[-2:]),
        pulls[names[-1]] if names and names[-1] not in finished else None,
        Budget(folder, CLOCK).used(),
        min((one.calls for one in system.limits if isinstance(one, ADay)), default=None),
        system.unverified,
    )


def _brought(workspace: Workspace, folder: Path, last: list[str]) -> tuple[Changes, ...]:
    """Return what the newest of the last two pulls brought; kept as long as no pull changes."""
    if not last:
        return ()
    before, name = ("", *last)[-2:]

    def read() -> tuple[Changes, ...]:
        return tuple(changes_of(folder, records, before, name) for records in read_about(folder / name).records)

    if workspace.kept is None:
        return read()
    return workspace.kept.get(f"pulls {folder.name}", stamps_of(sorted(folder.glob("*/pull.json"))), read)
