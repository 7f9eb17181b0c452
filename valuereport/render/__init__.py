"""Render: a document becomes HTML (Jinja), and that a tagged PDF/UA-1 or PDF/A-3a (WeasyPrint)."""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from valuereport.errors import Problem
from valuereport.model.statement import Document, Statement
from valuereport.render.cover_note import NoteRenderer, RenderedNote, check_note_templates
from valuereport.render.fonts import REPLACEMENT, advice, families, missing_characters
from valuereport.render.library_messages import LibraryMessages
from valuereport.render.look import Look, look_of
from valuereport.render.memory import collector_paused
from valuereport.render.pages import STATEMENT, Pages, drawn
from valuereport.render.plates import Choice, NotAPlate, ParameterisedDocument, Plate, PlateFiller, PlateMaker, choose
from valuereport.render.sheet import overflows
from valuereport.render.specimen import specimens
from valuereport.render.story import RenderedStory, StoryRenderer, check_story_templates
from valuereport.render.templates import Catalogues, check_links, read_style
from valuereport.render.typesetter import STYLES, Typesetter, pango_version

__all__ = [
    "Choice",
    "Look",
    "NotAPlate",
    "NoteRenderer",
    "ParameterisedDocument",
    "Plate",
    "PlateFiller",
    "PlateMaker",
    "Rendered",
    "RenderedNote",
    "RenderedStory",
    "Renderer",
    "StoryRenderer",
    "check_note_templates",
    "check_story_templates",
    "check_templates",
    "choose",
    "look_of",
    "missing_letters",
    "not_translated",
    "pango_version",
]

_MILLIMETRE = 96 / 25.4  # CSS pixels
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


class Renderer:
    """What a worker process keeps between statements: templates, parsed style sheets, fonts. Nothing of a member."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        """`catalogues`: the translations of each locale. Raises TemplateError where a style sheet cannot be read."""
        from valuereport.render.chart import draw
        from valuereport.render.code import draw_code

        self._look = look
        self.typesetter = Typesetter(template_folders, look)
        self._pages = Pages(template_folders, catalogues, partial(drawn, look, draw, draw_code))

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
            if laid_out.over:
                laid_out = self._laid_out(document, tuple(laid_out.over))
            languages = [statement.locale for statement in document]
            pdf = self.typesetter.write(laid_out.document, languages, self._attachments(attachment))
        of = partial(Problem, "render", "warning", member_id=document[0].member_id)
        problems = [_missing(character, document, self._look) for character in laid_out.missing_characters]
        problems += [not_translated(message, document) for message in laid_out.missing_messages]
        problems += [
            of(f"the text runs {over / _MILLIMETRE:.1f} mm over its region {region}", "cut at the region's end")
            for region, over in laid_out.over.items()
        ]
        problems += [of(message, "rendered without it") for message in (*self.typesetter.said_of_style, *said.messages)]
        return Rendered(pdf, len(laid_out.document.pages), tuple(problems))

    def _laid_out(self, document: Document, tight: Sequence[str] = ()) -> _LaidOut:
        html, messages = self._pages.html(document, tight)
        characters = missing_characters(html, self._look.family)
        html = html.translate(dict.fromkeys(map(ord, characters), REPLACEMENT))
        made = self.typesetter.lay_out(html, mirrored=any(each.direction == "rtl" for each in document))
        return _LaidOut(made, characters, messages, overflows(made.pages))

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


def not_translated(message: str, document: Document) -> Problem:
    """Return that a template's message has no translation."""
    reason = f"a template's message is not translated: {message}"
    return Problem("render", "warning", reason, "printed as it is", member_id=document[0].member_id)


def missing_letters(document: Document, look: Look) -> tuple[Problem, ...]:
    """Return a problem for each character of a document that no font has; nothing is laid out."""
    found = missing_characters("".join(_texts(document)), look.family)
    return tuple(_missing(character, document, look) for character in found)


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from _texts(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name))


def check_templates(template_folders: Sequence[Path], look: Look) -> None:
    """Try every template on made-up statements, without laying out. Raises TemplateError with file and line."""
    for name in STYLES:
        read_style(template_folders, name.format(paper=look.paper))
    pages = Pages(template_folders, lambda locale: gettext.NullTranslations(), partial(drawn, look, _blank, _blank))
    pages.check()
    for statement in specimens(Statement):
        page, _ = pages.html((statement,))
        check_links(page, STATEMENT)


def _blank(*_: object) -> str:
    return "data:,"


def _missing(character: str, document: Document, look: Look) -> Problem:
    name = unicodedata.name(character, "a character without a name")
    printable = character if character.isprintable() else "the character"
    fonts = ", ".join(families(document[0].locale, look.family))
    command = advice([character])
    return Problem(
        *("render", "warning", f"no font has {printable} (U+{ord(character):04X}, {name}): {fonts}"),
        action=f"shown as {REPLACEMENT}" + (f"; to install a font that has it: {command}" if command else ""),
        value=character if character.isprintable() else "",
        member_id=document[0].member_id,
    )
