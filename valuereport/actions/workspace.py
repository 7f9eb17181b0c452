"""The workspace that every action starts from: the settings, the output folder, and where the ledger is."""

from __future__ import annotations

import grp
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from valuereport.actions.kept import Kept
from valuereport.actions.terminal import person_at_terminal
from valuereport.errors import LedgerError, RunError, SettingsError
from valuereport.files import make_folder, packaged, share, write_atomically
from valuereport.model.person import Person
from valuereport.redaction import redacted
from valuereport.settings import Settings, load_settings
from valuereport.storage import remote_path, storage_path

if TYPE_CHECKING:  # a batch does not wait for what only deliveries need
    from valuereport.deliver.ledger import Ledger

_log = logging.getLogger(__name__)
_SETTINGS: Final = "valuereport.toml"
_LEDGER: Final = "ledger.sqlite"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An organisation's settings, the folder for what is made, and who asks.

    `person`: in whose name things are done where a request names nobody; actions hold the role against what they need.
    `kept`: what a process that lives long keeps of the exports; None: each action reads them.
    `own_runs`: a run is named as the output folder has it, and never by a path or a URL. Whoever is at a terminal may
    open any file there anyway; a desk may run on another machine, or for people who may do less than its user.
    """

    settings: Settings
    output: Path
    is_sample: bool = False  # no workspace was named or found: the shipped organisation
    person: Person = field(default_factory=person_at_terminal)
    kept: Kept | None = field(default=None, compare=False, repr=False)
    own_runs: bool = False


def open_workspace(config: Path | None = None, output: Path | None = None) -> Workspace:
    """Return the workspace of a settings file, or of the current folder, else the sample's. Raises SettingsError."""
    here = Path(_SETTINGS)
    if config is None and not here.exists():
        sample = load_settings(packaged("sample_data") / here)
        return Workspace(sample, output or Path(sample.workspace.files.output), is_sample=True)
    settings = load_settings(config or here)
    _log.info("the settings are those of %s", settings.path)
    folder = output or storage_path(settings.workspace.files.output, settings.folder)
    if group := settings.workspace.files.group:
        _open_to(group, settings, folder)
    return Workspace(settings, folder)


def _open_to(group: str, settings: Settings, output: Path) -> None:
    """Share the workspace, where the ledger is, and the output folder with a group. Raises SettingsError."""
    try:
        number = grp.getgrnam(group).gr_gid
    except KeyError:
        allowed = "a group that this machine knows (getent group)"
        raise SettingsError(str(settings.path), "files.group", group, allowed) from None
    try:
        for folder in (settings.folder, output):
            if not remote_path(folder):
                share(folder, number)
    except OSError as error:
        allowed = f"a group that you belong to, and folders of your own ({error.filename}: {error.strerror})"
        raise SettingsError(str(settings.path), "files.group", group, allowed) from None


def ledger_url(workspace: Workspace) -> str:
    """Return where the ledger is: named by the environment, else a file in the workspace. Raises LedgerError."""
    import sqlalchemy as sa

    if named := os.environ.get("VALUEREPORT_DATABASE_URL"):
        return named
    settings, output = workspace.settings, workspace.output
    shipped = settings.folder.resolve() == packaged("sample_data").resolve()
    if shipped and remote_path(output):
        raise LedgerError(
            "The ledger of the sample organisation lies in the output folder, and a ledger cannot be in a store: "
            "make a workspace (init), or name a database with VALUEREPORT_DATABASE_URL"
        )
    folder = (output if shipped else settings.folder).resolve()
    try:
        make_folder(folder)
    except OSError as error:
        raise LedgerError(f"The ledger's folder {folder} cannot be made: {error.strerror}; make it first") from None
    return sa.URL.create("sqlite", database=str(folder / _LEDGER)).render_as_string()


@contextmanager
def ledger_of(workspace: Workspace, operator: str = "") -> Iterator[Ledger]:
    """Open the ledger in somebody's name, the workspace's person's where none is given. Raises LedgerError."""
    from valuereport.deliver.ledger import open_ledger

    url = ledger_url(workspace)
    _log.info("the ledger is %s", redacted(url))
    with open_ledger(url, operator or workspace.person.name) as ledger:
        yield ledger


@contextmanager
def ledger_if_there(workspace: Workspace) -> Iterator[Ledger | None]:
    """Open the ledger to ask it something; None where nothing was ever delivered, and so none is made."""
    beside = any((folder / _LEDGER).exists() for folder in (workspace.settings.folder, workspace.output))
    if beside or os.environ.get("VALUEREPORT_DATABASE_URL"):
        with ledger_of(workspace) as ledger:
            yield ledger
    else:
        yield None


@contextmanager
def ledger_to_ask(workspace: Workspace) -> Iterator[Ledger]:
    """Open the ledger to ask it something; where nothing was ever delivered, an empty one that is gone afterwards."""
    from valuereport.deliver.ledger import open_ledger

    with ledger_if_there(workspace) as ledger:
        if ledger:
            yield ledger
            return
    with TemporaryDirectory(prefix="valuereport-") as folder:
        import sqlalchemy as sa

        url = sa.URL.create("sqlite", database=str(Path(folder) / _LEDGER)).render_as_string()
        with open_ledger(url, workspace.person.name) as empty:
            yield empty


def write(file: Path, data: bytes) -> None:
    """Write a file. Raises RunError."""
    try:
        write_atomically(file, data)
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}") from None
