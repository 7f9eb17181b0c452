"""The regions of a sheet, side by side, in the order in which they are read; the templates say what is in them.

Some stand in fixed places (a4.css, letter.css); the others follow one another, each as high as what is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from valuereport.model.statement import Statement

SIDES: Final = 2
FLOWS: Final = ("front", "back")
"""What the regions that follow one another stand in, on each side."""
ROOM: Final = 0.75
"""CSS pixels by which a line's descenders may leave their region."""
_WITH_VALUE: Final = (
    ("thanks", "year", "chart", "highlight", "left"),
    ("counted", "contacts", "branches", "policy", "method", "details"),
)
# Without figures the front has room for what was won.
_LIGHT_USE: Final = (("thanks", "year", "highlight", "left", "policy"), ("counted", "contacts", "branches", "details"))
# Millimetres between the regions of the front, by how many rows its tables have: fewer rows leave more room.
_FRONT_GAPS: Final = {"a4": (8.0, 8.0, 8.0, 6.0, 4.0, 2.0), "letter": (7.5, 7.5, 6.0, 4.5, 2.6, 0.8)}
# Millimetres: of a table's head, of its rows with one and two lines (statement.css: .ledger); of policy wins, by how
# many; what the tables of the back have room for beside the method, the details and the totals.
_HEAD, _ROW, _TWO_LINES = 11.5, 5.0, 8.4
_WINS: Final = (0.0, 26.0, 34.0, 46.0)
_TABLES: Final = {"a4": 117.0, "letter": 107.0}


@dataclass(frozen=True, slots=True)
class Side:
    """The regions of one side: those in fixed places before and after those that follow one another."""

    flow: str
    before: tuple[str, ...]
    following: tuple[str, ...]
    gap: float  # millimetres between these
    after: tuple[str, ...]


def sides(statement: Statement, paper: str) -> tuple[Side, Side]:
    """Return the regions of both sides that have something to show."""
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
    }
    front, back = (
        [name for name in names if shown[name]] for names in (_LIGHT_USE if not statement.chart else _WITH_VALUE)
    )
    gaps = _FRONT_GAPS[paper]
    rows = len(statement.chart.bars) if statement.chart else 0
    return (
        Side(
            "front",
            ("letterhead", "address", "reference", "greeting", "headline"),
            tuple(front),
            gaps[min(rows, len(gaps) - 1)],
            ("next", "signature"),
        ),
        Side("back", (), tuple(back), _back_gap(statement), ()),
    )


def _back_gap(statement: Statement) -> float:
    return 5.5 if statement.contacts or statement.branches else 7.0


def has_two_lines(statement: Statement, paper: str) -> bool:
    """Return whether each row of what was counted has room for a second line, for its title."""
    room = _TABLES[paper]
    for table in (statement.contacts, statement.branches):
        if table:
            room -= _HEAD + _back_gap(statement) + _ROW * (len(table.rows) + 1)
    if statement.policy:
        room -= _WINS[min(len(statement.policy.wins), len(_WINS) - 1)]
    return _TWO_LINES * len(statement.counted.rows) <= room


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


def flows_of(anchors: Mapping[str, tuple[float, float, float, float]]) -> Iterator[tuple[str, float, float]]:
    """Yield the flows of a page: the name, the height of what is in it, and how high it is, in CSS pixels."""
    for name, (_, top, _, bottom) in anchors.items():
        if name.rpartition("-")[0] in FLOWS:
            _, begins, _, ends = anchors[f"{name}-content"]
            yield name, ends - begins, bottom - top
