"""Which files the members' data are read from at this moment."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from valuereport.settings.pulled import pulls_folder
from valuereport.settings.read import Settings
from valuereport.settings.workspace import Source


def data_files(settings: Settings) -> Iterator[Path]:
    """Yield the files of all sources, and those that people write beside the settings; one may not be there (yet)."""
    for source in settings.workspace.source:
        if source.file:
            yield settings.folder / source.file
            if glob.has_magic(source.file):
                pattern = Path(glob.escape(str(settings.folder))) / source.file
                yield from sorted(map(Path, glob.glob(str(pattern), recursive=True)))  # noqa: PTH207 - takes no absolute
        if source.pull:
            yield from _of_pull(settings, source)
    names = settings.workspace.files
    yield from (settings.folder / name for name in (names.aliases, names.corrections, names.acquisition))


def _of_pull(settings: Settings, source: Source) -> Iterator[Path]:
    """Yield the folder of a connection, which changes when a pull is begun, and what each pull says about itself."""
    folder = pulls_folder(settings) / source.connection
    yield folder
    yield from sorted(folder.glob("*/pull.json"))


def asks_a_database(settings: Settings) -> bool:
    """Return whether a source is a database: it does not say when it has changed."""
    return any(source.format == "sql" for source in settings.workspace.source)
