"""A page of insights -> one HTML file and a tagged PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from valuereport.model.insight_page import InsightPage
from valuereport.model.story_page import DriverTree, Picture, Scatter
from valuereport.render.look import Look
from valuereport.render.templates import Catalogues
from valuereport.render.web_page import Design, PageRenderer, RenderedPage, check_page, paper_size

_DESIGN: Final = Design(
    "insights.html.j2", styles=("story.css", "insights.css"), screen=("story/screen.css", "insights/screen.css")
)


def insight_files(page: InsightPage, rendered: RenderedPage) -> Mapping[str, bytes]:
    """Return the files of one language by their names."""
    return {f"insights-{page.locale}.html": rendered.html, f"insights-{page.locale}.pdf": rendered.pdf}


class InsightRenderer:
    """The template and the style sheets of the page of insights."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        """`catalogues`: the translations of each locale. Raises TemplateError where a style sheet cannot be read."""
        self._look = look
        self._pages = PageRenderer(_DESIGN, template_folders, catalogues, look)

    def page(self, page: InsightPage) -> RenderedPage:
        """Return the page as HTML and as PDF. Raises TemplateError with the template's file and line."""
        from valuereport.render.story_charts import Inks, TextOutlines
        from valuereport.render.story_charts.in_page import on_paper, on_screen

        letters = TextOutlines(page.locale, page.direction, self._look.family)
        inks = Inks(self._look.colour, self._look.accent)
        screen, paper = (partial(draw, page=page, letters=letters, inks=inks) for draw in (on_screen, on_paper))
        return self._pages.render(page, screen, paper, f"@page {{ size: {paper_size(self._look)} }}")


def drawn(part: Picture | Scatter | DriverTree, page: InsightPage, look: Look, *, narrow: bool = False) -> str:
    """Return a part of the page as one SVG, as wide as a column of text or as a phone; a tree's lines are links."""
    from valuereport.render.story_charts import NARROW, WIDE, Inks, TextOutlines, for_page
    from valuereport.render.story_charts.in_page import on_screen

    letters, inks = TextOutlines(page.locale, page.direction, look.family), Inks(look.colour, look.accent)
    if isinstance(part, DriverTree):
        return str(on_screen(part, page=page, letters=letters, inks=inks))
    return str(for_page(part, page, letters, inks, NARROW if narrow else WIDE))


def check_insight_templates(template_folders: Sequence[Path], look: Look) -> None:
    """Try the template on made-up pages. Raises TemplateError with file and line."""
    check_page(_DESIGN, InsightPage, template_folders, look)
