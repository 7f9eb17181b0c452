"""A story page -> one HTML file, a tagged PDF, and its pictures for social posts."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from valuereport.errors import Problem
from valuereport.files import csv_table
from valuereport.model.story_page import Picture, StoryPage
from valuereport.render.fonts import REPLACEMENT, font_configuration, missing_characters, style
from valuereport.render.fonts.font_rules import font_rules
from valuereport.render.library_messages import LibraryMessages
from valuereport.render.look import Look
from valuereport.render.slots import direction_of
from valuereport.render.specimen import specimen
from valuereport.render.templates import Catalogues, Localised, Templates, check_links, read_style
from valuereport.render.typesetter import check_laid_out_links

_PAGE: Final = "story.html.j2"
_STYLE: Final = "story.css"
_SCREEN: Final = "story/screen.css"  # for browsers alone


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture for a social post, in one shape."""

    name: str  # of the file, without its ending
    title: str
    alternative: str
    svg: bytes
    png: bytes


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """The page of one language as HTML and as PDF, and what a person should look at."""

    html: bytes
    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]


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
        self._folders, self._look = template_folders, look
        self._templates = Templates(template_folders, catalogues, partial(_tools, look))
        self._style = read_style(template_folders, _STYLE)
        self._screen = read_style(template_folders, _SCREEN)

    def render(self, page: StoryPage) -> RenderedStory:
        """Return all files of a page. Raises TemplateError with the template's file and line."""
        return RenderedStory(page.locale, self.page(page), self.pictures(page), page.sentences)

    def page(self, page: StoryPage) -> RenderedPage:
        """Return the page as HTML and as PDF. Raises TemplateError with the template's file and line."""
        from valuereport.render.story_charts import NARROW, WIDE, Inks, TextOutlines, for_page
        from valuereport.render.story_charts.pixels import address

        letters = TextOutlines(page.locale, page.direction, self._look.family)
        inks = Inks(self._look.colour, self._look.accent)

        def on_screen(picture: Picture) -> Markup:
            drawn = (
                (size, for_page(picture, page, letters, inks, width))
                for size, width in (("wide", WIDE), ("narrow", NARROW))
            )
            return Markup("").join(Markup('<div class="{}">{}</div>').format(size, Markup(svg)) for size, svg in drawn)  # noqa: S704

        def on_paper(picture: Picture) -> Markup:
            source = address(for_page(picture, page, letters, inks, WIDE))
            return Markup('<img src="{}" alt="{}">').format(source, picture.alternative)

        screen, missing = self._filled(page, on_screen)
        paper, _ = self._filled(page, on_paper)
        lacking = missing_characters(screen, self._look.family)
        problems = [
            Problem("render", "warning", f"a template's message is not translated: {each}", "printed as it is")
            for each in missing
        ]
        problems += [
            Problem("render", "warning", f"no font has U+{ord(each):04X}", f"shown as {REPLACEMENT}")
            for each in lacking
        ]
        swap = dict.fromkeys(map(ord, lacking), REPLACEMENT)
        screen, paper = screen.translate(swap), paper.translate(swap)
        fonts = font_rules(f"{screen}{REPLACEMENT}", self._look.family)
        styles = "\n".join((fonts, style(self._look.family), self._look.style, self._style, self._screen))
        html = screen.replace("</head>", f"<style>\n{styles}</style>\n</head>", 1)
        with LibraryMessages() as said:
            pdf, pages = self._laid_out(paper, page)
        problems += [Problem("render", "warning", message, "rendered without it") for message in said.messages]
        return RenderedPage(html.encode(), pdf, pages, tuple(problems))

    def _filled(self, page: StoryPage, draw: Callable[[Picture], Markup]) -> tuple[str, tuple[str, ...]]:
        html, missing = self._templates.fill(_PAGE, page, page=page, draw=draw)
        check_links(html, _PAGE)
        return html, missing

    def _laid_out(self, html: str, page: StoryPage) -> tuple[bytes, int]:
        fonts = font_configuration(self._look.family)
        import weasyprint

        from valuereport.render.fetcher import TemplateFetcher
        from valuereport.render.finisher import finish

        fetcher = TemplateFetcher(self._folders)
        sheets = [
            weasyprint.CSS(string=text, base_url=fetcher.base, url_fetcher=fetcher, font_config=fonts)
            for text in (style(self._look.family), self._look.style, self._style, _paper(self._look, page))
        ]
        document: Any = weasyprint.HTML(string=html, base_url=fetcher.base, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=sheets, pdf_variant=self._look.variant
        )
        check_laid_out_links(document)
        finisher = partial(finish, languages=[page.locale], family=self._look.family)
        return document.write_pdf(finisher=finisher, pdf_variant=self._look.variant), len(document.pages)

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
    templates = Templates(template_folders, lambda locale: gettext.NullTranslations(), partial(_tools, look))
    for name in (_STYLE, _SCREEN):
        read_style(template_folders, name)
    for full in (True, False):
        page = replace(specimen(StoryPage, full=full), locale="en")
        html, _ = templates.fill(_PAGE, page, page=page, draw=lambda picture: Markup())
        check_links(html, _PAGE)


def _tools(look: Look, of: Localised) -> dict[str, Any]:
    """Return what the templates of a locale can call."""

    def own_way(text: str) -> Markup:
        """Return a text, marked with its direction where that is not the page's."""
        way = direction_of(text, of.direction)
        return escape(text) if way == of.direction else Markup('<span dir="{}">{}</span>').format(way, text)

    return {"look": look, "own_way": own_way}


def _paper(look: Look, page: StoryPage) -> str:
    """Return the rules of a page of paper: its size, and the watermark of a draft on every one."""
    size = "210mm 297mm" if look.paper == "a4" else "8.5in 11in"
    if not page.draft:
        return f"@page {{ size: {size} }}"
    from valuereport.render.story_charts import TextOutlines, watermark
    from valuereport.render.story_charts.pixels import address

    letters = TextOutlines(page.locale, page.direction, look.family)
    return f'@page {{ size: {size}; background: url("{address(watermark(page, letters))}") center / 90% no-repeat }}'
