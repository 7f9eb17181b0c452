"""How a drawing stands in a page: inline on a screen, as images on paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import Final

from markupsafe import Markup

from valuereport.model.story_page import DriverTree, Picture, Scatter
from valuereport.render.story_charts import NARROW, WIDE, Inks, TextOutlines, for_page
from valuereport.render.story_charts.canvas import Canvas
from valuereport.render.story_charts.driver_tree import WIDTH, TreeDrawing
from valuereport.render.story_charts.pixels import address
from valuereport.render.templates import Localised

_TALLEST: Final = 260.0  # pixels of a tree, on paper: it begins on a page that has text already


def on_screen(
    part: Picture | Scatter | DriverTree, *, page: Localised, letters: TextOutlines, inks: Inks, draft: str = ""
) -> Markup:
    """Return a picture in two widths, one of which a screen shows; a tree whose lines are links."""
    if isinstance(part, DriverTree):
        canvas = Canvas("tree", WIDTH, letters, mirrored=page.direction == "rtl")
        drawing = TreeDrawing(part, letters)
        drawing.draw(canvas, inks, range(len(part.nodes)), links=True)
        return Markup(canvas.svg(drawing.height, part.title, part.alternative, page.locale, role="group"))  # noqa: S704
    drawn = (
        Markup('<div class="{}">{}</div>').format(size, Markup(for_page(part, page, letters, inks, width, draft)))  # noqa: S704
        for size, width in (("wide", WIDE), ("narrow", NARROW))
    )
    return Markup("").join(drawn)


def on_paper(
    part: Picture | Scatter | DriverTree, *, page: Localised, letters: TextOutlines, inks: Inks, draft: str = ""
) -> Markup:
    """Return a picture as an image with its text; a tree that is taller than a page as several."""
    if isinstance(part, DriverTree):
        return Markup("").join(_pieces(part, page, letters, inks))
    return _image(for_page(part, page, letters, inks, WIDE, draft, shared_glyphs=False), part.alternative)


def _pieces(tree: DriverTree, page: Localised, letters: TextOutlines, inks: Inks) -> Iterator[Markup]:
    drawing = TreeDrawing(tree, letters)
    count, number = ceil(drawing.height / _TALLEST), len(tree.nodes)
    edges = [round(number * piece / count) for piece in range(count + 1)]
    for start, stop in pairwise(edges):
        top = drawing.tops[start] if start else 0.0
        foot = drawing.tops[stop] if stop < number else drawing.height
        canvas = Canvas("tree", WIDTH, letters, mirrored=page.direction == "rtl", shared_glyphs=False)
        drawing.draw(canvas, inks, range(start, stop), links=False)
        alternative = tree.title if start else tree.alternative
        yield _image(canvas.svg(foot - top, tree.title, alternative, page.locale, top=top), alternative)


def _image(svg: str, alternative: str) -> Markup:
    return Markup('<img src="{}" alt="{}">').format(address(svg), alternative)
