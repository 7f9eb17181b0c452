"""A document -> a tagged PDF: laid out by WeasyPrint."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from valuereport.errors import Problem
from valuereport.model.statement import Document
from valuereport.render.fonts import REPLACEMENT, missing_characters
from valuereport.render.letters import SMALLEST
from valuereport.render.library_messages import LibraryMessages
from valuereport.render.look import Look
from valuereport.render.memory import collector_paused
from valuereport.render.missing import missing_letter, not_translated
from valuereport.render.pages import STATEMENT, Pages, drawn
from valuereport.render.sheet import overflows
from valuereport.render.slots import UNFIT
from valuereport.render.templates import Catalogues, check_links
from valuereport.render.typesetter import Typesetter

_MILLIMETRE = 96 / 25.4  # CSS pixels
_UNFIT = re.compile(f'class="[^"]*\\b{UNFIT}\\b')
_DATED = datetime(1980, 1, 1, tzinfo=UTC)  # PDF/A asks for a date; the clock's would give other bytes each time


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document: the file's bytes, how many pages, and what a person should look at."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """WeasyPrint's document, and what was noticed on the way to it."""

    document: Any
    missing_characters: tuple[str, ...]
    missing_messages: tuple[str, ...]
    over: Mapping[str, float]  # regions and CSS pixels
    unfit: int  # figures without room at their smallest size


class Renderer:
    """What a worker process keeps between statements: templates, parsed style sheets, fonts. Nothing of a member."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        """`catalogues`: the translations of each locale. Raises TemplateError where a style sheet cannot be read."""
        self._look = look
        self.typesetter = Typesetter(template_folders, look)
        self._pages = Pages(template_folders, catalogues, partial(drawn, look))

    @property
    def styles(self) -> tuple[str, ...]:
        """Return the style sheets, the strongest last."""
        return self.typesetter.styles

    def html(self, document: Document) -> str:
        """Return the page that is laid out. Raises TemplateError."""
        page, _ = self._pages.html(document)
        check_links(page, STATEMENT)
        return page

    def render(self, document: Document, attachment: bytes = b"") -> Rendered:
        """Return the PDF of a document. Raises TemplateError with the template's file and line.

        `attachment`: the figures as JSON, for a PDF that is archived.
        """
        with LibraryMessages() as said, collector_paused():
            laid_out = self._laid_out(document)
            languages = [statement.locale for statement in document]
            pdf = self.typesetter.write(laid_out.document, languages, self._attachments(attachment))
        of = partial(Problem, "render", "warning", member_id=document[0].member_id)
        problems = [missing_letter(character, document, self._look) for character in laid_out.missing_characters]
        problems += [not_translated(message, document) for message in laid_out.missing_messages]
        problems += [
            of(f"the text runs {over / _MILLIMETRE:.1f} mm over its region {region}", "cut at the region's end")
            for region, over in laid_out.over.items()
        ]
        if laid_out.unfit:
            number = f"{laid_out.unfit} figures have" if laid_out.unfit > 1 else "a figure has"
            problems.append(
                of(f"{number} no room, not even in letters of {SMALLEST:g} pt", "cut at the end of its box")
            )
        problems += [of(message, "rendered without it") for message in (*self.typesetter.said_of_style, *said.messages)]
        return Rendered(pdf, len(laid_out.document.pages), tuple(problems))

    def _laid_out(self, document: Document) -> _LaidOut:
        html, messages = self._pages.html(document)
        characters = missing_characters(html, self._look.family)
        html = html.translate(dict.fromkeys(map(ord, characters), REPLACEMENT))
        made = self.typesetter.lay_out(html, mirrored=any(each.direction == "rtl" for each in document))
        unfit = len(_UNFIT.findall(html))
        return _LaidOut(made, characters, messages, overflows(made.pages), unfit)

    def _attachments(self, figures: bytes) -> list[Any]:
        if not figures or not self._look.archived:
            return []
        return [
            self.typesetter.weasyprint.Attachment(
                string=figures,
                name="figures.json",
                description="The figures of this statement",
                created=_DATED,
                modified=_DATED,
                relationship="Data",
            )
        ]
