"""Exports -> what each feeds, what only a person can say, and from the answers a workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from valuereport.actions.workspace import write
from valuereport.errors import SettingsError, SourceError
from valuereport.files import make_folder, read_regular
from valuereport.mapping.answers import Answers, answers_text, read_answers
from valuereport.mapping.memory import Change, recalled, remembered
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.propose import propose
from valuereport.mapping.questions import Question, questions
from valuereport.mapping.reading import sheets_of
from valuereport.mapping.series import series
from valuereport.mapping.sources import SourceBlock, fee_basis, opt_out_files, sources
from valuereport.mapping.table import NoSource, Table
from valuereport.mapping.tables import table_of
from valuereport.mapping.workspace_text import (
    MADE,
    POLICY_WINS,
    assumptions_text,
    settings_text,
    sources_text,
    taxonomy_text,
    used_activities,
    with_sources,
)

_MOST_BYTES: Final = 500_000_000
_MOST_FILES: Final = 2_000


@dataclass(frozen=True, slots=True)
class MapRequest:
    """The files or folders to look at, the answers that are there, and today's date."""

    paths: tuple[Path, ...]
    today: date
    answers: Answers = field(default_factory=lambda: Answers({}))


@dataclass(frozen=True, slots=True)
class Mapped:
    """What each file feeds, which files are no sources, and what is asked. `folder`: what names of files start from."""

    folder: Path
    files: tuple[Proposal, ...]
    no_sources: tuple[NoSource, ...]
    questions: tuple[Question, ...]
    changes: tuple[Change, ...] = ()  # of headings since the last time


def look(request: MapRequest) -> Mapped:
    """Look at every file. Raises SourceError where there is none, or a path does not exist."""
    folder, paths = _files(request.paths)
    tables: list[Table] = []
    no_sources: list[NoSource] = []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            tables.append(table_of(name, sheets_of(name, read_regular(path, _MOST_BYTES))))
        except (SourceError, OSError) as error:
            no_sources.append(NoSource(name, getattr(error, "strerror", None) or str(error)))
    answers = request.answers
    files, changes = recalled(propose(tables), answers.memory, answers.given)
    asked = questions(series(files), answers.given, request.today, changes)
    return Mapped(folder, files, tuple(no_sources), asked, changes)


def _files(paths: Sequence[Path]) -> tuple[Path, list[Path]]:
    """Return the folder that all files lie in, and the files."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(each for each in path.rglob("*") if each.is_file() and not _hidden(each.relative_to(path)))
        elif path.exists():
            found.append(path)
        else:
            raise SourceError(f"{path}: no such file or folder")
    found = list(dict.fromkeys(each.resolve() for each in found))
    if not found:
        raise SourceError(f"{', '.join(map(str, paths))}: there are no files in it")
    if len(found) > _MOST_FILES:
        raise SourceError(f"{len(found):,} files: more than {_MOST_FILES:,}; name the folder with the exports alone")
    folders = [path.resolve() if path.is_dir() else path.resolve().parent for path in paths]
    return Path(os.path.commonpath(folders)), found


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$", "__")) for part in path.parts)


@dataclass(frozen=True, slots=True)
class Written:
    """The workspace that was written: its settings, and what else was written or left as it was."""

    settings: Path
    written: tuple[Path, ...]
    kept: tuple[Path, ...]  # files that somebody else wrote


def write_workspace(mapped: Mapped, answers: Mapping[str, str], folder: Path, today: date) -> Written:
    """Write a workspace of the answers, or renew the mapped part of one. Raises SourceError, RunError."""
    blocks = tuple(_from(block, mapped.folder, folder) for block in sources(mapped.files, answers))
    if not any(block.keys["table"] == "members" for block in blocks):
        raise SourceError("none of the files is a list of members: name the folder that has it, too")
    stopped = [_relative(mapped.folder / file, folder) for file in opt_out_files(mapped.files, answers)]
    settings = folder / "valuereport.toml"
    used = used_activities(mapped.files, answers)
    skipped = [
        name.removeprefix("status.") for name, found in answers.items() if name.startswith("status.") and found == "no"
    ]
    before = (
        settings.read_text(encoding="utf-8")
        if settings.exists()
        else settings_text(answers, skipped, fee_basis(blocks))
    )
    texts = {
        settings: with_sources(before, sources_text(blocks), stopped),
        folder / "answers.toml": answers_text(mapped.questions, answers, remembered(mapped.files)),
    }
    own = {
        folder / "taxonomy.toml": taxonomy_text(used, answers),
        folder / "assumptions.toml": assumptions_text(used, answers, today),
        folder / "policy_wins.toml": POLICY_WINS,
    }
    kept = tuple(path for path, text in own.items() if path.exists() and MADE not in path.read_text(encoding="utf-8"))
    texts |= {path: f"{MADE}\n{text}" for path, text in own.items() if path not in kept}
    make_folder(folder)
    for path, text in texts.items():
        write(path, text.encode())
    return Written(settings, tuple(texts), kept)


def _from(block: SourceBlock, origin: Path, folder: Path) -> SourceBlock:
    return replace(block, keys={**block.keys, "file": _relative(origin / str(block.keys["file"]), folder)})


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder.resolve())).as_posix()


def answers_of(path: Path, *, needed: bool) -> Answers:
    """Return the answers in a file; none where it need not be there and is not. Raises SettingsError."""
    try:
        return read_answers(path.read_text(encoding="utf-8-sig"), str(path))
    except FileNotFoundError:
        if needed:
            raise SettingsError(str(path), "the file", "nothing", "a file with answers") from None
        return Answers({})
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), "the file", str(error), "text in UTF-8 that can be read") from None
