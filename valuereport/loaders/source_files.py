"""Finds the files of a source, and reads their bytes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from valuereport.errors import SourceError
from valuereport.files import read_regular
from valuereport.loaders.memory import check_memory
from valuereport.settings import Settings, Source
from valuereport.settings.source_paths import source_paths

_SHOWN = 20


def files_of(source: Source, settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Yield the name (relative to the settings) and the content of each file of a source. Raises SourceError."""
    try:
        paths = _paths(source, settings.folder)
    except OSError as error:
        raise SourceError(f"source {source.name}: {source.file}: cannot be looked for: {error.strerror}") from None
    most = settings.workspace.limits.file_bytes
    for path in paths:
        name = Path(os.path.relpath(path, settings.folder)).as_posix()
        try:
            check_memory(f"source {source.name}: {name}", path.stat().st_size)
            data = read_regular(path, most)
        except OSError as error:
            raised = f"source {source.name}: {name}: cannot be read: {error.strerror}"
            more = " (limits.file_bytes)" if error.errno == errno.EFBIG else ""
            raise SourceError(raised + more) from None
        if not data:
            raise SourceError(f"source {source.name}: {name}: the file is empty")
        yield name, data


def _paths(source: Source, folder: Path) -> list[Path]:
    exact = folder / source.file
    if exact.is_dir():
        raise SourceError(f"source {source.name}: {source.file}: is a folder, not a file")
    if exact.exists():
        return [exact]  # a pipe, too: reading it says what is wrong
    if files := source_paths(source.file, folder):
        return files
    raise SourceError(f"source {source.name}: {source.file}: no such file; {_present_files(exact.parent, folder)}")


def _present_files(parent: Path, folder: Path) -> str:
    where = Path(os.path.relpath(parent, folder)).as_posix()
    folder_name = "the folder of the settings" if where == "." else f"the folder {where}"
    if not parent.is_dir():
        return f"there is no folder {where} either"
    names = sorted(path.name for path in parent.iterdir() if path.is_file())
    if not names:
        return f"{folder_name} holds no files"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{folder_name} holds {', '.join(names[:_SHOWN])}{more}"
