"""The members as a search needs them, kept as long as no input changes: exports take seconds to read.

A process that lives long keeps them in memory; a command beside the output. That file is private, and `forget` removes
it; it may be deleted at any time.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from valuereport import __version__
from valuereport.actions.workspace import Workspace
from valuereport.files import digest, digests_of, write_atomically
from valuereport.model.directory import Directory
from valuereport.pipeline.look_alikes import LookAlikes
from valuereport.pipeline.member_search import MemberSearch
from valuereport.settings import Settings
from valuereport.settings.data_files import asks_a_database, data_files
from valuereport.storage import remote_path

if TYPE_CHECKING:
    from valuereport.pipeline.calculated import CalculatedMembers

KEPT: Final = ".find.json"
_FORM: Final = "2"  # of the file; a higher one where the dataclasses change


@dataclass(frozen=True, slots=True)
class Searchable:
    """The members, what finds them by what somebody says, and what unmatched rows look like."""

    directory: Directory
    search: MemberSearch
    alike: LookAlikes


@dataclass(frozen=True, slots=True)
class _Kept:
    """A directory, and the digest of all that it was made of."""

    inputs: str
    directory: Directory


def searchable(workspace: Workspace) -> Searchable:
    """Return what a search for members needs: kept, or made anew. Raises SourceError, SettingsError."""
    if workspace.kept is None:
        return _searchable(_directory_in_file(workspace))
    from valuereport.actions.calculated import calculated  # it imports pandas: see _read

    return searchable_members(workspace, calculated(workspace))


def searchable_members(workspace: Workspace, valued: CalculatedMembers) -> Searchable:
    """Return what a search for calculated members needs; they stand in the directory as they do in the history."""
    from valuereport.actions.calculated import made_of
    from valuereport.pipeline.directory import directory_of_history

    return made_of(workspace, valued, "search", lambda: _searchable(directory_of_history(valued.history)))


def _searchable(directory: Directory) -> Searchable:
    members = directory.members
    return Searchable(directory, MemberSearch(members), LookAlikes(members, directory.unmatched))


def _directory_in_file(workspace: Workspace) -> Directory:
    """Return the directory that is kept beside the output; made anew where its inputs have changed."""
    file, inputs = workspace.output / KEPT, _inputs(workspace)
    form = TypeAdapter(_Kept)
    if inputs:
        with suppress(OSError, ValidationError):
            kept = form.validate_json(file.read_bytes())
            if kept.inputs == inputs:
                return kept.directory
    found = _read(workspace.settings)
    if inputs:
        with suppress(OSError):  # the next search is slow, too, and nothing else
            write_atomically(file, form.dump_json(_Kept(inputs, found)))
    return found


def _read(settings: Settings) -> Directory:
    from valuereport.combine import combine  # these import pandas: a search in what is kept does not wait
    from valuereport.loaders import load
    from valuereport.pipeline.directory import directory_of_history

    return directory_of_history(combine(load(settings), settings))


def _inputs(workspace: Workspace) -> str:
    """Return the digest of the settings and all files of the sources; empty where they are not all files of ours."""
    settings = workspace.settings
    if workspace.is_sample or remote_path(workspace.output) or asks_a_database(settings):
        return ""
    files = sorted({settings.path, *data_files(settings)})
    digests = digests_of(files)
    return digest("\n".join([__version__, _FORM, *(f"{file} {digests[file]}" for file in files)]).encode())
