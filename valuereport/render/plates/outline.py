"""The bookmarks of a document: those of its parts in reading order, hung under one another by their levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from valuereport.render.plates.file import Writer, text
from valuereport.render.plates.parameterised import PersonalValues, with_slots
from valuereport.render.plates.plate import Bookmark, Plate


def write_outline(writer: Writer, pages: Sequence[int], parts: Sequence[tuple[Plate, PersonalValues, float]]) -> bytes:
    """Write the outline and return the catalog's entry; `pages`: their objects.

    `parts`: each with how far down it is moved, in points.
    """
    marks = list(_bookmarks(parts, len(pages)))
    if not marks:
        return b""
    root = writer.reserve()
    numbers = range(first := writer.reserve(len(marks)), first + len(marks))
    parents: list[int] = []
    kids: dict[int, list[int]] = {root: [], **{number: [] for number in numbers}}
    above: list[tuple[int, int]] = []  # levels and numbers
    for mark, number in zip(marks, numbers, strict=True):
        while above and above[-1][0] >= mark.level:
            above.pop()
        parents.append(above[-1][1] if above else root)
        kids[parents[-1]].append(number)
        above.append((mark.level, number))

    def count(number: int) -> int:
        return len(kids[number]) + sum(count(kid) for kid in kids[number])

    for mark, number, parent in zip(marks, numbers, parents, strict=True):
        siblings = kids[parent]
        at = siblings.index(number)
        near = b"/Prev %d 0 R" % siblings[at - 1] if at else b""
        near += b"/Next %d 0 R" % siblings[at + 1] if at + 1 < len(siblings) else b""
        if kids[number]:
            near += b"/First %d 0 R/Last %d 0 R" % (kids[number][0], kids[number][-1])
        writer.put(
            number,
            b"<</Title %b/Parent %d 0 R/Count %d/Dest[%d 0 R/XYZ %.6f %.6f 0]%b>>"
            % (text(mark.text), parent, count(number), pages[mark.page], mark.x, mark.y, near),
        )
    writer.put(root, b"<</Count %d/First %d 0 R/Last %d 0 R>>" % (count(root), kids[root][0], kids[root][-1]))
    return b"/Outlines %d 0 R" % root


def _bookmarks(parts: Sequence[tuple[Plate, PersonalValues, float]], pages: int) -> Iterator[Bookmark]:
    """Yield the bookmarks in reading order, with the values in them."""
    for page in range(pages):
        for plate, values, moved in parts:
            for mark in plate.bookmarks:
                if mark.page == page:
                    yield replace(mark, text=with_slots(mark.text, values), y=mark.y - moved)
