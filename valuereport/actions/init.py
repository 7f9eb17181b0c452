"""A new workspace: commented settings, with the sample organisation's exports or without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from valuereport.actions.rights import needs
from valuereport.errors import RunError
from valuereport.files import is_shared, make_folder, make_private, packaged, write_atomically
from valuereport.model.person import Person

_NO_CONTENT: Final = frozenset({".desk", ".at-work", ".DS_Store", "desktop.ini", "Thumbs.db"})
"""What a folder may hold and is empty all the same: what the desk and systems keep there."""


@dataclass(frozen=True, slots=True)
class InitRequest:
    """Where the workspace shall be, whether without the sample's organisation, and whether with templates to change."""

    folder: Path
    with_templates: bool = False
    empty: bool = False


@needs("operator")
def init(person: Person, request: InitRequest) -> None:
    """Make a workspace in a folder that is new or empty. Raises RunError."""
    with new_folder(request.folder) as folder:
        if request.empty:
            from valuereport.mapping.workspace_text import empty_workspace  # else nothing of it is needed

            for name, text in empty_workspace().items():
                write_atomically(folder / name, text.encode())
        else:
            _copy(packaged("sample_data"), folder)
        if request.with_templates:
            _copy(packaged("templates"), folder / "templates")


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Make a folder which real exports will be put into: it and all in it are private. Raises RunError."""
    if folder.exists() and (not folder.is_dir() or any(one.name not in _NO_CONTENT for one in folder.iterdir())):
        raise RunError(f"{folder} is there already and not empty; choose another folder")
    try:
        make_folder(folder)
        if not is_shared(folder):
            folder.chmod(0o700)
        yield folder
        for path in sorted(folder.rglob("*")):  # a folder before what is in it
            make_private(path)
    except OSError as error:
        raise RunError(f"{folder} cannot be written: {error.strerror or error}") from None


def _copy(source: Path, folder: Path) -> None:
    for file in sorted(source.rglob("*")):
        if file.is_file():
            write_atomically(folder / file.relative_to(source), file.read_bytes())
