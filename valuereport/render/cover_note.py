"""A cover note -> the subject, the text and the HTML of a message."""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup, escape

from valuereport.errors import Problem
from valuereport.model.cover_note import CoverNote
from valuereport.render.columns import in_lines
from valuereport.render.dark import SCREEN, on_dark
from valuereport.render.look import Look
from valuereport.render.slots import direction_of
from valuereport.render.specimen import specimens
from valuereport.render.templates import Catalogues, Localised, Templates, check_links

_WHOLE: Final = "email.{kind}.j2"
_PART: Final = "email/part.{kind}.j2"


@dataclass(frozen=True, slots=True)
class RenderedNote:
    """What a message is made of, and what a person should look at."""

    subject: str
    text: str
    html: str
    problems: tuple[Problem, ...]


class NoteRenderer:
    """The templates of the cover note; like the statement's, they hold nothing of a member."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues, look: Look) -> None:
        """`catalogues`: the translations of each locale, for what the templates themselves say."""
        self._templates = Templates(template_folders, catalogues, partial(_tools, look))

    def render(self, notes: Sequence[CoverNote]) -> RenderedNote:
        """Return the message of a member, its parts one below the other. Raises TemplateError."""
        first = notes[0]
        html, missing = self._filled("html", notes)
        text, missing_too = self._filled("txt", notes)
        problems = tuple(
            Problem(
                *("render", "warning", f"a template's message is not translated: {message}", "shown as it is"),
                member_id=first.member_id,
            )
            for message in dict.fromkeys((*missing, *missing_too))
        )
        return RenderedNote(first.subject, text, html, problems)

    def _filled(self, kind: str, notes: Sequence[CoverNote]) -> tuple[str, tuple[str, ...]]:
        """Return one form of the message; each part is filled with the words of its own language."""
        parts: list[str] = []
        missing: tuple[str, ...] = ()
        for number, note in enumerate(notes, 1):
            part, lacking = self._templates.fill(
                _PART.format(kind=kind), note, note=note, notes=tuple(notes), number=number
            )
            parts.append(Markup(part) if kind == "html" else part)  # noqa: S704 - a template of ours has escaped it
            missing += lacking
        name = _WHOLE.format(kind=kind)
        whole, lacking = self._templates.fill(name, notes[0], notes=tuple(notes), parts=parts)
        if kind == "html":
            check_links(whole, name)
        return whole, (*missing, *lacking)


def check_note_templates(template_folders: Sequence[Path], look: Look) -> None:
    """Try the templates on made-up cover notes. Raises TemplateError with file and line."""
    renderer = NoteRenderer(template_folders, lambda locale: gettext.NullTranslations(), look)
    for note in specimens(CoverNote):
        renderer.render((note,))


def _tools(look: Look, of: Localised) -> dict[str, Any]:
    """Return what the templates of a locale can call."""

    def own_way(text: str) -> Markup:
        """Return a text, marked with its direction where that is not the page's."""
        way = direction_of(text, of.direction)
        return escape(text) if way == of.direction else Markup('<span dir="{}">{}</span>').format(way, text)

    return {
        "look": look,
        "own_way": own_way,
        "in_lines": in_lines,
        "dark": {"screen": SCREEN, "brand": on_dark(look.colour)},
    }
