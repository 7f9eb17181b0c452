"""Document -> HTML: Jinja in a sandbox, strict about undefined names, with the words of the statement's locale."""

from __future__ import annotations

import gettext
import traceback
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from valuereport.errors import TemplateError
from valuereport.model.statement import Chart, Direction, Document, Statement
from valuereport.render.look import Look
from valuereport.render.sheet import CHART_SCALE, CHART_ZERO, sides
from valuereport.render.slots import slot_for

STATEMENT = "statement.html.j2"
SHEET = "sheet.html.j2"
DrawChart = Callable[[Chart, str, bool], str]  # of a colour, mirrored or not, as a data: address
DrawCode = Callable[[str, str], str]
Catalogues = Callable[[str], gettext.NullTranslations]


class Pages:
    """The templates, compiled once for each locale that is asked for."""

    def __init__(
        self, folders: Sequence[Path], catalogues: Catalogues, look: Look, draw_chart: DrawChart, draw_code: DrawCode
    ) -> None:
        self._loader = jinja2.FileSystemLoader([str(folder) for folder in folders])
        self._catalogues = catalogues
        self._look, self._draw_chart, self._draw_code = look, draw_chart, draw_code
        self._environments: dict[str, jinja2.Environment] = {}

    def html(self, document: Document, tight: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
        """Return the page of a document, and the messages that its languages lack. Raises TemplateError.

        `tight`: the regions that must take less room.
        """
        sheets, missing = [], []
        for number, statement in enumerate(document, 1):
            catalogue = self._catalogues(statement.locale)
            noted = getattr(catalogue, "missing", [])
            noted.clear()
            sheets.append(self._render(SHEET, statement, statement=statement, sheet=number, tight=tight))
            missing += [f"{statement.locale}: {message}" for message in dict.fromkeys(noted)]
        page = self._render(STATEMENT, document[0], statement=document[0], sheets=[Markup(each) for each in sheets])  # noqa: S704
        return str(page), tuple(missing)

    def _render(self, name: str, of: Statement, **values: Any) -> str:  # noqa: ANN401 - what a template reads
        try:
            return self._environment(of).get_template(name).render(values)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f"{_place(error)}: there is no template {error.name}") from None
        except (jinja2.TemplateError, TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as error:
            raise TemplateError(f"{_place(error)}: {error}") from None

    def names(self) -> list[str]:
        """Return the names of all templates in the folders."""
        return [name for name in self._loader.list_templates() if name.endswith(".j2")]

    def parse(self, name: str) -> None:
        """Compile one template. Raises TemplateError with its file and line."""
        environment = self._made("en", "ltr")
        try:
            environment.get_template(name)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
        except UnicodeDecodeError as error:
            raise TemplateError(f"{name}: the file is not UTF-8: {error.reason} at byte {error.start}") from None

    def _environment(self, statement: Statement) -> jinja2.Environment:
        locale = statement.locale
        if locale not in self._environments:
            self._environments[locale] = self._made(locale, statement.direction)
        return self._environments[locale]

    def _made(self, locale: str, direction: Direction) -> jinja2.Environment:
        environment = ImmutableSandboxedEnvironment(
            loader=self._loader,
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        catalogue = self._catalogues(locale)
        environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
        look = self._look
        environment.globals |= {
            "look": look,
            "slot": slot_for(direction),
            "sides": sides,
            "chart": lambda chart: self._draw_chart(chart, look.accent, direction == "rtl"),
            "code": lambda address: self._draw_code(address, look.colour),
            "chart_zero": CHART_ZERO,
            "chart_scale": CHART_SCALE,
        }
        return environment


def _place(error: BaseException) -> str:
    """Return the innermost template file and line that an error came from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else STATEMENT
