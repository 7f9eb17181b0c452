"""A line that falls in steps, with its interval as a band: survival, members who still wait."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from valuereport.model.story_page import Picture
from valuereport.render.story_charts.canvas import INK, QUIET, RULE, Canvas
from valuereport.render.story_charts.drawings import Area, Inks

_BAND: Final = "#dbe6e8"


def steps(canvas: Canvas, area: Area, picture: Picture, height: float, size: float, inks: Inks) -> None:
    """Draw each mark from where it begins to the next; a labelled one has its figure over it, where there is room."""
    letters, marks = canvas.letters, picture.marks
    start = area.x + max(letters.width(each.text, size) for each in picture.scale) + 0.6 * size
    top, foot = area.y + 1.6 * size, area.y + height - 1.6 * size
    last = marks[-1].at or 1.0
    ending = 6 + letters.width(marks[-1].text, size, bold=True)  # the last step is as wide as its figure
    across, up = (area.x + area.width - start - ending) / last, foot - top

    def x(at: float) -> float:
        return start + at * across

    def y(value: float) -> float:
        return foot - value * up

    edges = [*pairwise(mark.at for mark in marks), (last, last + ending / across)]
    for mark, (begin, end) in zip(marks, edges, strict=True):
        if mark.low is not None and mark.high is not None:
            canvas.box(x(begin), y(mark.high), x(end) - x(begin), (mark.high - mark.low) * up, _BAND)
    for each in picture.scale:
        value = each.value or 0.0
        canvas.line(start, y(value), area.x + area.width, y(value), INK if not value else RULE, 1)
        canvas.text(start - 0.6 * size, y(value) + 0.35 * size, each.text, size, QUIET, "end")
    before = None
    free, spoken_for = start - size, start - size
    for mark, (begin, end) in zip(marks, edges, strict=True):
        value = mark.value or 0.0
        if before is not None:
            canvas.line(x(begin), y(before), x(begin), y(value), inks.colour, 2.5)
        canvas.line(x(begin), y(value), x(end), y(value), inks.colour, 2.5)
        before = value
        if not mark.label:
            continue
        half = letters.width(mark.label, size) / 2
        if x(begin) - half > free:
            canvas.text(x(begin), foot + 1.25 * size, mark.label, size, QUIET, "middle")
            free = x(begin) + half + 0.5 * size
        if x(begin) > spoken_for:
            canvas.text(x(begin) + 3, y(value) - 0.45 * size, mark.text, size, INK, bold=True)
            spoken_for = x(begin) + 3 + letters.width(mark.text, size, bold=True) + 0.3 * size
