"""The files of each source: whether they are there, how old they are, and whether a run was made of others."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from valuereport.actions.delivery.stop_lists import watched
from valuereport.actions.standing.times import newest
from valuereport.errors import SourceError
from valuereport.files import digest_of_file
from valuereport.model.season import Export
from valuereport.pulls import named_by, pulls_of, read_about, started_at
from valuereport.settings import Settings, Source, pulls_folder
from valuereport.settings.source_paths import source_paths

_OLD: Final = timedelta(days=31)
_PULL: Final = re.compile(r"/[0-9]{8}T[0-9]{6}Z(/[^/]+)$")
"""The name of a pull, in what a run calls the records that it read."""


def exports_of(settings: Settings) -> tuple[Export, ...]:
    """Return the exports in the order of the settings, each file once."""
    by_file: dict[str, list[Source]] = {}
    for source in settings.workspace.source:
        by_file.setdefault(source.file or source.connection or source.name, []).append(source)
    found = [
        _pulled(settings, file, sources) if sources[0].pull else _export(settings, file, sources)
        for file, sources in by_file.items()
    ]
    latest = max((one.newest for one in found if one.newest), default=None)
    return tuple(replace(one, state="old") if _is_old(one, latest) else one for one in found)


def _is_old(one: Export, latest: datetime | None) -> bool:
    return bool(latest and one.newest and latest - one.newest > _OLD)


def _export(settings: Settings, file: str, sources: list[Source]) -> Export:
    names, tables = tuple(one.name for one in sources), tuple(dict.fromkeys(one.table for one in sources))
    if not sources[0].file:
        return Export(file, names, tables, 0, None, "database")
    paths = _paths(settings, file)
    return Export(file, names, tables, len(paths), newest(paths), "there" if paths else "missing")


def _pulled(settings: Settings, connection: str, sources: list[Source]) -> Export:
    """Return the pulls of a connection; missing, too, where they have not all that its sources read."""
    folder = pulls_folder(settings) / connection
    names = pulls_of(folder)
    finished = [name for name in names if _is_finished(folder / name)]
    there = bool(finished) and all(_inputs_of_pull(settings, source) for source in sources)
    return Export(
        connection,
        tuple(one.name for one in sources),
        tuple(dict.fromkeys(one.table for one in sources)),
        len(finished),
        started_at(finished[-1]) if finished else None,
        "there" if there else "missing",
        is_pulled=True,
        goes_on=bool(names) and names[-1] not in finished,
    )


def _is_finished(pull: Path) -> bool:
    try:
        return read_about(pull).is_finished
    except SourceError:
        return False


def _inputs_of_pull(settings: Settings, source: Source) -> Mapping[str, str]:
    """Return the hash of what a source reads, whichever pull it is in; nothing where there is none."""
    folder = pulls_folder(settings) / source.connection
    try:
        _, sha256 = named_by(folder, source.records, source.pull.partition("/")[2])
    except SourceError:
        return {}
    return {f"{settings.workspace.files.pulls}/{source.connection}/{source.records}": sha256}


def _paths(settings: Settings, file: str) -> list[Path]:
    try:
        return source_paths(file, settings.folder)
    except OSError:
        return []


def files_read(settings: Settings) -> frozenset[Path]:
    """Return the files of exports that the settings read: those of the sources, and the lists of who gets no mail."""
    named = (_paths(settings, source.file) for source in settings.workspace.source if source.file)
    found = (*(path for paths in named for path in paths), *(path for path in watched(settings) if path.is_file()))
    return frozenset(path.resolve() for path in found)


def input_files(settings: Settings) -> Iterator[Path]:
    """Yield every file that a check reads: settings, judgement, exports, corrections and aliases, if it is there."""
    names = settings.workspace.files
    yield settings.path
    for connection in dict.fromkeys(one.connection for one in settings.workspace.source if one.pull):
        yield from sorted((pulls_folder(settings) / connection).glob("*/pull.json"))
    for name in (names.assumptions, names.taxonomy, names.policy_wins, names.entitlements, names.surveys):
        yield settings.folder / name
    yield from _data_files(settings)


def _data_files(settings: Settings) -> Iterator[Path]:
    """Yield the files that a run remembers by their hash."""
    names = settings.workspace.files
    for file in dict.fromkeys(source.file for source in settings.workspace.source if source.file):
        yield from _paths(settings, file)
    yield from (settings.folder / name for name in (names.corrections, names.aliases, names.acquisition))


def changed_since(settings: Settings, inputs: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files that are not what a run was made of: other bytes, new, or gone. `inputs`: of its run.json."""
    now = {}
    for file in _data_files(settings):
        try:
            status = file.stat()
            name = Path(os.path.relpath(file, settings.folder)).as_posix()
            now[name] = _digest(file, status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            continue
    for source in settings.workspace.source:
        now |= _inputs_of_pull(settings, source) if source.pull else {}
    known = {_PULL.sub(r"\1", name): sha256 for name, sha256 in inputs.items() if not name.endswith(": query")}
    return tuple(sorted(name for name in {*now, *known} if now.get(name) != known.get(name)))


@lru_cache(maxsize=1024)
def _digest(file: Path, modified: int, size: int, inode: int) -> str:
    """Return the hash of a file as it is, read once for each state of it: a desk asks again and again."""
    return digest_of_file(file)
