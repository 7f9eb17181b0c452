"""The members as a search needs them, kept beside the output as long as no input changes: exports take seconds to read.

The file is private, and `forget` removes it; it may be deleted at any time.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from valuereport import __version__
from valuereport.actions.workspace import Workspace
from valuereport.files import digest, digests_of, write_atomically
from valuereport.model.directory import Directory, ListedContact, ListedMember
from valuereport.settings import Settings
from valuereport.storage import remote_path

KEPT: Final = ".find.json"
_FORM: Final = "2"  # of the file; a higher one where the dataclasses change


@dataclass(frozen=True, slots=True)
class _Kept:
    """A directory, and the digest of all that it was made of."""

    inputs: str
    directory: Directory


def directory_of(workspace: Workspace) -> Directory:
    """Return the directory of a workspace's members. Raises SourceError, SettingsError."""
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


def _inputs(workspace: Workspace) -> str:
    """Return the digest of the settings and all files of the sources; empty where they are not all files of ours."""
    settings = workspace.settings
    if workspace.is_sample or remote_path(workspace.output):
        return ""
    if any(source.format == "sql" for source in settings.workspace.source):
        return ""
    files = sorted({settings.path, *_files(settings)})
    digests = digests_of(files)
    return digest("\n".join([__version__, _FORM, *(f"{file} {digests[file]}" for file in files)]).encode())


def _files(settings: Settings) -> Iterator[Path]:
    for source in settings.workspace.source:
        yield from map(Path, glob.glob(str(Path(glob.escape(str(settings.folder))) / source.file), recursive=True))  # noqa: PTH207
    names = settings.workspace.files
    yield from (settings.folder / name for name in (names.aliases, names.corrections))


def _read(settings: Settings) -> Directory:
    from valuereport.combine import combine  # these import pandas: a search in what is kept does not wait
    from valuereport.loaders import load
    from valuereport.model.tables import KEY_SEPARATOR

    def keys(cell: str) -> tuple[str, ...]:
        return tuple(key for key in cell.split(KEY_SEPARATOR) if key)

    history = combine(load(settings), settings)
    contacts: dict[int, list[ListedContact]] = {}
    of_contacts = ("member", "name", "emails", "contact_id", "other_ids", "job_title")
    people = (history.contacts[name].tolist() for name in of_contacts)
    for row, name, emails, contact_id, other_ids, job_title in zip(*people, strict=True):
        ids = tuple(dict.fromkeys(filter(None, (contact_id, *keys(other_ids)))))
        contacts.setdefault(row, []).append(ListedContact(name, keys(emails), ids, job_title))
    greeted = zip(*(history.members[name].tolist() for name in ("kind", "name", "salutation")), strict=True)
    for row, (kind, name, salutation) in enumerate(greeted):
        known = {one.name for one in contacts.get(row, ())}
        if kind == "organisation" and salutation and salutation != name and salutation not in known:
            contacts.setdefault(row, []).insert(0, ListedContact(salutation, (), (), ""))  # whom the letter greets
    columns = ("member_id", "kind", "name", "emails", "other_ids", "postcode")
    members = (history.members[name].tolist() for name in (*columns, "street", "street2", "city", "region_line"))
    return Directory(
        tuple(
            ListedMember(
                *(member_id, kind, name, keys(emails), keys(other_ids)),
                address=", ".join(filter(None, address)),
                postcode=postcode,
                contacts=tuple(contacts.get(row, ())),
            )
            for row, (member_id, kind, name, emails, other_ids, postcode, *address) in enumerate(
                zip(*members, strict=True)
            )
        ),
        history.unmatched,
    )
