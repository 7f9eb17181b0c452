"""JSON lines: one object a line; a nested value is addressed with a dotted heading (`properties.email`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np

from valuereport.errors import Problem, SourceError
from valuereport.files import digest
from valuereport.loaders.cells import as_cells
from valuereport.loaders.columnar import positions
from valuereport.loaders.encoding import decode
from valuereport.loaders.raw import Raw, check_rows, rejected_row
from valuereport.loaders.source_files import files_of
from valuereport.settings import Settings, Source


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def read(source: Source, settings: Settings) -> Iterator[Raw]:
    """Yield the rows of each file of a source. Raises SourceError and SettingsError."""
    for file, content in files_of(source, settings):
        text = decode(content, source.encoding, source=source.name, file=file, settings_file=str(settings.path))
        check_rows(source, file, text.data.count(b"\n"), settings)
        rows: list[int] = []
        objects: list[Mapping[str, object]] = []
        problems: list[Problem] = []
        for row, line in enumerate(text.data.decode().split("\n"), 1):
            if line.strip():
                try:
                    objects.append(_flat(_object(line)))
                    rows.append(row)
                except (ValueError, RecursionError) as error:
                    problems.append(rejected_row(file, row, f"not a JSON object: {error}", line.strip()))
        if not objects:
            raise SourceError(f"source {source.name}: {file}: no line of it is a JSON object")
        names = list(dict.fromkeys(chain.from_iterable(objects)))
        as_read, found_at = positions(source, file, names)
        columns = {name: as_cells([found.get(names[at]) for found in objects]) for name, at in found_at.items()}
        every = (*text.problems, *problems)
        yield Raw(as_read, file, digest(content), columns, {}, np.array(rows, np.int64), 0, len(problems), every)


def _object(line: str) -> Mapping[str, Any]:
    found = _DECODER.decode(line)
    if not isinstance(found, dict):
        raise ValueError("it is something else")
    return found


def _flat(nested: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    if not prefix and dict not in map(type, nested.values()):
        return dict(nested)
    flat: dict[str, object] = {}
    for name, value in nested.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat
