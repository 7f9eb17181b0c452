"""The pictures of a story: for the page, in two widths, and for social posts, square and wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from valuereport.model.story_page import Mark, Picture, StoryPage
from valuereport.render.story_charts import drawings
from valuereport.render.story_charts.canvas import QUIET, Canvas
from valuereport.render.story_charts.drawings import Area, Inks
from valuereport.render.story_charts.text_outlines import TextOutlines

__all__ = ["NARROW", "SHAPES", "WIDE", "Inks", "Shape", "TextOutlines", "for_page", "for_post", "watermark"]

Shape = Literal["square", "wide"]
SHAPES: Final[Mapping[Shape, tuple[int, int]]] = {"square": (1080, 1080), "wide": (1200, 630)}
WIDE: Final = 660  # pixels of a column of text
NARROW: Final = 304  # of a phone's, less its margins
_LETTERING: Final = 15
_LARGEST, _SMALLEST = 40, 22  # pixels of a post's letters: it is looked at on a phone, at a third of its size
_MARGIN: Final = 64
_GUTTER: Final = 56


def for_page(picture: Picture, page: StoryPage, letters: TextOutlines, inks: Inks, width: int) -> str:
    """Return a picture as it stands on the page, without the title and the source that the page says around it."""
    canvas = Canvas(f"{picture.name}-{width}", width, letters, mirrored=page.direction == "rtl")
    area = Area(1, 0, width - 2)
    if picture.drawing == "bars":
        height = drawings.bars(canvas, area, picture.marks, drawings.longest(picture.marks), _LETTERING, inks)
    else:
        height = 240.0
        drawings.columns(canvas, area, picture, height, _LETTERING - 2, inks)
    if page.draft:
        canvas.watermark(page.draft, height)
    return canvas.svg(height, picture.title, picture.alternative, page.locale)


def for_post(picture: Picture, page: StoryPage, letters: TextOutlines, inks: Inks, shape: Shape) -> str:
    """Return a picture for a social post: whole in itself, with its title, who says it and since when."""
    width, height = SHAPES[shape]
    canvas = Canvas(f"{picture.name}-{shape}", width, letters, mirrored=page.direction == "rtl")
    canvas.box(0, 0, width, height, "#ffffff")
    canvas.box(0, 0, width, 16, inks.colour)
    room = width - 2 * _MARGIN
    y = 16.0 + 60
    for line in letters.lines(page.organisation, 28, room, bold=True):
        canvas.text(_MARGIN, y, line, 28, inks.colour, bold=True)
        y += 36
    if picture.drawing != "hero":
        y += 20
        for line in letters.lines(picture.title, 44, room, bold=True):
            canvas.text(_MARGIN, y + 12, line, 44, "#1a242c", bold=True)
            y += 52
    source = letters.lines(picture.source, 22, room)
    foot = height - 40.0 - 28 * len(source)
    for number, line in enumerate(source):
        canvas.text(_MARGIN, foot + 28 * (number + 1) - 6, line, 22, QUIET)
    _draw(canvas, picture, Area(_MARGIN, y + 4, room), foot - 20 - y, inks)
    if page.draft:
        canvas.watermark(page.draft, height)
    return canvas.svg(height, picture.title, picture.alternative, page.locale)


def watermark(page: StoryPage, letters: TextOutlines) -> str:
    """Return the watermark of a draft by itself, for the ground of a page."""
    canvas = Canvas("draft", 600, letters, mirrored=page.direction == "rtl")
    canvas.watermark(page.draft, 600)
    return canvas.svg(600, page.draft, page.draft_note, page.locale)


def _draw(canvas: Canvas, picture: Picture, area: Area, height: float, inks: Inks) -> None:
    if picture.drawing == "hero":
        drawings.hero(canvas, area, picture, height, inks)
    elif picture.drawing == "columns":
        drawings.columns(canvas, area, picture, height, 30, inks)
    else:
        parts, size = _parted(canvas.letters, picture, area.width, height)
        width = _part_width(area.width, len(parts))
        for number, part in enumerate(parts):
            here = Area(area.x + number * (width + _GUTTER), area.y, width)
            if picture.drawing == "bars":
                drawings.bars(canvas, here, part, drawings.longest(picture.marks), size, inks)
            else:
                drawings.timeline(canvas, here, part, size, inks)


def _parted(letters: TextOutlines, picture: Picture, width: float, height: float) -> tuple[list[Sequence[Mark]], float]:
    """Return the marks in as few columns side by side, and as large, as they fit; what has no room ends in dots."""
    measure = drawings.bars_height if picture.drawing == "bars" else drawings.timeline_height
    marks = list(picture.marks)
    while True:
        for size in range(_LARGEST, _SMALLEST - 1, -2):
            for count in (1, 2, 3) if width > height else (1, 2):
                per = -(-len(marks) // count)
                parts = [marks[at : at + per] for at in range(0, len(marks), per)]
                room = _part_width(width, len(parts))
                if all(
                    measure(letters, part, room, size) <= height and _fits(letters, part, room, size) for part in parts
                ):
                    return list(parts), float(size)
        if len(marks) <= 2:
            return [marks], float(_SMALLEST)
        marks = [*marks[:-2], Mark("…", "")]


def _part_width(width: float, count: int) -> float:
    return (width - _GUTTER * (count - 1)) / count


def _fits(letters: TextOutlines, marks: Sequence[Mark], width: float, size: float) -> bool:
    """Return whether no single word, figure or range is wider than its column."""
    return all(
        letters.width(line, size) <= width - letters.width(mark.text, size, bold=True) - size
        for mark in marks
        for line in letters.lines(mark.label, size, width - letters.width(mark.text, size, bold=True) - size)
    ) and all(letters.width(mark.range_text, size) <= width for mark in marks)
