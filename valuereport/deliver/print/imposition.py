"""Which sheet of which file each statement is printed on."""

from __future__ import annotations

from typing import NamedTuple

SIDES = 2


class Place(NamedTuple):
    """Where one statement stands in its part; all count from 1 but `blanks`. `sequence` counts through all parts."""

    sequence: int
    part: int
    first_sheet: int
    sheets: int
    first_page: int
    pages: int
    blanks: int


def next_place(before: Place | None, pages: int, sheets_a_part: int) -> Place:
    """Return the place of a statement of so many pages after another one.

    It begins on a new sheet, so on an odd page. `sheets_a_part`: the most sheets of a part, 0 for one part. No
    statement is divided: one that is longer than a part is a part by itself.
    """
    sheets = -(-pages // SIDES)
    blanks = sheets * SIDES - pages
    if before is None:
        return Place(1, 1, 1, sheets, 1, pages, blanks)
    used = before.first_sheet + before.sheets - 1
    if sheets_a_part and used + sheets > sheets_a_part:
        return Place(before.sequence + 1, before.part + 1, 1, sheets, 1, pages, blanks)
    return Place(before.sequence + 1, before.part, used + 1, sheets, used * SIDES + 1, pages, blanks)
