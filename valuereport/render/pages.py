"""Statement -> HTML: Jinja in a sandbox, strict about undefined names, with the words of the statement's locale."""

from __future__ import annotations

import gettext
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from valuereport.errors import TemplateError
from valuereport.model.statement import Statement

STATEMENT = "statement.html.j2"
Catalogues = Mapping[str, gettext.NullTranslations] | Callable[[str], gettext.NullTranslations]


class Pages:
    """The templates, compiled once for each locale that is asked for."""

    def __init__(self, folders: Sequence[Path], catalogues: Catalogues) -> None:
        self._loader = jinja2.FileSystemLoader([str(folder) for folder in folders])
        self._catalogues = catalogues
        self._environments: dict[str, jinja2.Environment] = {}

    def html(self, statement: Statement, chart: str, *, tight: bool = False) -> str:
        """Return the page of a statement; `tight` where it must take less room. Raises TemplateError."""
        try:
            template = self._environment(statement.locale).get_template(STATEMENT)
            return template.render(statement=statement, chart=chart, tight=tight)
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
        environment = self._environment("en")
        try:
            environment.get_template(name)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
        except UnicodeDecodeError as error:
            raise TemplateError(f"{name}: the file is not UTF-8: {error.reason} at byte {error.start}") from None

    def _environment(self, locale: str) -> jinja2.Environment:
        if locale not in self._environments:
            environment = ImmutableSandboxedEnvironment(
                loader=self._loader,
                autoescape=True,
                undefined=jinja2.StrictUndefined,
                trim_blocks=True,
                lstrip_blocks=True,
                extensions=["jinja2.ext.i18n"],
            )
            found = self._catalogues(locale) if callable(self._catalogues) else self._catalogues[locale]
            environment.install_gettext_translations(found, newstyle=True)  # type: ignore[attr-defined]
            self._environments[locale] = environment
        return self._environments[locale]


def _place(error: BaseException) -> str:
    """Return the innermost template file and line that an error came from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else STATEMENT
