"""The regions of a sheet, side by side, in the order in which they are read; the templates say what is in them.

Some stand in fixed places (a4.css, letter.css); the others follow one another in a flow, each as high as what is in
it, with as much between them as there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from valuereport.model.statement import Row, Statement
from valuereport.render.heights import Tables, height_of
from valuereport.render.letters import Letters
from valuereport.render.tables import CONTINUED

SIDES: Final = 2
FLOWS: Final = ("front", "back")
ROOM: Final = 0.75
"""CSS pixels by which a line's descenders may leave their region."""
_ROOM: Final = {"a4": (109.0, 264.0), "letter": (104.0, 254.0)}  # millimetres: the flows' heights
_LEAST = 1.0  # millimetres between two regions
_MOST: Final = {"front": 7.0, "back": 5.5}  # a row whose second line is empty adds to what is seen
_AIR: Final = 2.5  # millimetres that the regions of the back have between them, where tables can do with less
_STEP: Final = 0.25
_BASES: Final = 4
_ALL: Final = Tables(0, two_lines=True, bases=_BASES)
_WITH_VALUE: Final = (
    ("thanks", "year", "chart", "highlight", "left"),
    ("counted", "contacts", "branches", "policy", "method", "details", "you_said", "feedback"),
)
# Without figures the front has room for what was won.
_LIGHT_USE: Final = (
    ("thanks", "year", "highlight", "left", "policy"),
    ("counted", "contacts", "branches", "details", "you_said", "feedback"),
)


@dataclass(frozen=True, slots=True)
class Side:
    """The regions of one side: those in fixed places before and after those that follow one another."""

    flow: str
    before: tuple[str, ...]
    following: tuple[str, ...]
    gap: float  # millimetres between these
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow of a page that is laid out, in CSS pixels: where what is in it starts, its height, the room for all."""

    name: str
    start: float
    height: float
    room: float


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What stands where on a sheet, and how much of the tables there is room for."""

    front: Side
    back: Side
    rows: tuple[Row, ...]  # of what was counted
    notes: tuple[str, ...]
    two_lines: bool  # each row has a second line, for its title
    bases: int  # how many assumptions are shown


def plan_of(statement: Statement, paper: str, letters: Letters) -> SheetPlan:
    """Return the plan of a statement's sheet: as much as has room, the most welcome first."""
    shown = {
        "thanks": statement.thanks,
        "year": statement.year,
        "chart": statement.chart,
        "highlight": statement.highlight,
        "left": statement.left,
        "counted": statement.counted.rows,
        "contacts": statement.contacts,
        "branches": statement.branches,
        "policy": statement.policy,
        "method": statement.method.paragraphs,
        "details": statement.details,
        "you_said": statement.you_said,
        "feedback": statement.feedback,
    }
    front, back = (
        [name for name in names if shown[name]] for names in (_WITH_VALUE if statement.chart else _LIGHT_USE)
    )
    room_of_front, room_of_back = _ROOM[paper]
    while _gap(front, room_of_front, statement, letters) < _LEAST and (drop := _dropped(front)):
        front.remove(drop)
        if drop == "policy":
            back.insert(back.index("details"), drop)
    for name in ("you_said", "feedback"):  # neither costs a row of the tables more than their smallest form does
        smallest = _gap(back, room_of_back, statement, letters, _smallest(statement))
        if name in back and smallest < _LEAST:
            back.remove(name)
    for tables in _smaller_tables(len(statement.counted.shorter)):
        gap_of_back = _gap(back, room_of_back, statement, letters, tables)
        if gap_of_back >= _AIR:
            break
    counted = tables.rows(statement.counted)
    return SheetPlan(
        Side(
            "front",
            ("letterhead", "address", "reference", "greeting", "headline"),
            tuple(front),
            _between("front", _gap(front, room_of_front, statement, letters, after=1)),
            ("next", "signature"),
        ),
        Side("back", (), tuple(back), _between("back", gap_of_back), ()),
        counted.rows,
        counted.notes,
        tables.two_lines,
        tables.bases,
    )


def _smaller_tables(shorter: int) -> Iterator[Tables]:
    """Yield how much of the tables may be shown: second lines go first, then an assumption, then rows, then more."""
    yield Tables(0, two_lines=True, bases=_BASES)
    yield Tables(0, two_lines=False, bases=_BASES)
    for number in range(shorter + 1):
        yield Tables(number, two_lines=False, bases=_BASES - 1)
    for bases in range(_BASES - 2, 0, -1):
        yield Tables(shorter, two_lines=False, bases=bases)


def _smallest(statement: Statement) -> Tables:
    """Return the tables at their smallest."""
    return Tables(len(statement.counted.shorter), two_lines=False, bases=1)


def _dropped(front: Sequence[str]) -> str:
    """Return what of the front is left out, or stands on the back, where there is no room for all of it."""
    return next((name for name in ("policy", "left", "year") if name in front), "")


def _between(flow: str, gap: float) -> float:
    """Return how far the regions of a flow stand apart, with so much room for it."""
    return min(_MOST[flow], max(gap, _LEAST))


def _gap(
    names: Sequence[str], room: float, statement: Statement, letters: Letters, tables: Tables = _ALL, *, after: int = 0
) -> float:
    """Return what is left between regions, and as often `after` them, in steps; it may be too little."""
    free = room - sum(height_of(name, statement, letters, tables) for name in names)
    return free / max(len(names) - 1 + after, 1) // _STEP * _STEP


def overflows(pages: list[Any]) -> Mapping[str, float]:
    """Return the regions and flows whose content is higher than they are, and by how many CSS pixels.

    `pages`: WeasyPrint's, whose anchors hold the box of every element with an id: a region's, and its content's.
    """
    found: dict[str, float] = {}
    for page in pages:
        for name, (_, _, _, bottom) in page.anchors.items():
            region = name.removesuffix("-content")
            if region != name and (over := bottom - page.anchors[region][3]) > ROOM:
                key = region.rpartition("-")[0]
                found[key] = max(over, found.get(key, 0.0))
    return found


def flows_of(anchors: Mapping[str, tuple[float, float, float, float]]) -> Iterator[Flow]:
    """Yield the flows of a page; rows of a table that is continued begin below where its head has room."""
    for name, (_, top, _, bottom) in anchors.items():
        if name.rpartition("-")[0] in FLOWS:
            _, begins, _, ends = anchors[f"{name}-content"]
            if CONTINUED in anchors and begins < ends:
                _, starts, _, _ = anchors[CONTINUED]
                yield Flow(name, starts - top, ends - starts, bottom - top)
            else:
                yield Flow(name, 0.0, ends - begins, bottom - top)
