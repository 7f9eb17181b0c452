"""Small CSV files that people write beside the settings; they need not be there."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from valuereport.errors import Problem, SettingsError, SourceError
from valuereport.files import cell_as_given, digest
from valuereport.loaders.encoding import decode
from valuereport.notation.characters import without_hidden
from valuereport.settings import Settings

Key = Literal["aliases", "corrections", "replies", "acquisition", "word_list", "text_codes"]


@dataclass(frozen=True, slots=True)
class OwnTable:
    """The rows that hold anything, by their line, each with every column; `sha256` by the file's name."""

    file: str
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[Problem, ...]
    sha256: Mapping[str, str]


def read_own_table(
    settings: Settings,
    key: Key,
    columns: Collection[str],
    needed: Collection[str],
    former: Mapping[str, str] | None = None,
) -> OwnTable:
    """Return the file that `[files]` names under `key`; no rows where there is none.

    `former`: what a column was called in earlier versions, which is still read. Raises SettingsError where the settings
    name a file that is not there or lacks a needed heading, and SourceError.
    """
    files = settings.workspace.files
    name: str = getattr(files, key)
    try:
        data = (settings.folder / name).read_bytes()
    except FileNotFoundError:
        if name != type(files).model_fields[key].default:  # the usual file may be made by the first correction
            raise SettingsError(str(settings.path), f"files.{key}", name, "a file that is there") from None
        return OwnTable(name, (), (), {})
    except OSError as error:
        raise SourceError(f"{key}: {name} cannot be read: {error.strerror}") from None
    text = decode(data, "", source=key, file=name, settings_file=str(settings.path))
    reader = csv.DictReader(io.StringIO(text.data.decode("utf-8"), newline=""))
    try:
        headings = {heading: heading for heading in reader.fieldnames or ()}
        for column, before in (former or {}).items():
            if column not in headings and before in headings:
                headings[column] = before
        rows = [(reader.line_num, {one: _cell(row.get(headings.get(one, ""))) for one in columns}) for row in reader]
    except csv.Error as error:
        raise SourceError(f"{key}: {name} is no CSV file: {error}") from None
    if not set(needed) <= headings.keys():
        found = ", ".join(reader.fieldnames or ()) or "nothing"
        raise SettingsError(name, "its headings", found, ", ".join(columns))
    filled = tuple((line, row) for line, row in rows if any(row.values()))
    return OwnTable(name, filled, tuple(text.problems), {name: digest(data)})


def _cell(found: str | None) -> str:
    """Return a cell as it is meant: no spaces around it, no hidden characters, no guard against formulas."""
    return cell_as_given(unicodedata.normalize("NFC", without_hidden(found or "")).strip()).strip()
