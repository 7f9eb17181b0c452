"""The files that a mapping looks at: which of a folder's files, and what tells that one of them has changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from valuereport.errors import SourceError

OURS: Final = frozenset(
    (
        *("valuereport.toml", "answers.toml", "taxonomy.toml", "assumptions.toml", "policy_wins.toml"),
        *("aliases.csv", "corrections.csv", "consents.csv", "problems.csv", "manifest.csv", "run.json"),
        "replies.csv",
        *("word_list.csv", "text_codes.csv"),
        *("entitlements.toml", "surveys.toml", "ledger.sqlite"),
    )
)
"""Names of files of a workspace that are no exports."""
_MOST_FILES: Final = 2_000
_OUTPUT: Final = frozenset({"output", "pulls", "templates", "locale"})
"""Folders of a workspace that hold no exports."""


def files_in(paths: Sequence[Path]) -> tuple[Path, list[Path], list[Path]]:
    """Return the folder that all files lie in, the files, and the folders that cannot be read. Raises SourceError."""
    found: list[Path] = []
    closed: list[Path] = []
    for path in paths:
        if path.is_dir():
            for folder, _, names in os.walk(path, onerror=lambda error: closed.append(Path(error.filename))):
                inside = [Path(folder) / name for name in sorted(names)]
                found += [each for each in inside if each.is_file() and not _hidden(each.relative_to(path))]
        elif path.exists():
            found.append(path)
        else:
            raise SourceError(f"{path}: no such file or folder")
    found = sorted(dict.fromkeys(each.resolve() for each in found))
    if not found:
        raise SourceError(f"{', '.join(map(str, paths))}: there are no files in it")
    if len(found) > _MOST_FILES:
        raise SourceError(f"{len(found):,} files: more than {_MOST_FILES:,}; name the folder with the exports alone")
    folders = [path.resolve() if path.is_dir() else path.resolve().parent for path in paths]
    outside = [each for each in found if not any(each.is_relative_to(folder) for folder in folders)]
    common = os.path.commonpath([*folders, *(each.parent for each in outside)])
    return Path(common), found, [each.resolve() for each in closed]


def shown_path(path: Path, folder: Path) -> str:
    """Return a path for people: what is no text in it is replaced."""
    name = os.path.relpath(path, folder)
    return os.fsencode(name).decode("utf-8", "replace").replace("\n", "\ufffd")


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$", "__")) for part in path.parts) or bool(_OUTPUT & {*path.parts[:-1]})


def signature(paths: Sequence[Path]) -> tuple[tuple[str, int, int, int], ...]:
    """Return what tells cheaply whether a file came, went or changed: path, time, bytes, inode. Raises SourceError."""
    states = [(path, path.stat()) for path in files_in(paths)[1]]
    return tuple((str(path), state.st_mtime_ns, state.st_size, state.st_ino) for path, state in states)
