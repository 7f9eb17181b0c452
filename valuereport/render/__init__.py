"""Render: a statement becomes HTML (Jinja), and that a tagged PDF/UA-1 (WeasyPrint)."""

from __future__ import annotations

import gettext
import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from valuereport.errors import Problem, TemplateError
from valuereport.model.statement import Statement
from valuereport.render.fonts import FAMILIES, REPLACEMENT, missing_characters, use_our_fonts
from valuereport.render.pages import Catalogues, Pages
from valuereport.render.specimen import specimens

__all__ = ["Rendered", "Renderer", "check_templates"]

_STYLE = "statement.css"
_PAGES = 2
_VARIANT = "pdf/ua-1"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished statement: the file's bytes, how many pages, and what a person should look at."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]


class Renderer:
    """What a worker process keeps between statements: templates, the parsed style sheet, fonts. Nothing of a member."""

    def __init__(self, template_folders: Sequence[Path], catalogues: Catalogues) -> None:
        """`catalogues`: the translations of each locale. Raises TemplateError where a style sheet cannot be read."""
        use_our_fonts()
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        from valuereport.render.fetcher import TemplateFetcher

        self._html: Any = weasyprint.HTML
        self._pages = Pages(template_folders, catalogues)
        self._fetcher = TemplateFetcher(template_folders)
        self._fonts = FontConfiguration()
        with _Warnings() as said:
            self._style = weasyprint.CSS(
                string=_read(template_folders, _STYLE),
                base_url=self._fetcher.base,
                url_fetcher=self._fetcher,
                font_config=self._fonts,
            )
        self._said_of_style = said.messages

    def html(self, statement: Statement, *, tight: bool = False) -> str:
        """Return the page that is laid out; `tight` where it would not fit otherwise. Raises TemplateError."""
        from valuereport.render.chart import draw

        return self._pages.html(statement, draw(statement.chart) if statement.chart else "", tight=tight)

    def render(self, statement: Statement) -> Rendered:
        """Return the PDF of a statement. Raises TemplateError with the template's file and line."""
        from valuereport.render.finisher import finish

        html = self.html(statement)
        missing = missing_characters(html)
        marked = dict.fromkeys(map(ord, missing), REPLACEMENT)
        with _Warnings() as said:
            document = self._laid_out(html.translate(marked))
            if len(document.pages) > _PAGES:
                document = self._laid_out(self.html(statement, tight=True).translate(marked))
            pdf = document.write_pdf(finisher=finish, pdf_variant=_VARIANT)
        problems = [_missing(character, statement) for character in missing]
        problems += [_said(message, statement) for message in (*self._said_of_style, *said.messages)]
        pages = len(document.pages)
        if pages > _PAGES:
            reason = f"the statement takes {pages} pages, not {_PAGES}"
            problems.append(Problem("render", "warning", reason, "rendered", member_id=statement.member_id))
        return Rendered(pdf, pages, tuple(problems))

    def _laid_out(self, html: str) -> Any:  # noqa: ANN401 - WeasyPrint's own class
        page = self._html(string=html, base_url=self._fetcher.base, url_fetcher=self._fetcher)
        return page.render(font_config=self._fonts, stylesheets=[self._style], pdf_variant=_VARIANT)


def check_templates(template_folders: Sequence[Path]) -> None:
    """Try every template on made-up statements, without laying out. Raises TemplateError with file and line."""
    _read(template_folders, _STYLE)
    pages = Pages(template_folders, lambda locale: gettext.NullTranslations())
    for name in pages.names():
        pages.parse(name)
    for statement in specimens():
        pages.html(statement, "data:,")


def _read(folders: Sequence[Path], name: str) -> str:
    for folder in folders:
        try:
            return (folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise TemplateError(f"{folder / name}: {error}") from None
    raise TemplateError(f"there is no {name} in {', '.join(map(str, folders))}")


def _missing(character: str, statement: Statement) -> Problem:
    name = unicodedata.name(character, "a character without a name")
    printable = character if character.isprintable() else "the character"
    return Problem(
        *("render", "warning", f"no font has {printable} (U+{ord(character):04X}, {name}): {' and '.join(FAMILIES)}"),
        action=f"shown as {REPLACEMENT}",
        value=character if character.isprintable() else "",
        member_id=statement.member_id,
    )


def _said(message: str, statement: Statement) -> Problem:
    return Problem("render", "warning", message, "rendered without it", member_id=statement.member_id)


class _Warnings(logging.Handler):
    """Collects what WeasyPrint and fontTools say, each message once, and keeps it from the console."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self._loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
        self._propagated = [logger.propagate for logger in self._loggers]

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message not in self.messages:
            self.messages.append(message)

    def __enter__(self) -> _Warnings:
        for logger in self._loggers:
            logger.addHandler(self)
            logger.propagate = False
        return self

    def __exit__(self, *error: object) -> None:
        for logger, propagated in zip(self._loggers, self._propagated, strict=True):
            logger.removeHandler(self)
            logger.propagate = propagated
