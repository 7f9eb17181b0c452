"""The marks of a sheet: its number in figures, and bars that an enveloping machine reads. docs/print.md draws them.

All stand in the left margin of a front side, below the envelope's window and clear of the fold marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from valuereport.deliver.print.imposition import Place

Box = tuple[float, float, float, float]  # left, low, right, high, in points

MM: Final = 72 / 25.4

BARS_LEFT: Final = 10.0  # mm from the left edge
BARS_TOP: Final = 220.0  # mm from the top edge to the first bar's middle
BAR_LENGTH: Final = 7.0
BAR_WIDTH: Final = 0.5
BAR_PITCH: Final = 4.0
FIGURES_LEFT: Final = 14.0  # mm from the left edge to the feet of the figures, which read upwards
FIGURES_START: Final = 180.0  # mm from the top edge
FIGURE_HEIGHT: Final = 2.5
_PLACES: Final = 6  # figures of a sequence number, at least
_TALL: Final = 7  # units of the strokes below
_ADVANCE: Final = 6

_STROKES: Final[Mapping[str, tuple[tuple[float, float], ...]]] = {
    "0": ((1, 0), (3, 0), (4, 1), (4, 6), (3, 7), (1, 7), (0, 6), (0, 1), (1, 0)),
    "1": ((0.5, 5.5), (2, 7), (2, 0)),
    "2": ((0, 6), (1, 7), (3, 7), (4, 6), (4, 4.5), (0, 0), (4, 0)),
    "3": ((0, 7), (4, 7), (2, 4.2), (3, 4.2), (4, 3.2), (4, 1), (3, 0), (1, 0), (0, 1)),
    "4": ((3, 0), (3, 7), (0, 2), (4, 2)),
    "5": ((4, 7), (0.4, 7), (0.1, 4), (3, 4.2), (4, 3.2), (4, 1), (3, 0), (1, 0), (0, 1)),
    "6": ((4, 6), (3, 7), (1, 7), (0, 6), (0, 1), (1, 0), (3, 0), (4, 1), (4, 3), (3, 4), (1, 4), (0, 3)),
    "7": ((0, 7), (4, 7), (1.5, 0)),
    "8": (
        *((1, 4), (0, 5), (0, 6), (1, 7), (3, 7), (4, 6), (4, 5), (3, 4)),
        *((1, 4), (0, 3), (0, 1), (1, 0), (3, 0), (4, 1), (4, 3), (3, 4)),
    ),
    "9": ((0, 1), (1, 0), (3, 0), (4, 1), (4, 6), (3, 7), (1, 7), (0, 6), (0, 4), (1, 3), (3, 3), (4, 4)),
    "/": ((0, -1), (4, 8)),
}


def short(number: float, decimals: int = 3) -> bytes:
    """Return a number without zeros that say nothing."""
    return f"{round(number, decimals) + 0.0:.{decimals}f}".rstrip("0").rstrip(".").encode()


def figure_forms() -> dict[str, bytes]:
    """Return what draws each figure: strokes, so that no font is needed."""
    return {figure: _stroked(points) for figure, points in _STROKES.items()}


def _stroked(points: tuple[tuple[float, float], ...]) -> bytes:
    first, *others = (short(x) + b" " + short(y) for x, y in points)
    lines = b" ".join(point + b" l" for point in others)
    return b"0 G .8 w 1 J 1 j [] 0 d " + first + b" m " + lines + b" S"


def bars(place: Place, sheet: int) -> tuple[bool, ...]:
    """Return which bars stand on a sheet (1 is the statement's first), from the top down.

    Gate; first sheet of its statement; last sheet; the sequence number modulo 8 as 4, 2, 1; parity, so that the bars
    are even in number; gate.
    """
    number = place.sequence % 8
    read = (sheet == 1, sheet == place.sheets, bool(number & 4), bool(number & 2), bool(number & 1))
    return (True, *read, sum(read) % 2 == 1, True)


def bars_form(pattern: tuple[bool, ...]) -> bytes:
    """Return what draws bars; its origin is the left end of the first bar's middle."""
    rows = [
        b" ".join([b"0", short(-(number * BAR_PITCH + BAR_WIDTH / 2) * MM), short(BAR_LENGTH * MM), _WIDTH, b"re"])
        for number, there in enumerate(pattern)
        if there
    ]
    return b"0 g " + b" ".join(rows) + b" f"


_WIDTH: Final = short(BAR_WIDTH * MM)


def _figures(place: Place, sheet: int) -> str:
    return f"{place.sequence:0{_PLACES}d} {sheet}/{place.sheets}"


def number_of_forms(place: Place, sheet: int) -> int:
    """Return how many forms the marks of a front side consist of: one a figure, and one for all bars."""
    return len(_figures(place, sheet).replace(" ", "")) + 1


def marked(place: Place, sheet: int, height: float, figures: Mapping[str, bytes], bars_name: bytes) -> bytes:
    """Return the operations that paint a front side's marks; `height` of the page in points, and the forms' names."""
    scale = short(FIGURE_HEIGHT * MM / _TALL, 4)
    foot, start = short(FIGURES_LEFT * MM), short(height - FIGURES_START * MM)
    text = _figures(place, sheet)
    step = b"1 0 0 1 %d 0 cm" % _ADVANCE
    drawn = b" ".join(step if figure == " " else figures[figure] + b" Do " + step for figure in text)
    corner = short(BARS_LEFT * MM) + b" " + short(height - BARS_TOP * MM)
    return b"\n".join(
        [
            b"q 0 " + scale + b" -" + scale + b" 0 " + foot + b" " + start + b" cm " + drawn + b" Q",
            b"q 1 0 0 1 " + corner + b" cm " + bars_name + b" Do Q",
        ]
    )


def zones(height: float) -> tuple[Box, Box]:
    """Return the boxes, in points on a page of this height, in which nothing but the marks may stand."""
    length = (_PLACES + 8) * _ADVANCE * FIGURE_HEIGHT / _TALL
    upper = (
        (FIGURES_LEFT - FIGURE_HEIGHT - 0.5) * MM,
        height - (FIGURES_START + 1) * MM,
        (FIGURES_LEFT + 1) * MM,
        height - (FIGURES_START - length) * MM,
    )
    lower = (
        (BARS_LEFT - 1) * MM,
        height - (BARS_TOP + 7 * BAR_PITCH + 2) * MM,
        (BARS_LEFT + BAR_LENGTH + 1) * MM,
        height - (BARS_TOP - 2) * MM,
    )
    return upper, lower
