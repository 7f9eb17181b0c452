"""Rows -> the table in them: the heading row, what stands above it, and where the table ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import Final

from valuereport.errors import SourceError
from valuereport.mapping.reading import is_blank
from valuereport.mapping.table import Cell, Sheet, Table
from valuereport.mapping.words import is_known
from valuereport.notation.headings import plain, with_choices
from valuereport.presets import Preset, recognised

_LOOKED_AT: Final = 60  # rows in which a heading row may stand
_VALUE: Final = re.compile(r"^[-+(]?[\d.,:/ %€£$-]+\)?$|@|^https?://|^\d{4}-\d\d-\d\d")
_FIELDS: Final = ("jsonl", "parquet")


def table_of(file: str, sheets: Sequence[Sheet]) -> Table:
    """Return the table of a file: of a workbook that of the sheet which says most. Raises SourceError for none."""
    found = [table for sheet in sheets if (table := _table(file, sheet)) is not None]
    if not found:
        raise SourceError("no row looks like headings with a table below")
    return max(
        found, key=lambda one: (one.preset is not None, _known(one.headings), len(one.rows) if one.sheet.name else 0)
    )


def _known(headings: Sequence[Cell]) -> int:
    return sum(1 for one in headings if is_known(one))


def _table(file: str, sheet: Sheet) -> Table | None:
    rows = sheet.rows
    if sheet.format in _FIELDS:
        headings = tuple(rows[0])
        return Table(file, sheet, 0, headings, rows[1:], recognised(headings))
    width = _usual_width(rows)
    best: tuple[tuple[int, ...], int, Preset | None] | None = None
    before = ""
    for at, row in enumerate(rows[:_LOOKED_AT]):
        previous, before = before, row[0].strip() if row else ""
        if sum(1 for cell in row if cell.strip()) < min(2, width):
            continue
        preset = recognised([cell.strip().lstrip("\ufeff") for cell in row])
        if preset is None and not _may_be_headings(row, rows[at + 1 : at + 21], width):
            continue
        announced = bool(preset and preset.after and previous.casefold().startswith(preset.after.casefold()))
        below = sum(1 for one in islice(rows, at + 1, at + _LOOKED_AT) if not is_blank(one))
        merit = (len(preset.signature) if preset else 0, announced, _known(row), min(below, 2))
        if best is None or merit > best[0]:
            best = merit, at, preset
    if best is None:
        return _addresses(file, sheet)
    _, at, preset = best
    headings = tuple(" ".join(cell.replace("\ufeff", "").split()) for cell in rows[at])
    last = at
    if preset and preset.heading_rows == 2 and at + 1 < len(rows) and _is_of_choices(preset, headings, rows[at + 1]):
        headings = tuple(with_choices(headings, [" ".join(cell.split()) for cell in rows[at + 1]]))
        last += 1
    while headings and not headings[-1]:
        headings = headings[:-1]
    above = [row for row in rows[:at] if not is_blank(row)]
    after = above[-1][0].strip() if above and _is_title(above[-1]) and len(above) > 1 else ""
    body = _ended(_below(rows, last), preset)
    return Table(file, sheet, at + 1, headings, body, preset, _above(above), after)


def _is_of_choices(preset: Preset, headings: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Return whether a row below the headings names choices: it says nothing below those of the preset."""
    signature = {plain(form) for forms in preset.signature for form in forms}
    return all(not cell.strip() for heading, cell in zip(headings, row, strict=False) if plain(heading) in signature)


def _addresses(file: str, sheet: Sheet) -> Table | None:
    """Return a list of addresses, one a line and without headings, as a table of one column."""
    lines = [row for row in sheet.rows if not is_blank(row)]
    if not lines or sum(1 for row in lines if "@" in row[0]) < 0.7 * len(lines):
        return None
    return Table(file, sheet, 0, ("address",), lines)


def _usual_width(rows: Sequence[Sequence[Cell]]) -> int:
    counts = Counter(len(row) for row in rows if not is_blank(row))
    return counts.most_common(1)[0][0] if counts else 0


def _may_be_headings(row: Sequence[Cell], below: Sequence[Sequence[Cell]], width: int) -> bool:
    """Return whether a row is texts that differ, about as wide as the rows, above rows that hold other things."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells or len({cell.casefold() for cell in cells}) < len(cells) * 0.7 or len(cells) < width * 0.5:
        return False
    if any(_VALUE.search(cell) for cell in cells) and not _known(row):
        return False
    if any("@" in cell for cell in cells):
        return False
    return any(not is_blank(one) for one in below)


def _below(rows: Sequence[Sequence[Cell]], at: int) -> list[Sequence[Cell]]:
    return [row for row in rows[at + 1 :] if not is_blank(row)]


def _ended(rows: Sequence[Sequence[Cell]], preset: Preset | None) -> Sequence[Sequence[Cell]]:
    for at, row in enumerate(rows):
        if preset and any(row[0].strip().casefold().startswith(word.casefold()) for word in preset.until):
            return rows[:at]
    return rows


def _is_title(row: Sequence[Cell]) -> bool:
    return sum(1 for cell in row if cell.strip()) == 1


def _above(before: Sequence[Sequence[Cell]]) -> Mapping[str, str]:
    """Return the headings of small tables above, and the value below each."""
    found: dict[str, str] = {}
    for headings, values in pairwise(before):
        if (
            len(headings) > 1
            and not _is_title(headings)
            and not any(_VALUE.search(one.strip()) for one in headings if one)
        ):
            for name, value in zip(headings, values, strict=False):
                if name.strip():
                    found.setdefault(name.strip(), value.strip())
    return found
