"""The four drawings: bars, columns, a timeline and the hero figure. Each returns how much height it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from valuereport.model.story_page import Mark, Picture
from valuereport.render.story_charts.canvas import INK, QUIET, RULE, Canvas
from valuereport.render.story_charts.text_outlines import TextOutlines

_LEADING = 1.25  # from line to line, of the size
_SMALL = 0.84  # of the size: ranges


@dataclass(frozen=True, slots=True)
class Inks:
    """The brand's two colours."""

    colour: str
    accent: str


@dataclass(frozen=True, slots=True)
class Area:
    """Where a drawing stands on its paper, in pixels."""

    x: float
    y: float
    width: float


def longest(marks: Sequence[Mark]) -> float:
    """Return the highest figure among marks, of their ranges, too."""
    return max((max(mark.value or 0, mark.high or 0) for mark in marks), default=0) or 1


def bars(canvas: Canvas, area: Area, marks: Sequence[Mark], whole: float, size: float, inks: Inks) -> float:
    """Draw a bar a mark, its label and figure above it, so that no label is too long for any width.

    `whole`: the figure that fills the width, which columns of bars side by side share.
    """
    y = area.y
    for mark in marks:
        y = _bar(canvas, Area(area.x, y, area.width), mark, area.width / whole, size, inks)
    return y - area.y


def _bar(canvas: Canvas, area: Area, mark: Mark, scale: float, size: float, inks: Inks) -> float:
    x, y, end = area.x, area.y, area.x + area.width
    for line in _label(canvas.letters, mark, area.width, size):
        y += _LEADING * size
        canvas.text(x, y - 0.3 * size, line, size, INK)
    canvas.text(end, area.y + 0.95 * size, mark.text, size, INK, "end", bold=True)
    y += 0.1 * size
    if mark.value is None and mark.text:
        canvas.line(x, y + 0.4 * size, end, y + 0.4 * size, RULE, 1)
    elif mark.value is not None:
        canvas.box(x, y, mark.value * scale, 0.8 * size, inks.accent)
        if mark.low is not None and mark.high is not None:
            _whisker(canvas, x + mark.low * scale, x + mark.high * scale, y + 0.4 * size, size)
    y += 0.8 * size
    if mark.range_text:
        y += _LEADING * _SMALL * size
        canvas.text(x, y - 0.25 * size, mark.range_text, _SMALL * size, QUIET)
    return y + 0.55 * size


def _whisker(canvas: Canvas, low: float, high: float, y: float, size: float) -> None:
    canvas.line(low, y, high, y, INK, 0.09 * size)
    for x in (low, high):
        canvas.line(x, y - 0.22 * size, x, y + 0.22 * size, INK, 0.09 * size)


def _label(letters: TextOutlines, mark: Mark, width: float, size: float) -> list[str]:
    return letters.lines(mark.label, size, width - letters.width(mark.text, size, bold=True) - size)


def bars_height(letters: TextOutlines, marks: Sequence[Mark], width: float, size: float) -> float:
    """Return how much height bars of a size take."""
    lines = sum(len(_label(letters, mark, width, size)) for mark in marks)
    ranges = sum(bool(mark.range_text) for mark in marks)
    return size * (lines * _LEADING + ranges * _LEADING * _SMALL + len(marks) * (0.1 + 0.8 + 0.55))


def columns_fit(letters: TextOutlines, picture: Picture, width: float, smallest: float) -> bool:
    """Return whether each column has room for its figure at the smallest size; else the marks are drawn as bars."""
    widest = max((letters.width(mark.text, smallest, bold=True) for mark in picture.marks), default=0)
    return widest <= 0.96 * _step(picture, width)


def as_bars(picture: Picture) -> tuple[Mark, ...]:
    """Return a picture's marks as they are drawn as bars: years from the last one, shared edges with both of them."""
    marks = picture.marks
    if picture.drawing != "columns":
        return marks
    if not picture.end:
        return marks[::-1]  # where a picture has no room for all, the first years are left out
    ends = [*(mark.label for mark in marks[1:]), picture.end]
    return tuple(replace(mark, label=f"{mark.label} – {end}") for mark, end in zip(marks, ends, strict=True))


def _step(picture: Picture, width: float) -> float:
    return width / (len(picture.marks) + (1 if picture.end else 0))  # half a step at either end for the edges' labels


def columns(
    canvas: Canvas, area: Area, picture: Picture, height: float, size: float, smallest: float, inks: Inks
) -> None:
    """Draw a column a mark, its figure above and its label below, or its edges' labels where columns share them.

    Letters are set as large as `size` where they fit, and never under `smallest`.
    """
    marks, letters = picture.marks, canvas.letters
    highest = max((mark.value or 0 for mark in marks), default=0) or 1
    step = _step(picture, area.width)
    start = area.x + (step / 2 if picture.end else 0)
    foot = area.y + height - _LEADING * size
    scale = (foot - area.y - _LEADING * size) / highest
    gap = 0.03 * step if picture.end else max(0.14 * step, step / 2 - 3 * size)
    figures = _that_fits(letters, [mark.text for mark in marks], step, size, bold=True)
    for place, mark in enumerate(marks):
        left, tall = start + place * step, (mark.value or 0) * scale
        canvas.box(left + gap, foot - tall, step - 2 * gap, tall, inks.accent)
        canvas.text(left + step / 2, foot - tall - 0.3 * size, mark.text, figures, INK, "middle", bold=True)
    canvas.line(area.x, foot, area.x + area.width, foot, INK, 1)
    labels = [*(mark.label for mark in marks), *([picture.end] if picture.end else [])]
    lettering = max(_that_fits(letters, labels, step, size), smallest)
    widest = max(letters.width(label, lettering) for label in labels) + 0.4 * lettering
    every = max(1, ceil(widest / step))
    for place, label in enumerate(labels):
        if place % every == 0:
            x = start + place * step + (0 if picture.end else step / 2)
            canvas.text(x, foot + 1.05 * size, label, lettering, QUIET, "middle")


def _that_fits(letters: TextOutlines, texts: Sequence[str], room: float, size: float, *, bold: bool = False) -> float:
    """Return the size at which the widest text has room, at most `size`."""
    widest = max((letters.width(text, size, bold=bold) for text in texts), default=0)
    return size if widest <= 0.96 * room else size * 0.96 * room / widest


def timeline(canvas: Canvas, area: Area, marks: Sequence[Mark], size: float, inks: Inks) -> float:
    """Draw a dot an event on a line, with its date and its name."""
    y = area.y
    inset = 1.4 * size
    dots = []
    for mark in marks:
        if mark.text:
            dots.append(y + 0.65 * size)
            canvas.text(area.x + inset, y + size, mark.text, size, inks.colour, bold=True)
            y += _LEADING * size
        for line in canvas.letters.lines(mark.label, size, area.width - inset):
            canvas.text(area.x + inset, y + size, line, size, INK)
            y += _LEADING * size
        y += 0.6 * size
    middle = area.x + 0.4 * size
    if dots:
        canvas.line(middle, dots[0], middle, dots[-1], RULE, 0.12 * size)
    for dot in dots:
        canvas.dot(middle, dot, 0.32 * size, inks.accent)
    return y - area.y


def timeline_height(letters: TextOutlines, marks: Sequence[Mark], width: float, size: float) -> float:
    """Return how much height a timeline of a size takes."""
    lines = sum(len(letters.lines(mark.label, size, width - 1.4 * size)) for mark in marks)
    return size * (lines * _LEADING + len(marks) * (_LEADING + 0.6))


def hero(canvas: Canvas, area: Area, picture: Picture, height: float, smallest: float, inks: Inks) -> None:
    """Draw the figure as large as it fits, and under it what it is, never smaller than `smallest`."""
    letters, figure = canvas.letters, picture.marks[0].text
    size = _that_fits(letters, [figure], area.width, height * 0.42, bold=True)
    small = height * 0.105
    while (
        (lines := letters.lines(picture.title, small, area.width))
        and small > smallest
        and (
            _LEADING * small * len(lines) > height - size * 1.35
            or letters.width(max(lines, key=len), small) > area.width
        )
    ):
        small = max(smallest, 0.95 * small)
    y = area.y + (height - size * 1.35 - _LEADING * small * len(lines)) / 2 + size
    canvas.text(area.x, y, figure, size, inks.colour, bold=True)
    y += 0.35 * size
    for line in lines:
        y += _LEADING * small
        canvas.text(area.x, y - 0.3 * small, line, small, INK)
