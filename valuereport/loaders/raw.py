"""One file (or query) as read: the columns that the mapping needs, not parsed yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from valuereport.errors import Problem, SourceError
from valuereport.loaders.cells import Cells
from valuereport.model.tables import TABLES
from valuereport.settings import Settings, Source


@dataclass(frozen=True, slots=True)
class Raw:
    """The data rows of one file; `columns` by the heading that the mapping names, `rows` as a spreadsheet counts.

    `source`: the source as it reads this file, where a preset's columns hang on the headings.
    Ragged rows that the source's `where` leaves out are `filtered`; rows that could not be read are `rejected`;
    `footers` are rows left out because of their words (`until` and `footers`, which may be met, in `words_met`).
    """

    source: Source
    file: str
    sha256: str
    columns: Mapping[str, Cells]
    above: Mapping[str, object]
    rows: npt.NDArray[np.int64]
    filtered: int
    rejected: int
    problems: tuple[Problem, ...]
    footers: int = 0
    words_met: frozenset[str] = frozenset()


ROW_NOT_USED: Final = "row not used"
"""The action for a row that cannot be used."""


def wanted(source: Source) -> tuple[str, ...]:
    """Return every heading that a source's mapping and filters name, once each."""
    headings = [heading for mapping in source.columns.values() for heading in mapping.headings]
    grouping = [source.group_by] if source.group_by else []
    return tuple(dict.fromkeys([*headings, *source.where, *source.where_not, *grouping]))


def measured(source: Source) -> frozenset[str]:
    """Return the headings that feed only dates or numbers; most of their cells are usually different."""
    kinds = TABLES[source.table]
    fed = [(heading, kinds[name]) for name, mapping in source.columns.items() for heading in mapping.headings]
    few = {heading for heading, kind in fed if kind not in ("date", "number")}
    return frozenset(heading for heading, _ in fed) - few - {*source.where, *source.where_not, source.group_by}


def wanted_above(source: Source) -> tuple[str, ...]:
    """Return the headings whose value is in a small table above."""
    return tuple(dict.fromkeys(mapping.above for mapping in source.columns.values() if mapping.above is not None))


def check_rows(source: Source, file: str, rows: int, settings: Settings) -> None:
    """Raise SourceError where one file (or query) holds more rows than the settings allow."""
    most = settings.workspace.limits.rows
    if rows > most:
        raise SourceError(f"source {source.name}: {file}: more than the {most:,} rows that limits.rows allows")


def rejected_row(file: str, row: int, reason: str, value: str = "") -> Problem:
    """Return the problem of a row that could not be read at all."""
    return Problem("load", "error", reason, ROW_NOT_USED, file=file, row=row, value=value[:200])


def note(file: str, reason: str, action: str, row: int | None = None, column: str = "") -> Problem:
    """Return a warning about something that was read, and that a person should check."""
    return Problem("load", "warning", reason, action, file=file, row=row, column=column)
