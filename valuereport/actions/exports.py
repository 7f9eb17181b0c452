"""A workspace's exports as files: those that are there, new ones under safe names, and what a person lets replace what.

A file's name comes from another program, and decides nothing but the name that it has here: never a folder.
"""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from shutil import copyfileobj
from typing import BinaryIO, Final, Literal

from valuereport.actions.at_work import writing
from valuereport.actions.map_folder import OURS, files_in
from valuereport.actions.rights import needs
from valuereport.actions.standing.exports import files_read
from valuereport.actions.workspace import Workspace
from valuereport.errors import RequestError, RunError, SourceError
from valuereport.files import PARTIAL_SUFFIX, digest_of_file, make_folder, make_private
from valuereport.model.person import Person

KINDS: Final = (
    *(".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    *(".jsonl", ".ndjson", ".parquet"),
)
"""How the names of exports end."""
MOST_BYTES: Final = 500_000_000
"""Of one file, and of all that come at once."""
Choice = Literal["replace", "both", "leave"]

_FOLDER: Final = "exports"
_INCOMING: Final = ".incoming"  # files that wait for a person's word
_LONGEST: Final = 180  # bytes of a name; systems take 255, and a number may come to it
_NO_LETTER: Final = re.compile(r'[\x00-\x1f<>:"|?*\ufffd]+')
_WINDOWS: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_INSTEAD: Final[Mapping[str, str]] = {
    ".zip": "an archive: unpack it, and choose the files in it",
    ".pdf": "a PDF: its tables cannot be read; export the same as CSV or as a workbook",
    ".numbers": "a Numbers sheet: export it as CSV or as an Excel workbook first",
    ".gsheet": "a link to a Google sheet: download the sheet itself as CSV or as a workbook",
    ".docx": "a text document, and no table",
}


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that may be an export. `name`: inside the folder of the exports, with / between folders."""

    name: str
    size: int  # bytes
    changed: datetime


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that somebody sends: the name that it has there."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True)
class Received:
    """What became of files that were sent, by their names here; of refused ones the name there, and why.

    `waiting`: another file has the name, and somebody must say which one stays.
    """

    stored: tuple[str, ...]
    same: tuple[str, ...]
    waiting: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that was sent, and the one of the same name that is there."""

    new: ExportFile
    old: ExportFile


def exports_folder(folder: Path) -> Path:
    """Return where a workspace's exports lie: in its folder `exports`, or beside the settings where they do so now."""
    own = folder / _FOLDER
    return folder if not _listed(own) and _listed(folder) else own


@needs("operator")
def exports(person: Person, folder: Path) -> tuple[ExportFile, ...]:
    """Return the files of a workspace that may be exports, by name."""
    return _listed(exports_folder(folder))


@needs("operator")
def exports_read(workspace: Workspace) -> tuple[int, frozenset[str]]:
    """Return how many files of exports the settings read, and the names of those that are among the listed ones."""
    found, root = files_read(workspace.settings), exports_folder(workspace.settings.folder).resolve()
    return len(found), frozenset(one.relative_to(root).as_posix() for one in found if one.is_relative_to(root))


@needs("operator")
def receive(person: Person, folder: Path, files: Sequence[Incoming]) -> Received:
    """Store files among the exports of a workspace; none replaces another. Raises RunError."""
    stored, same, waiting, refused = list[str](), list[str](), list[str](), list[tuple[str, str]]()
    target, now = exports_folder(folder), set[str]()
    for one in files:
        name = _safe(one.name)
        if not name.lower().endswith(KINDS):
            refused.append((one.name, _why_not(name)))
            continue
        name = _free(name, now)
        now.add(name)
        try:
            held = _held(folder / _INCOMING / name, one.content)
            if held is None:
                refused.append((one.name, "it is empty; a folder cannot be sent: choose the files in it"))
            elif not (target / name).exists():
                make_folder(target)
                held.replace(target / name)
                stored.append(name)
            elif digest_of_file(held) == digest_of_file(target / name):
                held.unlink()
                same.append(name)
            else:
                waiting.append(name)
        except OSError as error:
            raise RunError(f"{name} cannot be stored: {error.strerror or error}") from None
    _remove_if_empty(folder / _INCOMING)
    return Received(tuple(stored), tuple(same), tuple(waiting), tuple(refused))


@needs("operator")
def waiting(person: Person, folder: Path) -> tuple[Waiting, ...]:
    """Return the files that wait for a word whether they replace others."""
    target = exports_folder(folder)
    return tuple(
        Waiting(one, _described(target / one.name, target))
        for one in _flat(folder / _INCOMING)
        if (target / one.name).exists()
    )


@needs("operator")
def decide(person: Person, folder: Path, choices: Mapping[str, Choice]) -> None:
    """Replace the file that is there, keep both, or leave the new one out; what is not named goes on waiting.

    Raises BusyError, RequestError for a name that does not wait, RunError.
    """
    target, incoming = exports_folder(folder), folder / _INCOMING
    names = [one.new.name for one in waiting(person, folder)]
    for name in choices:
        if name not in names:
            raise RequestError("file", name, f"a file that waits: {', '.join(names) or 'none does'}")
    with writing(folder.resolve(), "map", who=person.name):
        for name, choice in choices.items():
            try:
                if choice == "leave":
                    (incoming / name).unlink()
                else:
                    there = {one.name for one in _listed(target)} if choice == "both" else set()
                    (incoming / name).replace(target / _free(name, there))
            except OSError as error:
                raise RunError(f"{name} cannot be stored: {error.strerror or error}") from None
    _remove_if_empty(incoming)


@needs("operator")
def remove(person: Person, folder: Path, name: str) -> None:
    """Remove an export that is listed. Raises BusyError, RequestError for another name, RunError."""
    target = exports_folder(folder)
    if name not in (one.name for one in _listed(target)):
        raise RequestError("file", name, "an export that is listed")
    with writing(folder.resolve(), "map", who=person.name):
        try:
            (target / name).unlink()
        except OSError as error:
            raise RunError(f"{name} cannot be removed: {error.strerror}") from None


def _listed(folder: Path) -> tuple[ExportFile, ...]:
    if not folder.is_dir():
        return ()
    try:
        root, files, _ = files_in((folder,))
    except SourceError:
        return ()
    fit = (one for one in files if one.name not in OURS and one.name.lower().endswith(KINDS))
    return tuple(_described(one, root) for one in fit)


def _flat(folder: Path) -> Iterator[ExportFile]:
    with suppress(OSError):
        for one in sorted(folder.iterdir()):
            if one.is_file() and not one.name.endswith(PARTIAL_SUFFIX):
                yield _described(one, folder)


def _described(path: Path, folder: Path) -> ExportFile:
    state = path.stat()
    name = os.path.relpath(path, folder).replace(os.sep, "/")
    return ExportFile(name, state.st_size, datetime.fromtimestamp(state.st_mtime, UTC))


def _safe(name: str) -> str:
    """Return the name that a file gets here: the last part of its own, without signs that some system cannot have."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    clean = " ".join(_NO_LETTER.sub("_", "".join(one for one in last if one.isprintable())).split())
    clean = clean.lstrip("._~$ ").rstrip(". ")
    stem, suffix = PurePath(clean).stem, PurePath(clean).suffix
    clean = f"{stem.encode()[: max(0, _LONGEST - len(suffix.encode()))].decode(errors='ignore').rstrip()}{suffix}"
    return f"export {clean}" if clean.lower() in OURS or _WINDOWS.fullmatch(clean) else clean


def _why_not(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if not suffix:
        return "its name has no ending such as .csv; a folder cannot be sent: choose the files in it"
    usual = "no table that can be read: export it as CSV or as an Excel workbook"
    return _INSTEAD.get(suffix, usual)


def _free(name: str, taken: set[str]) -> str:
    """Return the name, or with a number the next one that no other file has."""
    found, number, path = name, 1, PurePath(name)
    while found.casefold() in {one.casefold() for one in taken}:
        number += 1
        found = f"{path.stem} ({number}){path.suffix}"
    return found


def _held(path: Path, content: BinaryIO) -> Path | None:
    """Write what was sent to a private file; None where there is nothing in it. Raises OSError."""
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=PARTIAL_SUFFIX)
    held = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            copyfileobj(content, stream)
            stream.flush()
            os.fsync(stream.fileno())
        if not held.stat().st_size:
            held.unlink()
            return None
        make_private(held)
        return held.replace(path)
    except BaseException:
        held.unlink(missing_ok=True)
        raise


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()
