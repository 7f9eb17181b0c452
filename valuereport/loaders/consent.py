"""Consent in a source: cells that cannot be read, and opt-outs in rows that are rejected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from valuereport.errors import SourceError
from valuereport.loaders.cells import FEW_TEXTS, constant
from valuereport.loaders.frames import Columns, Values
from valuereport.loaders.headings import Headings
from valuereport.model.history import OptOut
from valuereport.model.tables import KEY_SEPARATOR, TABLES, Table
from valuereport.settings import Source

HELD_BACK: Final = {
    "no_email": "taken for yes: no email until a person settles it",
    "no_post": "taken for yes: no letter until a person settles it",
    "on_hold": "taken for yes: nothing is delivered until a person settles it",
    "renewed": "taken for yes: nothing is delivered until a person settles it",
    "no_scoring": "taken for yes: in no ranking of persons until a person settles it",
}
"""The action for a cell that cannot be read, by flag."""

OF_CONSENT: Final = ("no_email", "no_post", "no_scoring")
"""The flags for which an export may have the reverse: who wants mail, or agrees to being scored."""

_LONGEST: Final = 60  # characters of a cell that a reason quotes


def flags_of(table: Table, columns: Mapping[str, object]) -> tuple[str, ...]:
    """Return the flags of a table that the mapping feeds."""
    return tuple(name for name, kind in TABLES[table].items() if kind == "flag" and name in columns)


def unreadable(cells: Mapping[str, Mapping[int, str]], count: int) -> pa.DictionaryArray:
    """Return the column `unreadable`; `cells`: by flag, the cells that cannot be read by their position."""
    if not any(cells.values()):
        return constant("", count)
    found = [""] * count
    for flag, bad in cells.items():
        for position, cell in bad.items():
            entry = f'{flag}: "{_short(cell)}"'
            found[position] = f"{found[position]}{KEY_SEPARATOR}{entry}" if found[position] else entry
    return pa.array(found, type=FEW_TEXTS)


def _short(cell: str) -> str:
    plain = " ".join("".join(char if char.isprintable() else " " for char in cell).split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def opt_outs(
    table: Table, columns: Columns, rejected: npt.NDArray[np.bool_], file: str, rows: npt.NDArray[np.int64]
) -> tuple[OptOut, ...]:
    """Return the opt-outs in the rejected rows: flags that are yes or cannot be read."""
    flags = flags_of(table, columns)
    if not flags or not rejected.any():
        return ()
    opted_out = rejected & np.logical_or.reduce([np.asarray(columns[flag], np.bool_) for flag in flags])
    ids, emails, unread = (_texts(columns.get(name), opted_out) for name in ("member_id", "emails", "unreadable"))
    return tuple(
        OptOut(
            table,
            ids[at],
            emails[at],
            tuple(flag for flag in flags if columns[flag][row]),
            unread[at],
            file,
            int(rows[row]),
        )
        for at, row in enumerate(np.flatnonzero(opted_out).tolist())
    )


def _texts(column: Values | None, chosen: npt.NDArray[np.bool_]) -> Sequence[str]:
    if not isinstance(column, pa.DictionaryArray):
        return [""] * int(chosen.sum())
    found: list[str] = column.filter(pa.array(chosen)).to_pylist()
    return found


def check_headings(source: Source, file: str, headings: Headings) -> None:
    """Raise SourceError where two columns have the heading of a flag: it is unknown which of them opts out."""
    kinds = TABLES[source.table]
    of_flags = [name for flag, mapping in source.columns.items() if kinds[flag] == "flag" for name in mapping.column]
    if repeated := headings.repeated(of_flags):
        raise SourceError(
            f'source {source.name}: {file}: the heading "{repeated[0]}" stands there more than once, and it says who '
            "opted out: give the columns different headings, and name the right one"
        )
