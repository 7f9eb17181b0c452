"""Dots in a square with their intervals: better against worse. Each has a number, and the key says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from valuereport.model.story_page import Dot, Scatter
from valuereport.render.story_charts.canvas import INK, QUIET, RULE, Canvas
from valuereport.render.story_charts.drawings import Area, Inks
from valuereport.render.story_charts.text_outlines import TextOutlines

_BESIDE: Final = 560.0  # pixels: from this width on the key stands beside the square, else below it
_SQUARE: Final = 0.6  # of the width, where the key is beside it
_LEADING: Final = 1.3
_RADIUS: Final = 0.36  # of the size of letters
_WHISKER: Final = "#9aa7ae"
_AROUND: Final = (
    *((-0.9, 0.9), (0.9, 0.9), (-0.9, -0.9), (0.9, -0.9)),  # between the whiskers, best of all
    *((0.0, 1.2), (0.0, -1.2), (-1.2, 0.0), (1.2, 0.0)),
)
"""Where a number may stand: down and towards the end from its dot."""

_Box = tuple[float, float, float, float]  # left, top, right, foot


@dataclass(frozen=True, slots=True)
class _Square:
    """The field in which dots stand; `side` in pixels."""

    x: float
    y: float
    side: float

    def place(self, across: float, up: float) -> tuple[float, float]:
        """Return where a point stands."""
        return self.x + across * self.side, self.y + (1 - up) * self.side


def scatter(canvas: Canvas, area: Area, found: Scatter, size: float, inks: Inks) -> float:
    """Draw the square and its key. Return how much height they take."""
    letters = canvas.letters
    beside = area.width >= _BESIDE
    ticks = max(letters.width(up, size) for _, up in found.scale) + 0.5 * size
    field = area.width * (_SQUARE if beside else 1.0)
    title = letters.lines(found.up, size, field, bold=True)
    square = _Square(area.x + ticks, area.y + (len(title) * _LEADING + 0.8) * size, field - ticks - 0.5 * size)
    for number, line in enumerate(title, 1):
        canvas.text(area.x, area.y + (number * _LEADING - 0.3) * size, line, size, INK, bold=True)
    foot = _field(canvas, square, found, size)
    dots = [dot for group in found.groups for dot in group.dots]
    for dot in dots:
        _interval(canvas, square, dot)
    for dot in dots:
        _dot(canvas, square, dot, size, inks)
    for dot, (x, y) in zip(dots, _numbers(letters, square, dots, size), strict=True):
        canvas.text(x, y, dot.number, size, INK, "middle", bold=True)
    if beside:
        start = area.x + field + 1.5 * size
        return max(foot, _key(canvas, Area(start, area.y, area.x + area.width - start), found, size)) - area.y
    return _key(canvas, Area(area.x, foot + size, area.width), found, size) - area.y


def _field(canvas: Canvas, square: _Square, found: Scatter, size: float) -> float:
    """Draw the square, its scales and the names of its corners. Return where all of it ends."""
    x, y, side = square.x, square.y, square.side
    for at, (across, up) in zip((0.0, 0.5, 1.0), found.scale, strict=True):
        here, level = square.place(at, at)
        colour = RULE if at else QUIET
        canvas.line(here, y, here, y + side, colour, 1, dashed=at == 0.5)
        canvas.line(x, level, x + side, level, colour, 1, dashed=at == 0.5)
        canvas.text(x - 0.5 * size, level + 0.35 * size, up, size, QUIET, "end")
        anchors = {0.0: "start", 0.5: "middle", 1.0: "end"}
        canvas.text(here, y + side + 1.2 * size, across, size, QUIET, anchors[at])  # type: ignore[arg-type]
    for place, name in enumerate(found.corners):
        right, low = place % 2, place >= 2
        edge = x + side - 0.5 * size if right else x + 0.5 * size
        canvas.text(
            edge, y + (side - 0.6 * size if low else 1.3 * size), name, size, QUIET, "end" if right else "start"
        )
    foot = y + side + 1.5 * size
    for line in canvas.letters.lines(found.across, size, side, bold=True):
        foot += _LEADING * size
        canvas.text(x + side, foot - 0.3 * size, line, size, INK, "end", bold=True)
    return foot


def _interval(canvas: Canvas, square: _Square, dot: Dot) -> None:
    (left, level), (right, _) = (square.place(each, dot.up) for each in dot.across_range)
    (here, low), (_, high) = (square.place(dot.across, each) for each in dot.up_range)
    canvas.line(left, level, right, level, _WHISKER, 1)
    canvas.line(here, low, here, high, _WHISKER, 1)


def _dot(canvas: Canvas, square: _Square, dot: Dot, size: float, inks: Inks) -> None:
    x, y = square.place(dot.across, dot.up)
    canvas.dot(x, y, _RADIUS * size, inks.colour)
    if not dot.filled:
        canvas.dot(x, y, 0.55 * _RADIUS * size, "#ffffff")


def _numbers(letters: TextOutlines, square: _Square, dots: Sequence[Dot], size: float) -> Iterator[tuple[float, float]]:
    """Yield the middle and the baseline of each dot's number: beside it, where nothing else stands as far as it goes.

    Numbers keep out of one another's way and of the dots'; of places that are all taken, the least taken is used.
    """
    places = [square.place(dot.across, dot.up) for dot in dots]
    reach = _RADIUS * size
    taken: list[_Box] = [(x - reach, y - reach, x + reach, y + reach) for x, y in places]
    for dot, (x, y) in zip(dots, places, strict=True):
        half, tall = letters.width(dot.number, size, bold=True) / 2, 0.75 * size
        aside, above = reach + half + 2, reach + 2
        choices = [(x + right * aside, y + 0.37 * size + down * (above + tall / 2)) for down, right in _AROUND]
        boxes = [(cx - half, base - tall, cx + half, base) for cx, base in choices]
        best = min(range(len(boxes)), key=lambda place: sum(_shared(boxes[place], each) for each in taken))
        taken.append(boxes[best])
        yield choices[best]


def _shared(one: _Box, other: _Box) -> float:
    """Return how much room two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)


def _key(canvas: Canvas, area: Area, found: Scatter, size: float) -> float:
    """Write which number is what. Return where it ends."""
    letters, y = canvas.letters, area.y
    widest = max(
        (letters.width(dot.number, size, bold=True) for group in found.groups for dot in group.dots), default=0
    )
    inset = widest + 0.6 * size
    for group in found.groups:
        for line in letters.lines(group.heading, size, area.width, bold=True):
            y += _LEADING * size
            canvas.text(area.x, y - 0.3 * size, line, size, INK, bold=True)
        for dot in group.dots:
            canvas.text(area.x + widest, y + size, dot.number, size, INK, "end", bold=True)
            for line in letters.lines(dot.label, size, area.width - inset):
                y += _LEADING * size
                canvas.text(area.x + inset, y - 0.3 * size, line, size, INK)
        y += 0.5 * size
    return y
