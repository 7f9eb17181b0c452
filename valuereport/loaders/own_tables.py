"""Small CSV files that people write beside the settings; they need not be there."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from valuereport.errors import Problem, SettingsError, SourceError
from valuereport.files import digest
from valuereport.loaders.encoding import decode
from valuereport.settings import Settings

Key = Literal["aliases", "corrections"]


@dataclass(frozen=True, slots=True)
class OwnTable:
    """The rows that hold anything, by their line, each with every column; `sha256` by the file's name."""

    file: str
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[Problem, ...]
    sha256: Mapping[str, str]


def read_own_table(settings: Settings, key: Key, columns: Collection[str], needed: Collection[str]) -> OwnTable:
    """Return the file that `[files]` names under `key`; no rows where there is none.

    Raises SettingsError where the settings name a file that is not there or lacks a needed heading, and SourceError.
    """
    files = settings.workspace.files
    name: str = getattr(files, key)
    try:
        data = (settings.folder / name).read_bytes()
    except FileNotFoundError:
        if key in files.model_fields_set:
            raise SettingsError(str(settings.path), f"files.{key}", name, "a file that is there") from None
        return OwnTable(name, (), (), {})
    except OSError as error:
        raise SourceError(f"{key}: {name} cannot be read: {error.strerror}") from None
    text = decode(data, "", source=key, file=name, settings_file=str(settings.path))
    reader = csv.DictReader(io.StringIO(text.data.decode("utf-8"), newline=""))
    try:
        rows = [(reader.line_num, {column: (row.get(column) or "").strip() for column in columns}) for row in reader]
    except csv.Error as error:
        raise SourceError(f"{key}: {name} is no CSV file: {error}") from None
    if not set(needed) <= set(reader.fieldnames or ()):
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise SettingsError(name, "its headings", found, ", ".join(columns))
    filled = tuple((line, row) for line, row in rows if any(row.values()))
    return OwnTable(name, filled, tuple(text.problems), {name: digest(data)})
