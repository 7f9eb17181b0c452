"""The pictures of a story: for the page, in two widths, and for social posts, square and wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal

from valuereport.model.story_page import Mark, Picture, Scatter, StoryPage
from valuereport.render.story_charts import drawings
from valuereport.render.story_charts.canvas import QUIET, Canvas
from valuereport.render.story_charts.drawings import Area, Inks
from valuereport.render.story_charts.scatter import scatter
from valuereport.render.story_charts.steps import steps
from valuereport.render.story_charts.text_outlines import TextOutlines
from valuereport.render.templates import Localised

__all__ = ["NARROW", "SHAPES", "WIDE", "Inks", "Shape", "TextOutlines", "for_page", "for_post", "watermark"]

Shape = Literal["square", "wide"]
Measure = Callable[[TextOutlines, Sequence[Mark], float, float], float]
"""How high marks are in a width, at a size of letters."""
SHAPES: Final[Mapping[Shape, tuple[int, int]]] = {"square": (1080, 1080), "wide": (1200, 630)}
WIDE: Final = 660  # pixels of a column of text
NARROW: Final = 304  # of a phone's, less its margins
_LETTERING: Final = 15
_SMALLEST_ON_PAGE: Final = 12.5  # 8 pt where the page is printed: a picture is 150 mm wide there
_LARGEST, _SMALLEST = 40, 28  # pixels of a post's letters
_SMALLEST_IN_POST: Final = 23.5  # 8 pt where a post is printed 150 mm wide
_NOTES: Final = 24  # the source, and what is left out
_MARGIN: Final = 64
_GUTTER: Final = 56
_LOGO: Final = 72  # high
_WIDE_LOGO: Final = 240  # wide at most, beside a title


def for_page(
    picture: Picture | Scatter,
    page: Localised,
    letters: TextOutlines,
    inks: Inks,
    width: int,
    draft: str = "",
    *,
    shared_glyphs: bool = True,
) -> str:
    """Return a picture as it stands on the page, without the title and the source that the page says around it."""
    mirrored = page.direction == "rtl"
    canvas = Canvas(f"{picture.name}-{width}", width, letters, mirrored=mirrored, shared_glyphs=shared_glyphs)
    area = Area(1, 0, width - 2)
    if isinstance(picture, Scatter):
        height = scatter(canvas, area, picture, _SMALLEST_ON_PAGE, inks)
    elif picture.drawing == "columns" and drawings.columns_fit(letters, picture, area.width, _SMALLEST_ON_PAGE):
        height = 240.0
        drawings.columns(canvas, area, picture, height, _LETTERING, _SMALLEST_ON_PAGE, inks)
    elif picture.drawing == "steps":
        height = 240.0
        steps(canvas, area, picture, height, _SMALLEST_ON_PAGE, inks)
    else:
        marks = drawings.as_bars(picture)
        height = drawings.bars(canvas, area, marks, drawings.longest(marks), _LETTERING, inks)
    if draft:
        canvas.watermark(draft, height)
    return canvas.svg(height, picture.title, picture.alternative, page.locale)


def for_post(picture: Picture, page: StoryPage, letters: TextOutlines, inks: Inks, shape: Shape, logo: str = "") -> str:
    """Return a picture for a social post: whole in itself, with its title, who says it and since when.

    `logo`: a data: address; without one the organisation's name stands in its place.
    """
    width, height = SHAPES[shape]
    canvas = Canvas(f"{picture.name}-{shape}", width, letters, mirrored=page.direction == "rtl")
    canvas.box(0, 0, width, height, "#ffffff")
    canvas.box(0, 0, width, 16, inks.colour)
    room = title_room = width - 2 * _MARGIN
    y = 16.0 + 32
    if logo and shape == "wide":  # beside the title, since height is short
        canvas.logo(width - _MARGIN - _WIDE_LOGO, y, _WIDE_LOGO, _LOGO, logo, "end")
        title_room -= _WIDE_LOGO + _GUTTER
        y += 4
    elif logo:
        canvas.logo(_MARGIN, y, room / 2, _LOGO, logo)
        y += _LOGO + 28
    else:
        y += 28
        for line in letters.lines(page.organisation, 28, room, bold=True):
            canvas.text(_MARGIN, y, line, 28, inks.colour, bold=True)
            y += 36
    if picture.drawing != "hero":
        y += 20
        size = 40 if shape == "wide" else 44
        for line in letters.lines(picture.title, size, title_room, bold=True):
            canvas.text(_MARGIN, y + 12, line, size, "#1a242c", bold=True)
            y += 52
    if logo:
        y = max(y, 16.0 + 32 + _LOGO + 8)
    notes = [line for note in (*picture.notes, picture.source) for line in letters.lines(note, _NOTES, room)]
    foot = height - 40.0 - 30 * len(notes)
    for number, line in enumerate(notes):
        canvas.text(_MARGIN, foot + 30 * (number + 1) - 6, line, _NOTES, QUIET)
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
    letters = canvas.letters
    if picture.drawing == "hero":
        drawings.hero(canvas, area, picture, height, _SMALLEST_IN_POST, inks)
    elif picture.drawing == "columns" and drawings.columns_fit(letters, picture, area.width, _SMALLEST_IN_POST):
        drawings.columns(canvas, area, picture, height, 30, _SMALLEST_IN_POST, inks)
    elif picture.drawing == "timeline":
        parts, size = _parted(letters, picture.marks, picture.more, area.width, height, drawings.timeline_height)
        for here, part in _side_by_side(area, parts):
            drawings.timeline(canvas, here, part, size, inks)
    else:
        marks = drawings.as_bars(picture)
        parts, size = _parted(letters, marks, picture.more, area.width, height, drawings.bars_height)
        for here, part in _side_by_side(area, parts):
            drawings.bars(canvas, here, part, drawings.longest(marks), size, inks)


def _side_by_side(area: Area, parts: Sequence[Sequence[Mark]]) -> Iterator[tuple[Area, Sequence[Mark]]]:
    width = _part_width(area.width, len(parts))
    for number, part in enumerate(parts):
        yield Area(area.x + number * (width + _GUTTER), area.y, width), part


def _parted(
    letters: TextOutlines, marks: Sequence[Mark], more: Sequence[str], width: float, height: float, measure: Measure
) -> tuple[list[Sequence[Mark]], float]:
    """Return the marks in as few columns side by side, and as large, as they fit; `more` says how many have no room."""
    every, kept = list(marks), len(marks)
    while True:
        left_out = len(every) - kept
        marks = [*every[:kept], *([Mark(more[left_out - 1], "")] if left_out else [])]
        for size in range(_LARGEST, _SMALLEST - 1, -2):
            for count in (1, 2, 3) if width > height else (1, 2):
                per = -(-len(marks) // count)
                parts = [marks[at : at + per] for at in range(0, len(marks), per)]
                room = _part_width(width, len(parts))
                if all(
                    measure(letters, part, room, size) <= height and _fits(letters, part, room, size) for part in parts
                ):
                    return list(parts), float(size)
        if kept <= 1:
            return [marks], float(_SMALLEST)
        kept -= 2 if kept == len(every) else 1


def _part_width(width: float, count: int) -> float:
    return (width - _GUTTER * (count - 1)) / count


def _fits(letters: TextOutlines, marks: Sequence[Mark], width: float, size: float) -> bool:
    """Return whether no single word, figure or range is wider than its column."""
    return all(
        letters.width(line, size) <= width - letters.width(mark.text, size, bold=True) - size
        for mark in marks
        for line in letters.lines(mark.label, size, width - letters.width(mark.text, size, bold=True) - size)
    ) and all(letters.width(mark.range_text, size) <= width for mark in marks)
