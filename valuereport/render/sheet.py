"""The regions of a sheet, side by side, in the order in which they are read; the templates say what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from valuereport.model.statement import Statement

SIDES: Final = 2
# The chart's drawing, in millimetres, as statement.css leaves room for it beside its table.
CHART_MARGIN: Final = 4.0  # left free at both ends for the halves of the axis's labels
CHART_ZERO: Final = 46 + CHART_MARGIN  # from the region's edge
CHART_SCALE: Final = 56 - 2 * CHART_MARGIN  # from zero to the last mark
CHART_ROW: Final = 6.0  # the height of a row
_FRONT: Final = (
    *("letterhead", "address", "reference", "greeting", "headline", "summary", "opening", "cards", "chart"),
    *("highlight", "next", "signature"),
)
_BACK: Final = ("counted", "contacts", "policy", "method", "details")
_ROOM: Final = 0.75  # CSS pixels by which a line's descenders may leave their region


def sides(statement: Statement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the regions of both sides; only member firms have contacts, and a light user no chart and no method."""
    missing = set() if statement.kind == "organisation" else {"contacts"}
    if statement.edition == "light-use":
        missing |= {"chart", "method"}
    front, back = (tuple(region for region in side if region not in missing) for side in (_FRONT, _BACK))
    return front, back


def overflows(pages: list[Any]) -> Mapping[str, float]:
    """Return the regions whose content is higher than they are, and by how many CSS pixels.

    `pages`: WeasyPrint's, whose anchors hold the box of every element with an id: a region's, and its content's.
    """
    found: dict[str, float] = {}
    for page in pages:
        for name, (_, _, _, bottom) in page.anchors.items():
            region = name.removesuffix("-content")
            if region != name and (over := bottom - page.anchors[region][3]) > _ROOM:
                key = region.rpartition("-")[0]
                found[key] = max(over, found.get(key, 0.0))
    return found
