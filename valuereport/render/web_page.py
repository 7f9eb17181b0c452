"""A page of finished texts -> one HTML file that needs nothing else, and the same page as a tagged PDF."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from markupsafe import Markup, escape

from valuereport.errors import Problem
from valuereport.model.statement import Direction
from valuereport.render.fonts import REPLACEMENT, font_configuration, missing_characters, style
from valuereport.render.fonts.font_rules import font_rules
from valuereport.render.library_messages import LibraryMessages
from valuereport.render.look import Look
from valuereport.render.slots import direction_of
from valuereport.render.specimen import specimen
from valuereport.render.templates import Catalogues, Localised, Templates, check_links, read_style
from valuereport.render.typesetter import check_laid_out_links

Draw = Callable[[Any], Markup]
"""What draws a part of the page, called by its template."""


class WebPage(Protocol):
    """Finished texts in one language; a frozen dataclass."""

    @property
    def locale(self) -> str: ...

    @property
    def direction(self) -> Direction: ...


_Page = TypeVar("_Page", bound=WebPage)


@dataclass(frozen=True, slots=True)
class Design:
    """The template of a kind of page, its style sheets, and those that are for browsers alone."""

    template: str
    styles: tuple[str, ...]
    screen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """The page of one language as HTML and as PDF, and what a person should look at."""

    html: bytes
    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]


class PageRenderer:
    """The template and the style sheets of a kind of page."""

    def __init__(self, design: Design, folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        """`catalogues`: the translations of each locale. Raises TemplateError where a style sheet cannot be read."""
        self._template, self._folders, self._look = design.template, folders, look
        self._templates = Templates(folders, catalogues, partial(_tools, look))
        self._style, self._screen = (
            "\n".join(read_style(folders, name) for name in names) for names in (design.styles, design.screen)
        )

    def render(self, page: WebPage, on_screen: Draw, on_paper: Draw, rules: str) -> RenderedPage:
        """Return the page as HTML and as PDF; `rules`: CSS of the paper. Raises TemplateError with file and line."""
        html, swap, problems = self._on_screen(page, on_screen)
        paper, _ = self._filled(page, on_paper)
        with LibraryMessages() as said:
            pdf, pages = self._laid_out(paper.translate(swap), page.locale, rules)
        problems += [Problem("render", "warning", message, "rendered without it") for message in said.messages]
        return RenderedPage(html, pdf, pages, tuple(problems))

    def html(self, page: WebPage, draw: Draw) -> tuple[bytes, tuple[Problem, ...]]:
        """Return the page as HTML alone, and what a person should look at. Raises TemplateError with file and line."""
        html, _, problems = self._on_screen(page, draw)
        return html, tuple(problems)

    def _on_screen(self, page: WebPage, draw: Draw) -> tuple[bytes, dict[int, str], list[Problem]]:
        """Return the page for a browser, what stands for the characters that no font has, and the problems."""
        screen, missing = self._filled(page, draw)
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
        screen = screen.translate(swap)
        fonts = font_rules(f"{screen}{REPLACEMENT}", self._look.family)
        styles = "\n".join((fonts, style(self._look.family), self._look.style, self._style, self._screen))
        html = screen.replace("</head>", f"<style>\n{styles}</style>\n</head>", 1)
        return html.encode(), swap, problems

    def _filled(self, page: WebPage, draw: Draw) -> tuple[str, tuple[str, ...]]:
        html, missing = self._templates.fill(self._template, page, page=page, draw=draw)
        check_links(html, self._template)
        return html, missing

    def _laid_out(self, html: str, locale: str, rules: str) -> tuple[bytes, int]:
        fonts = font_configuration(self._look.family)
        import weasyprint

        from valuereport.render.fetcher import TemplateFetcher
        from valuereport.render.finisher import finish

        fetcher = TemplateFetcher(self._folders)
        sheets = [
            weasyprint.CSS(string=text, base_url=fetcher.base, url_fetcher=fetcher, font_config=fonts)
            for text in (style(self._look.family), self._look.style, self._style, rules)
        ]
        document: Any = weasyprint.HTML(string=html, base_url=fetcher.base, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=sheets, pdf_variant=self._look.variant
        )
        check_laid_out_links(document)
        finisher = partial(finish, languages=[locale], family=self._look.family)
        return document.write_pdf(finisher=finisher, pdf_variant=self._look.variant), len(document.pages)


def check_page(design: Design, kind: type[_Page], folders: Sequence[Path], look: Look) -> None:
    """Try a template on made-up pages. Raises TemplateError with file and line."""
    templates = Templates(folders, lambda locale: gettext.NullTranslations(), partial(_tools, look))
    for name in (*design.styles, *design.screen):
        read_style(folders, name)
    for full in (True, False):
        page: Any = replace(specimen(kind, full=full), locale="en")  # type: ignore[type-var]
        html, _ = templates.fill(design.template, page, page=page, draw=lambda part: Markup())
        check_links(html, design.template)


def paper_size(look: Look) -> str:
    """Return the size of the paper, for a rule of @page."""
    return "210mm 297mm" if look.paper == "a4" else "8.5in 11in"


def _tools(look: Look, of: Localised) -> dict[str, Any]:
    """Return what the templates of a locale can call."""

    def own_way(text: str) -> Markup:
        """Return a text, marked with its direction where that is not the page's."""
        way = direction_of(text, of.direction)
        return escape(text) if way == of.direction else Markup('<span dir="{}">{}</span>').format(way, text)

    return {"look": look, "own_way": own_way}
