"""A story page -> one HTML file, a tagged PDF, and its pictures for social posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from valuereport.errors import Problem
from valuereport.files import csv_table
from valuereport.model.story_page import StoryPage
from valuereport.render.look import Look
from valuereport.render.templates import Catalogues
from valuereport.render.web_page import Design, PageRenderer, RenderedPage, check_page, paper_size

_DESIGN: Final = Design("story.html.j2", styles=("story.css",), screen=("story/screen.css",))


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture for a social post, in one shape."""

    name: str  # of the file, without its ending
    title: str
    alternative: str
    svg: bytes
    png: bytes


@dataclass(frozen=True, slots=True)
class RenderedStory:
    """Everything of one language."""

    locale: str
    page: RenderedPage
    pictures: tuple[DrawnPicture, ...]
    sentences: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what a person should look at."""
        return self.page.problems

    @property
    def files(self) -> Mapping[str, bytes]:
        """Return every file by its place in the folder of the output, the alternative texts among them."""
        folder = f"pictures/{self.locale}"
        found = {f"story-{self.locale}.html": self.page.html, f"story-{self.locale}.pdf": self.page.pdf}
        if self.sentences:
            found[f"sentences-{self.locale}.txt"] = "".join(f"{each}\n" for each in self.sentences).encode("utf-8-sig")
        for picture in self.pictures:
            found |= {f"{folder}/{picture.name}.svg": picture.svg, f"{folder}/{picture.name}.png": picture.png}
        rows = ({"file": each.name, "title": each.title, "alternative": each.alternative} for each in self.pictures)
        found[f"{folder}/pictures.csv"] = csv_table(("file", "title", "alternative"), rows)
        return found


class StoryRenderer:
    """The templates and the style sheet of the story page."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        """`catalogues`: the translations of each locale. Raises TemplateError where the style sheet cannot be read."""
        self._look = look
        self._pages = PageRenderer(_DESIGN, template_folders, catalogues, look)

    def render(self, page: StoryPage) -> RenderedStory:
        """Return all files of a page. Raises TemplateError with the template's file and line."""
        return RenderedStory(page.locale, self.page(page), self.pictures(page), page.sentences)

    def page(self, page: StoryPage) -> RenderedPage:
        """Return the page as HTML and as PDF. Raises TemplateError with the template's file and line."""
        from valuereport.render.story_charts import Inks, TextOutlines
        from valuereport.render.story_charts.in_page import on_paper, on_screen

        letters = TextOutlines(page.locale, page.direction, self._look.family)
        inks = Inks(self._look.colour, self._look.accent)
        screen, paper = (
            partial(draw, page=page, letters=letters, inks=inks, draft=page.draft) for draw in (on_screen, on_paper)
        )
        return self._pages.render(page, screen, paper, _paper(self._look, page))

    def pictures(self, page: StoryPage) -> tuple[DrawnPicture, ...]:
        """Return the pictures for social posts, in every shape."""
        from valuereport.render.story_charts import SHAPES, Inks, TextOutlines, for_post
        from valuereport.render.story_charts.pixels import as_png

        letters = TextOutlines(page.locale, page.direction, self._look.family)
        inks = Inks(self._look.colour, self._look.accent)
        drawn = [
            (picture, shape, for_post(picture, page, letters, inks, shape, self._look.logo))
            for picture in page.pictures
            for shape in SHAPES
        ]
        pngs = as_png([(svg, SHAPES[shape]) for _, shape, svg in drawn])
        return tuple(
            DrawnPicture(f"{picture.name}-{shape}", picture.title, picture.alternative, svg.encode(), png)
            for (picture, shape, svg), png in zip(drawn, pngs, strict=True)
        )


def check_story_templates(template_folders: Sequence[Path], look: Look) -> None:
    """Try the template on made-up pages. Raises TemplateError with file and line."""
    check_page(_DESIGN, StoryPage, template_folders, look)


def _paper(look: Look, page: StoryPage) -> str:
    """Return the rules of a page of paper: its size, and the watermark of a draft on every one."""
    size = paper_size(look)
    if not page.draft:
        return f"@page {{ size: {size} }}"
    from valuereport.render.story_charts import TextOutlines, watermark
    from valuereport.render.story_charts.pixels import address

    letters = TextOutlines(page.locale, page.direction, look.family)
    return f'@page {{ size: {size}; background: url("{address(watermark(page, letters))}") center / 90% no-repeat }}'
