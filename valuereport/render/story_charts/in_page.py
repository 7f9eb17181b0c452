"""How a drawing stands in a page: inline on a screen, as images on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from valuereport.model.story_page import DriverTree, Picture
from valuereport.render.story_charts import NARROW, WIDE, Inks, TextOutlines, for_page
from valuereport.render.story_charts.canvas import Canvas
from valuereport.render.story_charts.driver_tree import WIDTH, drawn_tree
from valuereport.render.story_charts.pixels import address
from valuereport.render.templates import Localised

_TALLEST: Final = 960.0  # pixels of a tree that has room on one page, A4 or Letter


def on_screen(
    part: Picture | DriverTree, *, page: Localised, letters: TextOutlines, inks: Inks, draft: str = ""
) -> Markup:
    """Return a picture in two widths, one of which a screen shows; a tree whose lines are links."""
    if isinstance(part, DriverTree):
        canvas = Canvas("tree", WIDTH, letters, mirrored=page.direction == "rtl")
        height, _ = drawn_tree(part, canvas, inks, links=True)
        return Markup(canvas.svg(height, part.title, part.alternative, page.locale, role="group"))  # noqa: S704
    drawn = (
        Markup('<div class="{}">{}</div>').format(size, Markup(for_page(part, page, letters, inks, width, draft)))  # noqa: S704
        for size, width in (("wide", WIDE), ("narrow", NARROW))
    )
    return Markup("").join(drawn)


def on_paper(
    part: Picture | DriverTree, *, page: Localised, letters: TextOutlines, inks: Inks, draft: str = ""
) -> Markup:
    """Return a picture as an image with its text; a tree that is taller than a page as several."""
    if isinstance(part, DriverTree):
        return Markup("").join(_pieces(part, page, letters, inks))
    return _image(for_page(part, page, letters, inks, WIDE, draft), part.alternative)


def _pieces(tree: DriverTree, page: Localised, letters: TextOutlines, inks: Inks) -> Iterator[Markup]:
    canvas = Canvas("tree", WIDTH, letters, mirrored=page.direction == "rtl")
    _, cuts = drawn_tree(tree, canvas, inks, links=False)
    top = 0.0
    for place, cut in enumerate(cuts):
        if place + 1 == len(cuts) or cuts[place + 1] - top > _TALLEST:
            yield _image(canvas.svg(cut - top, tree.title, tree.alternative, page.locale, top=top), tree.alternative)
            top = cut


def _image(svg: str, alternative: str) -> Markup:
    return Markup('<img src="{}" alt="{}">').format(address(svg), alternative)
